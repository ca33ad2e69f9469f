/** Where a value stands on a slider of `positions` steps, and back. */

export const positions = 1000;

interface Range {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

/** Ranges of two orders of magnitude and more are spread by ratio: 1 ms to 60 s stays usable. */
const byRatio = ({ min, max }: Range) => min > 0 && max / min >= 100;

export function toPosition(value: number, range: Range): number {
  const { min, max } = range;
  if (max <= min) return 0;
  const share = byRatio(range)
    ? Math.log(value / min) / Math.log(max / min)
    : (value - min) / (max - min);
  return Math.round(share * positions);
}

/** The value at a position, rounded to what a person would set; both ends are exact. */
export function toValue(position: number, range: Range): number {
  const { min, max, whole } = range;
  if (position <= 0) return min;
  if (position >= positions) return max;
  const share = position / positions;
  const exact = byRatio(range) ? min * (max / min) ** share : min + share * (max - min);
  const rounded = whole ? Math.round(exact) : Number(exact.toPrecision(2));
  return Math.min(max, Math.max(min, rounded));
}
