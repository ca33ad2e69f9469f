/**
 * Leaves out of a list whatever can be left out, by halves, then quarters, and so on down to single
 * items, until nothing that remains can go (Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input", IEEE TSE 28(2), 2002). The result is 1-minimal when `test` answers the
 * same each time.
 *
 * @param items known to fail
 * @param test tries some of them, in order: those that matter (all it was given, or fewer) when it
 *   still fails, undefined when not
 */
export const ddmin = async <T>(
  items: readonly T[],
  test: (some: readonly T[]) => Promise<readonly T[] | undefined>,
): Promise<readonly T[]> => {
  if (items.length === 0) return items;
  let left = (await test([])) ?? items;
  let parts = 2;
  while (left.length > 0) {
    parts = Math.min(parts, left.length);
    const size = Math.ceil(left.length / parts);
    let without: readonly T[] | undefined;
    // From the end: what comes last depends on what came before, seldom the other way round.
    for (let from = (Math.ceil(left.length / size) - 1) * size; from >= 0; from -= size) {
      const rest = [...left.slice(0, from), ...left.slice(from + size)];
      // The empty list was tried first.
      if (rest.length === 0) continue;
      without = await test(rest);
      if (without !== undefined) break;
    }
    if (without !== undefined) {
      left = without;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) {
      return left;
    } else {
      parts *= 2;
    }
  }
  return left;
};
