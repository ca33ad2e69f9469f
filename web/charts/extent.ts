/** Pure helpers of the time charts: ranges, values at the cursor, thinning. */

export interface Line {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Smallest and largest finite value, or undefined when there is none. */
export function extent(
  values: Iterable<number>,
): { readonly min: number; readonly max: number } | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : undefined;
}

/** The last value at or before `at_ms`; NaN before the first one. `x` ascends. */
export function valueAt(line: Line, at_ms: number): number {
  let low = 0;
  let high = line.x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((line.x[middle] ?? Infinity) <= at_ms) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? Number.NaN : (line.y[low - 1] ?? Number.NaN);
}

/**
 * Thins a line to about two points a pixel column, keeping each column's lowest and highest value
 * and every gap, so a spike of one sample stays visible.
 */
export function thin(line: Line, columns: number): Line {
  const length = line.x.length;
  if (length <= columns * 4) return line;
  const x: number[] = [];
  const y: number[] = [];
  const keep = (index: number) => {
    x.push(line.x[index] ?? Number.NaN);
    y.push(line.y[index] ?? Number.NaN);
  };
  const step = length / columns;
  for (let column = 0; column < columns; column++) {
    const from = Math.floor(column * step);
    const to = Math.min(length, Math.floor((column + 1) * step));
    let low = -1;
    let high = -1;
    let gap = -1;
    for (let index = from; index < to; index++) {
      const value = line.y[index] ?? Number.NaN;
      if (Number.isNaN(value)) gap = index;
      else {
        if (low < 0 || value < (line.y[low] ?? Infinity)) low = index;
        if (high < 0 || value > (line.y[high] ?? -Infinity)) high = index;
      }
    }
    const kept = [...new Set([low, high, gap])].filter((index) => index >= 0);
    for (const index of kept.sort((a, b) => a - b)) keep(index);
  }
  return { name: line.name, x, y };
}
