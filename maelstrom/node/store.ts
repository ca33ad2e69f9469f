import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { ednOf } from '../edn.ts';
import { ednLines, jsonLines, textLines } from '../history-files.ts';
import type { Results } from '../judge.ts';
import { pairsOf } from '../render/operations.ts';
import { renderTest } from '../render/report.ts';
import { resultsData } from '../results-data.ts';
import { stableLatencies } from '../stable-latencies.ts';
import type { Observed } from '../trial.ts';
import { logLine, logLines } from './jepsen-log.ts';

/** Written at once; a line at a time would cost a system call each. */
const BATCH_LENGTH = 1 << 20;

/** What Jepsen calls it. */
const LOG = 'jepsen.log';

/** A folder for one test: store/<test>/<time>, as Jepsen lays it out. */
export const createStoreFolder = (store: string, test: string, at: Date): string => {
  mkdirSync(join(store, test), { recursive: true });
  const folder = firstFree(join(store, test), at.getTime());
  link(folder, join(store, 'current'));
  return folder;
};

/** Makes the folder of a moment, or of the next that no other test has taken. */
const firstFree = (parent: string, at_ms: number): string => {
  for (let time_ms = at_ms; ; time_ms++) {
    const time = new Date(time_ms).toISOString().replace(/[-:]/g, '').replace('Z', '');
    const folder = join(parent, time);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
};

/** Takes the folder of a test away when there is nothing in it, and those around it likewise. */
export const removeEmpty = (store: string, folder: string): void => {
  try {
    rmdirSync(folder);
    rmSync(join(store, 'current'), { force: true });
    rmdirSync(join(folder, '..'));
    rmdirSync(store);
  } catch {
    // Something is in it.
  }
};

/** Where a test is stored. */
export interface Storing {
  /** The folder that holds all tests. */
  readonly store: string;
  /** The one of this test. */
  readonly folder: string;
  /** When it began: milliseconds since 1970. */
  readonly began_ms: number;
  /** What to write under the report: how to run the test again. */
  readonly command: string;
}

/** Writes what happened in a test. */
export const writeHistory = ({ folder, command, began_ms }: Storing, observed: Observed): void => {
  const { events, options } = observed;
  const file = writerInto(folder);
  file('command.txt', `${command}\n`);
  file('test.json', `${JSON.stringify(options, null, 2)}\n`);
  writeLines(join(folder, LOG), logLines(observed, began_ms));
  writeLines(join(folder, 'history.jsonl'), jsonLines(events));
  writeLines(join(folder, 'history.edn'), ednLines(events, options.workload));
  writeLines(join(folder, 'history.txt'), textLines(events));
};

/** Writes what was found in a test beside its history, and points `latest` at it. */
export const writeStore = (
  { store, folder, command, began_ms }: Storing,
  observed: Observed,
  results: Results,
): void => {
  const pairs = pairsOf(observed.events);
  const stable = stableLatencies(pairs, observed.options.workload);
  const data = resultsData(results, stable);
  const file = writerInto(folder);
  file('results.json', `${JSON.stringify(data, null, 2)}\n`);
  file('results.edn', `${ednOf(data)}\n`);
  const pages = renderTest(observed, results, command, pairs, stable);
  for (const [name, text] of Object.entries(pages)) file(name, text);
  const verdict = `Analysis complete: ${String(results.valid)}. ${results.summary}`;
  // Simulated time may be ahead of ours.
  const ended_ms = began_ms + observed.start_ms + (observed.events.at(-1)?.time_ms ?? 0);
  const now_ms = Math.max(ended_ms, Date.now());
  appendFileSync(join(folder, LOG), logLine(now_ms, 'INFO', 'main', verdict));
  link(folder, join(store, observed.options.workload, 'latest'));
  link(folder, join(store, 'latest'));
};

const writerInto =
  (folder: string) =>
  (name: string, text: string): void =>
    writeFileSync(join(folder, name), text);

const writeLines = (path: string, lines: Iterable<string>): void => {
  const file = openSync(path, 'w');
  try {
    let batch = '';
    for (const line of lines) {
      batch += line;
      if (batch.length < BATCH_LENGTH) continue;
      writeSync(file, batch);
      batch = '';
    }
    if (batch !== '') writeSync(file, batch);
  } finally {
    closeSync(file);
  }
};

const link = (target: string, path: string): void => {
  try {
    rmSync(path, { force: true });
    symlinkSync(relative(join(path, '..'), target), path);
  } catch {
    // Some file systems have no links, and somebody may have put a folder there; the test's own is there all the same.
  }
};
