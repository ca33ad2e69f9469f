import type { ReactNode } from 'react';

/** A run repeated from a capsule, beside what the capsule expects of it. */
export interface Repeated {
  /** Trace hashes. */
  readonly hash: string;
  readonly expected: string;
  /** Versions of the engine: the capsule's and this one. */
  readonly engine: string;
  readonly ours: string;
}

interface Props {
  readonly run: Repeated;
  /** Which of several runs it was. */
  readonly variant?: string;
  /** What may have changed, when the engine has not. */
  readonly suspects: string;
}

/** Whether a run repeated from a capsule went the same way. */
export function CapsuleNote({ run, variant, suspects }: Props): ReactNode {
  const { hash, expected, engine, ours } = run;
  const same = hash === expected;
  const engines = `engine ${engine} made the capsule, this is engine ${ours}`;
  return (
    <p className={`notice ${same ? 'good' : 'warn'}`} role="status">
      <strong>{same ? 'The same run' : 'Another run'}</strong>
      {same ? ' as' : ' than'} the capsule's{variant && `, of “${variant}”`}: trace hash{' '}
      <code>{hash}</code>
      {!same && (
        <>
          , where it expects <code>{expected}</code>
        </>
      )}
      {engine !== ours
        ? `${same ? ', although' : ':'} ${engines}.`
        : same
          ? '.'
          : `: ${suspects} changed since.`}
    </p>
  );
}
