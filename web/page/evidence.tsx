import type { Criterion, CriterionName, Example } from '@dstudio/catalog';
import type { ReactNode } from 'react';
import { SafeLink } from './prose.tsx';

/** Who runs it, with the source of each statement and the day it was read. */
export function Examples({ examples }: { readonly examples: readonly Example[] }): ReactNode {
  if (examples.length === 0) return null;
  return (
    <section>
      <h2>In production</h2>
      <ul role="list" className="examples">
        {examples.map((example) => (
          <li key={`${example.company} ${example.source}`}>
            <strong>{example.company}</strong>
            {example.implementation && <p>{example.implementation}</p>}
            {example.scale && <p className="scale">{example.scale}</p>}
            <Source source={example.source} checked={example.checked} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const criteria = {
  adopted_by_three: 'Run by three or more known organisations',
  proven_at_scale: 'Proven at 100 million requests a day',
  active_development: 'In active development',
  direction_fit: 'In line with where the field goes',
} as const;

const met = {
  yes: ['✓', 'met'],
  no: ['✕', 'not met'],
  unknown: ['?', 'unknown'],
} as const;

/** What the tier was judged by, one criterion at a time. */
export function Criteria(props: {
  readonly criteria: Readonly<Partial<Record<CriterionName, Criterion>>>;
  readonly tier: string | undefined;
}): ReactNode {
  const names = (Object.keys(criteria) as CriterionName[]).filter((name) => props.criteria[name]);
  if (names.length === 0) return null;
  return (
    <section>
      <h2>Why {props.tier ?? 'this tier'}</h2>
      <ul role="list" className="criteria">
        {names.map((name) => {
          const criterion = props.criteria[name];
          const [mark, word] = met[criterion?.met ?? 'unknown'];
          return (
            <li key={name} className={criterion?.met}>
              <span aria-hidden="true">{mark}</span>
              <div>
                {criteria[name]} <span className="label">{word}</span>
                {criterion?.evidence && <p>{criterion.evidence}</p>}
                <Source source={criterion?.source} checked={criterion?.checked} />
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Source(props: {
  readonly source: string | undefined;
  readonly checked: string | undefined;
}): ReactNode {
  if (!props.source) return null;
  const host = URL.canParse(props.source) ? new URL(props.source).host : 'source';
  return (
    <p className="source">
      <SafeLink href={props.source}>{host}</SafeLink>
      {props.checked && (
        <>
          , read <time>{props.checked}</time>
        </>
      )}
    </p>
  );
}
