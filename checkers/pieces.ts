import { createSpending } from './linearizability/budget.ts';
import type { Budget, Progress } from './verdict.ts';

/** Work that can be stopped between any two pieces; it tells how far it is after each. */
export type Work<Result = void> = Generator<Piece, Result, void>;

interface Piece extends Progress {
  /** Looked at since the piece before, where that is not {@link PIECE}. */
  readonly steps?: number;
}

/** What work holds beside the history, about. */
export interface Holding {
  size_bytes: number;
}

/** Looked at in one piece, about: a millisecond or so, unless what is looked at is huge. */
export const PIECE = 16_384;

/** Spends of a budget, and says why no more may be spent. */
type Spend = (steps: number, size_bytes: number) => string | undefined;

/** A budget that several pieces of work spend together. */
interface Shared extends Budget {
  readonly spend: Spend;
}

/** @throws InvalidInput for a limit that is none */
export function shared(budget: Budget): Shared {
  const spending = createSpending(budget);
  let spent = 0;
  return {
    ...budget,
    spend(steps, size_bytes) {
      spent += steps;
      return spending.over(spent, size_bytes);
    },
  };
}

/**
 * Does work to its end, or until the budget is used up.
 *
 * @returns why it ended early; undefined when it is done
 * @throws InvalidInput for a limit that is none
 */
export function* within(
  work: Work,
  budget: Budget | Shared,
  holding: Holding = { size_bytes: 0 },
): Work<string | undefined> {
  const { spend } = 'spend' in budget ? budget : shared(budget);
  for (;;) {
    const piece = work.next();
    if (piece.done === true) return undefined;
    const over = spend(piece.value.steps ?? PIECE, holding.size_bytes);
    if (over !== undefined) return over;
    yield piece.value;
  }
}
