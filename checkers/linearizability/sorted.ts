/** How many at the beginning of a list something is true of, when it is of none after those. */
export const countWhile = <Element>(
  list: readonly Element[],
  isSo: (element: Element) => boolean,
): number => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // Within the list: middle is less than high.
    if (isSo(list[middle] as Element)) low = middle + 1;
    else high = middle;
  }
  return low;
};
