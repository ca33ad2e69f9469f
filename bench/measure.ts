/** Two ways to do one thing, measured in the same run. */

/** One round: builds what it needs, then does the work inside `timed`. Returns the operations done. */
export type Round = (timed: Timed) => number | Promise<number>;

/** Runs the part of a round that counts. */
export type Timed = (work: () => void | Promise<void>) => Promise<void>;

export interface Subject {
  readonly name: string;
  readonly round: Round;
}

interface Summary {
  readonly name: string;
  /** Operations per second. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Comparison {
  readonly title: string;
  /** What one operation is. */
  readonly unit: string;
  readonly subject: Subject;
  readonly yardstick: Subject;
  /** The least speed of the subject as a multiple of the yardstick's. */
  readonly target: number;
  /** Rounds of each, alternating, after one that is not counted. */
  readonly rounds: number;
}

/**
 * Runs both in alternating rounds, prints medians and the median of the ratios, and sets the exit
 * code to 1 when that is below the target. With `--json` it prints one JSON object instead.
 */
export const compare = async (comparison: Comparison): Promise<void> => {
  const { subject, yardstick, rounds, target } = comparison;
  const speeds: { readonly subject: number; readonly yardstick: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    // Who goes first changes, so that neither always inherits the other's garbage.
    const first = round % 2 === 0 ? subject : yardstick;
    const second = first === subject ? yardstick : subject;
    const [a, b] = [await speedOf(first), await speedOf(second)];
    if (round > 0) {
      speeds.push(first === subject ? { subject: a, yardstick: b } : { subject: b, yardstick: a });
    }
  }
  const ratios = speeds.map((speed) => speed.subject / speed.yardstick);
  const ratio = median(ratios);
  const held = ratio >= target;
  const rows = [
    summary(
      subject.name,
      speeds.map((speed) => speed.subject),
    ),
    summary(
      yardstick.name,
      speeds.map((speed) => speed.yardstick),
    ),
  ];
  if (process.argv.includes('--json')) {
    const { title, unit } = comparison;
    console.log(JSON.stringify({ title, unit, rounds, rows, ratios, ratio, target, held }));
  } else {
    print(comparison, rows, ratios, ratio, held);
  }
  if (!held) process.exitCode = 1;
};

/**
 * Operations for each second of processor time, garbage collection on its own threads included.
 * Nothing here waits, so it is what a clock shows on an idle machine; on a busy one, a clock would
 * measure the others.
 */
const speedOf = async (subject: Subject): Promise<number> => {
  let took_us = 0;
  const operations = await subject.round(async (work) => {
    const before = process.cpuUsage();
    const pending = work();
    if (pending !== undefined) await pending;
    const { user, system } = process.cpuUsage(before);
    took_us += user + system;
  });
  return (operations / took_us) * 1e6;
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  // Both exist: the index lies inside the array.
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

const summary = (name: string, values: readonly number[]): Summary => ({
  name,
  median: median(values),
  min: Math.min(...values),
  max: Math.max(...values),
});

const print = (
  { title, unit, target, rounds }: Comparison,
  rows: readonly Summary[],
  ratios: readonly number[],
  ratio: number,
  held: boolean,
): void => {
  const millions = (value: number): string => (value / 1e6).toFixed(2).padStart(8);
  console.log(`${title}, million ${unit} a second, ${rounds} alternating rounds`);
  console.log(`${''.padEnd(34)}${'median'.padStart(8)}${'min'.padStart(8)}${'max'.padStart(8)}`);
  for (const row of rows) {
    console.log(row.name.padEnd(34) + millions(row.median) + millions(row.min) + millions(row.max));
  }
  const fixed = (value: number): string => value.toFixed(3);
  console.log(
    `ratio ${fixed(ratio)} (${fixed(Math.min(...ratios))} to ${fixed(Math.max(...ratios))}), ` +
      `target at least ${target}: ${held ? 'held' : 'MISSED'}`,
  );
};
