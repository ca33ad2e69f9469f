import type { Again, Least, Tiding, Tried, Whole } from './protocol.ts';

/** What a bug's page knows of its runs. A reducer, so that every change is one named event. */

/** What runs in the background. */
export type Work =
  | { readonly kind: 'finding'; readonly tried: Pick<Tried, 'first' | 'seeds' | 'took_ms'> }
  | { readonly kind: 'examining'; readonly seed: number }
  | { readonly kind: 'shrinking'; readonly runs: number; readonly choices: number }
  | { readonly kind: 'replaying' };

export interface Hunt {
  readonly work: Work | undefined;
  /** The last search. */
  readonly tried: Tried | undefined;
  /** The seed that is shown, whole and shrunk. */
  readonly whole: Whole | undefined;
  readonly least: Least | undefined;
  /** The capsule's run that is shown instead. */
  readonly again: Again | undefined;
  readonly stopped: boolean;
  readonly error: string | undefined;
}

export type HuntEvent =
  | { readonly kind: 'finding'; readonly first: number }
  | { readonly kind: 'examining'; readonly seed: number }
  | { readonly kind: 'replaying' }
  | { readonly kind: 'tiding'; readonly tiding: Tiding }
  | { readonly kind: 'searched'; readonly tried: Tried }
  | { readonly kind: 'examined'; readonly whole: Whole; readonly least: Least | undefined }
  | { readonly kind: 'replayed'; readonly again: Again }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly message: string }
  /** Nothing is shown any more. */
  | { readonly kind: 'left' };

export const rested: Hunt = {
  work: undefined,
  tried: undefined,
  whole: undefined,
  least: undefined,
  again: undefined,
  stopped: false,
  error: undefined,
};

/** Where a search begins: after the last one that found nothing, or after the seed that is shown. */
export function nextSeed({ tried, again }: Hunt, shown: number | undefined): number {
  if (tried && !tried.failing) return tried.first + tried.seeds;
  return again || shown === undefined ? 1 : shown + 1;
}

export function reduceHunt(hunt: Hunt, event: HuntEvent): Hunt {
  switch (event.kind) {
    case 'finding': {
      const tried = { first: event.first, seeds: 0, took_ms: 0 };
      return { ...hunt, work: { kind: 'finding', tried }, stopped: false, error: undefined };
    }
    case 'examining': {
      const { whole } = hunt;
      // The same seed, to be shrunk now: its whole run stays.
      const kept = whole?.seed === event.seed ? whole : undefined;
      return { ...rested, tried: hunt.tried, whole: kept, work: event };
    }
    case 'replaying':
      return { ...rested, work: event };
    case 'tiding':
      return hunt.work ? heard(hunt, event.tiding) : hunt;
    case 'searched':
      return { ...hunt, work: undefined, tried: event.tried };
    case 'examined':
      return { ...hunt, work: undefined, whole: event.whole, least: event.least };
    case 'replayed':
      return { ...hunt, work: undefined, again: event.again };
    case 'stopped':
      return hunt.work ? { ...hunt, work: undefined, stopped: true } : hunt;
    case 'failed':
      return { ...hunt, work: undefined, error: event.message };
    case 'left':
      return rested;
  }
}

function heard(hunt: Hunt, tiding: Tiding): Hunt {
  switch (tiding.kind) {
    case 'tried':
      return { ...hunt, work: { kind: 'finding', tried: tiding.tried } };
    case 'whole': {
      const { whole } = tiding;
      return { ...hunt, whole, work: { kind: 'shrinking', runs: 1, choices: whole.choices } };
    }
    case 'shrinking':
      return { ...hunt, work: tiding };
  }
}
