import type { ReactNode } from 'react';
import type { Verdict } from './verdict.ts';

/** A verdict's shape: square with a cross, disc with a tick, split diamond; hollow while unsure. */
export function VerdictMark({ verdict }: { readonly verdict: Verdict }): ReactNode {
  return (
    <svg
      className={`verdict-mark ${verdict.mark} ${verdict.sure ? 'sure' : ''}`}
      viewBox="0 0 16 16"
      width="14"
      height="14"
      aria-hidden="true"
    >
      {verdict.mark === 'breaks' && (
        <>
          <rect className="body" x="1.5" y="1.5" width="13" height="13" rx="2" />
          <path className="sign" d="M5 5l6 6M11 5l-6 6" />
        </>
      )}
      {verdict.mark === 'holds' && (
        <>
          <circle className="body" cx="8" cy="8" r="6.5" />
          <path className="sign" d="M4.800 8.300l2.200 2.200 4.200-4.600" />
        </>
      )}
      {verdict.mark === 'depends' && (
        <>
          <path className="half" d="M8 1 1 8l7 7z" />
          <path className="outline" d="M8 1l7 7-7 7-7-7z" />
        </>
      )}
      {verdict.mark === 'waiting' && <circle className="dot" cx="8" cy="8" r="1.5" />}
    </svg>
  );
}
