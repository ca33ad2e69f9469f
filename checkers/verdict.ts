import type { Operation } from './history/operation.ts';

/** What a checker found. Unknown: the budget ran out, or the history does not say enough. */
export type Validity = 'valid' | 'invalid' | 'unknown';

/** One thing that is wrong, in a sentence, with the operations that show it. */
export interface Finding {
  /** The field's name for it, such as 'lost' or 'stale-read'. */
  readonly kind: string;
  readonly text: string;
  readonly operations: readonly Operation[];
}

export interface Verdict {
  readonly validity: Validity;
  /** The model or property it was held against, such as 'cas-register'. */
  readonly model: string;
  /** One sentence that says it all. */
  readonly summary: string;
  /** What is wrong, worst first; bounded, so `counts` says how much there is. */
  readonly findings: readonly Finding[];
  /** Figures by name, such as operations or lost elements. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What a check may spend. What is left out is not bounded, but for memory. */
export interface Budget {
  /**
   * Of a search: operations tried in a state. Of every other check: operations, elements and edges
   * looked at, about. The same budget always gives the same verdict.
   */
  readonly steps_max?: number;
  /** Needs a `clock`. */
  readonly time_ms_max?: number;
  /** Default 1 GiB. */
  readonly memory_bytes_max?: number;
  readonly clock?: { now(): number };
}

/** How far a check is, in parts of the whole. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** What is being done, such as 'looking for cycles'; undefined in a search, which may go back. */
  readonly stage?: string;
}

/** A check that can be stopped between any two pieces of work. */
export type Check<Result extends Verdict = Verdict> = Generator<Progress, Result, void>;

/** Runs a check to its end. */
export function finish<Result extends Verdict>(check: Check<Result>): Result {
  for (;;) {
    const { done, value } = check.next();
    if (done) return value;
  }
}

/** No list in a verdict is longer. */
export const FINDINGS_MAX = 32;

/** What a verdict says when nothing was found. */
interface Otherwise {
  readonly valid: string;
  /** Why the history does not say enough. */
  readonly unknown?: string | undefined;
  /** Why the check ended before its end; what it had found by then is wrong all the same. */
  readonly over?: string | undefined;
}

/** Of a check that found something and then ran out of its budget. */
export const endedEarly = (over: string): string =>
  `The check ended ${over}, so there may be more.`;

/**
 * The verdict of a checker that looks at everything once.
 * @param found how many findings there are, where only the first were kept
 */
export function verdictOf(
  model: string,
  findings: readonly Finding[],
  counts: Readonly<Record<string, number>>,
  { valid, unknown, over }: Otherwise,
  found = findings.length,
): Verdict {
  const [first] = findings;
  const open = over === undefined ? unknown : `Not decided: the check ended ${over}.`;
  const rest = found > 1 ? ` And ${found - 1} more.` : '';
  const unseen = over === undefined ? '' : ` ${endedEarly(over)}`;
  return {
    validity: first !== undefined ? 'invalid' : open === undefined ? 'valid' : 'unknown',
    model,
    summary: first === undefined ? (open ?? valid) : `${first.text}${rest}${unseen}`,
    findings: findings.slice(0, FINDINGS_MAX),
    counts: { ...counts, findings: found },
  };
}
