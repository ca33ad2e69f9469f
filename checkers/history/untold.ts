import type { History, Operation, Process } from './operation.ts';

/**
 * Gives operations of which only the completion is told the earliest beginning they can have had:
 * right after what their process did before, or at the start. So nothing is concluded from a time
 * that nobody knows, as in Elle, where nothing comes before such an operation in real time.
 *
 * @param untold those among the operations whose `invokedAt` is not known
 */
export function placeUntold(
  { operations, file }: History,
  untold: ReadonlySet<Operation>,
): History {
  const last = new Map<Process, Operation>();
  const moments: { readonly at: number; readonly operation: Operation; readonly ends: boolean }[] =
    [];
  for (const operation of operations) {
    const before = last.get(operation.process);
    last.set(operation.process, operation);
    const at = untold.has(operation) ? endOf(before) + 0.5 : operation.invokedAt;
    moments.push({ at, operation, ends: false });
    if (operation.completedAt < Infinity) {
      moments.push({ at: operation.completedAt, operation, ends: true });
    }
  }
  moments.sort((a, b) => a.at - b.at);
  const ends = new Map<Operation, number>();
  moments.forEach(({ operation, ends: isEnd }, position) => {
    if (isEnd) ends.set(operation, position);
  });
  return {
    file,
    events: moments.length,
    operations: moments.flatMap(({ operation, ends: isEnd }, position) =>
      isEnd
        ? []
        : [{ ...operation, invokedAt: position, completedAt: ends.get(operation) ?? Infinity }],
    ),
  };
}

/** The last that is known of an operation. */
const endOf = (operation: Operation | undefined): number => {
  if (operation === undefined) return -1;
  return operation.completedAt < Infinity ? operation.completedAt : operation.invokedAt;
};
