import type { Watch } from '../network.ts';
import type { TestOptions } from '../options.ts';
import type { Command } from './command.ts';
import { runProcesses } from './run.ts';
import { createStoreFolder, removeEmpty } from './store.ts';
import { lineOf, type News, type Show, type Told } from './thread.ts';
import { type NodeModule, onThread } from './threads.ts';

/** What is tested: processes in real time, or code in this process under simulated time. */
export type Subject =
  | { readonly kind: 'processes'; readonly command: Command }
  | { readonly kind: 'simulated'; readonly module: NodeModule };

export interface Tested extends Told {
  /** Where it is stored. */
  readonly folder: string;
}

export interface TestEnvironment {
  /** The folder that holds all tests. */
  readonly store: string;
  /** Ends the test early; what was seen until then is judged all the same, unless that takes long. */
  readonly signal: AbortSignal;
  /** What to write under the report: how to run the test again. */
  readonly command: string;
  /** Takes lines about the test while it runs: those that `show` asks for; and how far it is. */
  readonly onNews: (news: News) => void;
  readonly show: Show;
  /** How long a node in this process may stand still. */
  readonly hang_ms?: number;
}

/** A test was stopped, and what it saw was not judged any more. */
export class NotJudged extends Error {
  override readonly name = 'NotJudged';
  /** Where its history is, if it came so far. */
  readonly folder: string;

  constructor(folder: string, cause: unknown) {
    super('the test was stopped before it was judged', { cause });
    this.folder = folder;
  }
}

/**
 * Runs one test and stores what it found, also when it was stopped early. Judging has a thread of its
 * own, as nodes in this process have, so that this one hears of what happens meanwhile.
 * @throws NotJudged when it was stopped and did not end soon
 * @throws Lost when a node's code never came back
 * @throws InvalidInput when nodes in this process share memory
 */
export const runTest = async (
  subject: Subject,
  options: TestOptions,
  { store, signal, command, onNews, show, hang_ms }: TestEnvironment,
): Promise<Tested> => {
  const began = new Date();
  const folder = createStoreFolder(store, options.workload, began);
  const storing = { store, folder, began_ms: began.getTime(), command };
  const more = { signal, hang_ms, onNews };
  try {
    if (subject.kind === 'simulated') {
      const stop = new Int32Array(new SharedArrayBuffer(4));
      const job = { kind: 'test', options, storing, show, stop } as const;
      return { ...(await onThread(job, subject.module, more)), folder };
    }
    const log = (text: string): void => onNews({ kind: 'log', text });
    const watch: Watch = {
      sent: show.sent ? (message) => log(`send ${lineOf(message)}`) : undefined,
      received: show.received ? (message) => log(`recv ${lineOf(message)}`) : undefined,
    };
    const stderr = show.stderr
      ? (node: string, text: string): void => log(`${node}: ${text}`)
      : undefined;
    const observed = await runProcesses(options, subject.command, {
      folder,
      signal,
      stderr,
      watch,
    });
    return { ...(await onThread({ kind: 'judge', observed, storing }, undefined, more)), folder };
  } catch (error) {
    removeEmpty(store, folder);
    if (signal.aborted && error === signal.reason) throw new NotJudged(folder, error);
    throw error;
  }
};
