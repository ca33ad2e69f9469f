import { createWriteStream, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Watch } from '../network.ts';
import type { Nodes } from '../nodes.ts';
import type { TestOptions } from '../options.ts';
import { type Observed, Trial } from '../trial.ts';
import { Agenda } from './agenda.ts';
import { Child } from './child.ts';
import type { Command } from './command.ts';

const MESSAGES_MAX = 20_000;
/** How long a busy test gathers messages before it passes them on. */
const GATHER_MS = 1;
/** A longer timer would ring at once. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1;

export interface ProcessOptions {
  /** Where the nodes' logs go, as node-logs/n0.log and so on, and their disks, as disks/n0. */
  readonly folder: string;
  /** Ends the test early; what was seen until then is judged all the same. */
  readonly signal?: AbortSignal | undefined;
  /** Takes what nodes write to stderr. */
  readonly stderr?: ((node: string, text: string) => void) | undefined;
  readonly watch?: Watch | undefined;
}

/**
 * Runs a test against processes that speak Maelstrom's protocol on stdin and stdout, in real time.
 * When the promise settles, no process is left.
 */
export const runProcesses = async (
  options: TestOptions,
  command: Command,
  { folder, signal, stderr, watch }: ProcessOptions,
): Promise<Observed> => {
  const logs = join(folder, 'node-logs');
  const disks = resolve(folder, 'disks');
  mkdirSync(logs, { recursive: true });
  const begun_ms = performance.now();
  const agenda = new Agenda(() => performance.now() - begun_ms);
  const children = new Map<string, Child>();
  const gone: Promise<void>[] = [];
  const leaving = new Set<string>();
  const streams = new Map<string, ReturnType<typeof createWriteStream>>();
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  let failed: { readonly error: unknown } | undefined;

  const logOf = (node: string) => {
    const known = streams.get(node);
    if (known !== undefined) return known;
    const stream = createWriteStream(join(logs, `${node}.log`));
    streams.set(node, stream);
    return stream;
  };

  let pumped_ms = 0;
  let asked = false;
  const advance = (): void => {
    try {
      agenda.run();
    } catch (error) {
      failed ??= { error };
      over = true;
      finish();
    }
  };
  const pump = (): void => {
    asked = false;
    if (over) return;
    advance();
    for (const child of children.values()) child.flush();
    pumped_ms = performance.now();
    clearTimeout(timer);
    if (over || agenda.next_ms === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(pump, Math.min(agenda.next_ms - agenda.now, TIMEOUT_MAX_MS));
  };
  // At once when there is little to do, and together with what comes in the next moment when there is
  // much: a write for each message costs more than the message.
  const pumpSoon = (): void => {
    if (asked) return;
    asked = true;
    const rested = performance.now() - pumped_ms >= GATHER_MS;
    if (rested) setImmediate(pump);
    else setTimeout(pump, GATHER_MS);
  };

  const kill = (node: string): void => {
    const child = children.get(node);
    children.delete(node);
    child?.kill();
  };
  const nodes: Nodes = {
    deliver: (node, message) => children.get(node)?.send(message),
    start(node) {
      kill(node);
      const child: Child = new Child(
        command,
        {
          message(message) {
            advance();
            if (!over) trial.emitted(node, message);
          },
          problem: (what) => trial.problem(node, what),
          died(how, lastWords) {
            if (children.get(node) === child) children.delete(node);
            if (!over) trial.died(node, how, lastWords);
          },
          leftBehind: () => leaving.add(node),
          input: pumpSoon,
          log: (text) => stderr?.(node, text),
        },
        { disk: join(disks, node), log: logOf(node) },
      );
      children.set(node, child);
      gone.push(child.ended);
    },
    kill,
    pause: (node) => children.get(node)?.pause(),
    resume: (node) => children.get(node)?.resume(),
    skew: undefined,
    disk: undefined,
  };
  const trial = new Trial({
    options,
    scheduler: agenda,
    nodes,
    messages_max: MESSAGES_MAX,
    watch,
    onDone() {
      over = true;
      finish();
    },
  });

  const killAll = (): void => {
    for (const node of [...children.keys()]) kill(node);
  };
  const stop = (): void => trial.stop();
  // Whatever ends this process ends the nodes too.
  process.once('exit', killAll);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    trial.begin();
    if (signal?.aborted) stop();
    pump();
    await done;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    killAll();
    await Promise.all(gone);
    process.removeListener('exit', killAll);
    // Whoever reads the logs now finds them whole; what could not be written is no reason to fail.
    await Promise.allSettled([...streams.values()].map((stream) => finished(stream.end())));
  }
  if (failed !== undefined) throw failed.error;
  return { ...trial.observed(), leaving: [...leaving] };
};
