import {
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { ednOf } from '../edn.ts';
import { ednLines, jsonLines, textLines } from '../history-files.ts';
import { type Results, resultsData } from '../judge.ts';
import { renderTest } from '../render/report.ts';
import type { Observed } from '../trial.ts';

/** Written at once; a line at a time would cost a system call each. */
const BATCH_LENGTH = 1 << 20;

/** A folder for one test: store/<test>/<time>, as Jepsen lays it out. */
export const createStoreFolder = (store: string, test: string, at: Date): string => {
  const time = at.toISOString().replace(/[-:]/g, '').replace('Z', '');
  const folder = join(store, test, time);
  mkdirSync(folder, { recursive: true });
  link(folder, join(store, 'current'));
  return folder;
};

/** Where a test is stored. */
export interface Storing {
  /** The folder that holds all tests. */
  readonly store: string;
  /** The one of this test. */
  readonly folder: string;
  /** What to write under the report: how to run the test again. */
  readonly command: string;
}

/** Writes what happened in a test. */
export const writeHistory = ({ folder, command }: Storing, { events, options }: Observed): void => {
  const file = writerInto(folder);
  file('command.txt', `${command}\n`);
  file('test.json', `${JSON.stringify(options, null, 2)}\n`);
  writeLines(join(folder, 'history.jsonl'), jsonLines(events));
  writeLines(join(folder, 'history.edn'), ednLines(events, options.workload));
  writeLines(join(folder, 'history.txt'), textLines(events));
};

/** Writes what was found in a test beside its history, and points `latest` at it. */
export const writeStore = (
  { store, folder, command }: Storing,
  observed: Observed,
  results: Results,
): void => {
  const data = resultsData(results);
  const file = writerInto(folder);
  file('results.json', `${JSON.stringify(data, null, 2)}\n`);
  file('results.edn', `${ednOf(data)}\n`);
  for (const [name, text] of Object.entries(renderTest(observed, results, command))) {
    file(name, text);
  }
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
  rmSync(path, { force: true });
  try {
    symlinkSync(relative(join(path, '..'), target), path);
  } catch {
    // Some file systems have no links; the folder is there all the same.
  }
};
