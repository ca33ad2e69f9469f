/**
 * The seeded-bug suite: `node bench/bugs.ts [--seeds N] [--json] [name ...]`. For each small system
 * with one known bug, how many seeds and how much time until it was found, what is left of the run
 * after shrinking, and whether the corrected twin passes N seeds (default 1000). Exit code 1 when a
 * bug was not found or a twin failed, 2 for arguments that are none.
 */

import { parseArgs } from 'node:util';
import { type Bug, bugs } from '@dstudio/bugs';
import { drawText, runSuite, shrink } from '@dstudio/simulator';
import { host } from '@dstudio/simulator/node';

/** A bug that needs more seeds counts as not found. */
const SEEDS_TO_FIND_MAX = 10_000;

interface Row {
  readonly slug: string;
  /** Seeds until it was found; undefined when it was not. */
  readonly seeds: number | undefined;
  readonly found_ms: number;
  readonly failure: string;
  /** Choices of the failing run, and of the shrunk one. */
  readonly before: number;
  readonly after: number;
  /** What happens in the shrunk run: messages, operations, faults and facts (`SpaceTime`). */
  readonly events: number;
  /** How many of those the diagram draws one by one. */
  readonly drawn: number;
  readonly shrunk_ms: number;
  readonly shrinkRuns: number;
  readonly diagram: string;
  readonly twinSeeds: number;
  readonly twinFailures: readonly number[];
  readonly twin_ms: number;
  /** What never happened in the twin's runs and should have. */
  readonly missing: readonly string[];
}

const measure = async (bug: Bug, twinSeeds: number): Promise<Row> => {
  const wrong = bug.scenario(false);
  const start_ms = performance.now();
  const found = await runSuite(wrong, { seeds: SEEDS_TO_FIND_MAX, host, stopAtFailure: true });
  const found_ms = performance.now() - start_ms;
  const [first] = found.failures;
  const shrunk = first && (await shrink(wrong, { seed: first.seed, host }));
  const shrunk_ms = performance.now() - start_ms - found_ms;
  const twin_ms = performance.now();
  const twin = await runSuite(bug.scenario(true), { seeds: twinSeeds, host });
  return {
    slug: bug.slug,
    seeds: first && found.seeds,
    found_ms,
    failure: first?.failure.name ?? 'not found',
    before: shrunk?.before ?? 0,
    after: shrunk?.choices.length ?? 0,
    events: shrunk?.events ?? 0,
    drawn: shrunk?.drawn ?? 0,
    shrunk_ms,
    shrinkRuns: shrunk?.runs ?? 0,
    diagram: shrunk === undefined ? '' : drawText(shrunk.happenings),
    twinSeeds,
    twinFailures: twin.failures.map(({ seed }) => seed),
    twin_ms: performance.now() - twin_ms,
    missing: twin.missing,
  };
};

const print = (row: Row): void => {
  const { slug, seeds, found_ms, shrunk_ms, before, after, events, drawn, shrinkRuns } = row;
  const { twinSeeds, twin_ms } = row;
  const found =
    seeds === undefined
      ? `NOT FOUND in ${SEEDS_TO_FIND_MAX} seeds`
      : `found after ${seeds} seeds, ${found_ms.toFixed(0)} ms; ${before} choices shrunk to ${after} (${events} events, ${drawn} drawn) ` +
        `in ${shrinkRuns} runs, ${shrunk_ms.toFixed(0)} ms`;
  const failed = row.twinFailures.length;
  const twin = `twin: ${failed === 0 ? 'passes' : `FAILS ${failed} of`} ${twinSeeds} seeds, ${twin_ms.toFixed(0)} ms`;
  console.log(`${slug}: ${found}; ${twin}`);
  if (failed > 0) console.log(`  first failing seeds: ${row.twinFailures.slice(0, 5).join(', ')}`);
  if (row.missing.length > 0) console.log(`  never reached: ${row.missing.join(', ')}`);
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
};

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      json: { type: 'boolean', default: false },
      diagrams: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const seeds = Number(values.seeds);
  if (!Number.isInteger(seeds) || seeds < 1) {
    console.error(`--seeds ${values.seeds}: give a whole number, 1 or more.`);
    return 2;
  }
  const unknown = positionals.find((name) => !bugs.some(({ slug }) => slug === name));
  if (unknown !== undefined) {
    console.error(
      `There is no bug '${unknown}'; there are: ${bugs.map(({ slug }) => slug).join(', ')}.`,
    );
    return 2;
  }
  const rows: Row[] = [];
  for (const bug of bugs) {
    if (positionals.length > 0 && !positionals.includes(bug.slug)) continue;
    const row = await measure(bug, seeds);
    rows.push(row);
    if (!values.json) print(row);
    if (values.diagrams) console.log(row.diagram);
  }
  if (values.json) console.log(JSON.stringify(rows, null, 2));
  else {
    const found = rows.filter((row) => row.seeds !== undefined);
    console.log(
      `${found.length} of ${rows.length} found, median ${median(found.map((row) => row.found_ms)).toFixed(0)} ms ` +
        `and ${median(found.map((row) => row.after))} choices, ${median(found.map((row) => row.events))} events, ` +
        `${median(found.map((row) => row.drawn))} drawn`,
    );
  }
  return rows.every((row) => row.seeds !== undefined && row.twinFailures.length === 0) ? 0 : 1;
};

process.exitCode = await main();
