/**
 * Lays many arrays into one piece of memory, since a small array takes longer to get than to fill.
 *
 * @param length of all of them together, at most
 * @returns takes the next of so many integers, all 0
 */
export function carve(length: number): (length: number) => Int32Array {
  const all = new Int32Array(length);
  let at = 0;
  return (more) => {
    at += more;
    return all.subarray(at - more, at);
  };
}
