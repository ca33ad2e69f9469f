import type { Claim } from '@dstudio/simulator';

/** How a claim's measure is held against its limit. One that is missing counts as NaN: it never holds. */

type Judged = ReturnType<Claim['check']>;
type Figure = number | undefined;

const judge =
  (compare: (measured: number, limit: number) => boolean) =>
  (measured: Figure = Number.NaN, limit: Figure = Number.NaN): Judged => ({
    measured,
    limit,
    holds: compare(measured, limit),
  });

export const below = judge((measured, limit) => measured < limit);
export const above = judge((measured, limit) => measured > limit);
export const atMost = judge((measured, limit) => measured <= limit);
export const atLeast = judge((measured, limit) => measured >= limit);
