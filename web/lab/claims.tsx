import type { Evidence } from '@dstudio/catalog';
import type { ReactNode } from 'react';
import { formatNumber, formatQuantity, formatShare, plural } from '../charts/format.ts';
import type { ClaimResult, Described } from './protocol.ts';

interface Props {
  readonly claims: Described['claims'];
  readonly evidence: Evidence | undefined;
  readonly stale: boolean;
  /** Results of the run on the page. */
  readonly results: readonly ClaimResult[] | undefined;
}

/** Each claim with how often it held when it was proven, and what this run measured. */
export function Claims({ claims, evidence, stale, results }: Props): ReactNode {
  return (
    <section className="claims" aria-label="Claims">
      <h3>
        What it claims{' '}
        {evidence && (
          <span className="label">
            tried with {plural(evidence.seeds, 'seed')} on <time>{evidence.date}</time>
          </span>
        )}
      </h3>
      {stale && (
        <p className="notice warn">
          <strong>Stale.</strong> The room or the engine has changed since; the counts below speak
          of how it was. <code>dstudio prove</code> gathers them anew.
        </p>
      )}
      {!evidence && (
        <p className="label">Not proven over many seeds yet: only this run speaks for it.</p>
      )}
      <ol role="list">
        {claims.map((claim) => {
          const proven = evidence?.claims.find((one) => one.id === claim.id);
          const here = results?.find((one) => one.id === claim.id);
          return (
            <li key={claim.id}>
              <p>{claim.text}</p>
              <p className="proof">
                {proven && (
                  <span className={`held ${stale ? 'stale' : ''}`}>
                    <Mark holds={proven.held === proven.of} /> held in{' '}
                    <b>{formatNumber(proven.held)}</b> of {plural(proven.of, 'seed')}{' '}
                    <span className="label">
                      {proven.of > 0 && formatShare(proven.held / proven.of)}
                      {typeof proven.worst === 'number' &&
                        `, worst ${formatQuantity(proven.worst, claim.unit)}`}
                    </span>
                  </span>
                )}
                {here && (
                  <span>
                    <Mark holds={here.holds} /> this run measured{' '}
                    <b>{formatQuantity(here.measured, claim.unit)}</b>, limit{' '}
                    {formatQuantity(here.limit, claim.unit)}
                  </span>
                )}
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Mark({ holds }: { readonly holds: boolean }): ReactNode {
  return (
    <span className={holds ? 'mark holds' : 'mark breaks'}>
      <span aria-hidden="true">{holds ? '✓' : '✕'}</span>
      <span className="hidden">{holds ? 'Holds:' : 'Broken:'}</span>
    </span>
  );
}
