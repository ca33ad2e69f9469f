import type { Failure, Row } from '@dstudio/simulator';
import type { Repeated } from '../shell/capsule-note.tsx';

/** What a page asks of the worker that runs scenarios: one job, any number of tidings, one answer. */

/** A space-time diagram, drawn where the run was. */
export interface Drawing {
  readonly svg: string;
  readonly text: string;
  /** What each row of it says. */
  readonly rows: readonly Row[];
  /** How many things happened, repeated messages each time. */
  readonly events: number;
}

/** One seed, as chance had it. */
export interface Whole {
  readonly seed: number;
  /** Undefined: the seed passes. */
  readonly failure: Failure | undefined;
  readonly hash: string;
  /** How many choices chance made. */
  readonly choices: number;
  readonly drawing: Drawing;
}

/** What is left of a failing seed. */
export interface Least {
  readonly seed: number;
  readonly failure: Failure;
  readonly hash: string;
  readonly choices: number;
  readonly before: number;
  readonly runs: number;
  /** False when the budget of runs ended first. */
  readonly complete: boolean;
  /** Why something stayed that looks as if it could go. */
  readonly notes: readonly string[];
  /** Its text. */
  readonly capsule: string;
  readonly drawing: Drawing;
}

/** A capsule's run, repeated. */
export interface Again {
  readonly seed: number;
  /** Whether it was the corrected twin's. */
  readonly right: boolean;
  readonly failure: Failure | undefined;
  readonly choices: number;
  readonly repeated: Repeated;
  readonly drawing: Drawing;
}

/** Seeds run one after the other. */
export interface Tried {
  readonly first: number;
  /** How many were run. */
  readonly seeds: number;
  readonly took_ms: number;
  /** The lowest that failed. */
  readonly failing: { readonly seed: number; readonly failure: Failure } | undefined;
  /** What the scenario says should sometimes happen, and did in none of these. */
  readonly missing: readonly string[];
}

export interface Jobs {
  /** Runs seeds until one fails. */
  find: {
    ask: { readonly slug: string; readonly first: number; readonly seeds: number };
    answer: Tried;
  };
  /** Runs one seed and, where it fails and that is asked, shrinks it. */
  examine: {
    ask: { readonly slug: string; readonly seed: number; readonly shrinks: boolean };
    answer: { readonly whole: Whole; readonly least: Least | undefined };
  };
  replay: {
    ask: { readonly slug: string; readonly text: string; readonly name: string };
    answer: Again;
  };
  /** Runs seeds of the corrected twin. */
  twin: {
    ask: { readonly slug: string; readonly first: number; readonly seeds: number };
    answer: Tried;
  };
}

export type Job = keyof Jobs;

/** News of a job under way. */
export type Tiding =
  | { readonly kind: 'tried'; readonly tried: Tried }
  | { readonly kind: 'whole'; readonly whole: Whole }
  | { readonly kind: 'shrinking'; readonly runs: number; readonly choices: number };

export type ToBugs = {
  readonly [J in Job]: { readonly job: J; readonly ask: Jobs[J]['ask'] };
}[Job];

export type FromBugs =
  | { readonly tiding: Tiding }
  | { readonly answer: Jobs[Job]['answer'] }
  | { readonly error: string };
