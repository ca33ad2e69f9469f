import { InvalidInput } from '@dstudio/kernel';
import {
  createWorld,
  type DiskSettings,
  type Machine,
  type WorldOptions,
} from '@dstudio/simulator';
import { copyJson, detached } from '../copy-json.ts';
import { cut } from '../json.ts';
import { KnownLists } from '../known-lists.ts';
import { type Body, isClient, type Message } from '../message.ts';
import type { Watch } from '../network.ts';
import type { Nodes } from '../nodes.ts';
import type { TestOptions } from '../options.ts';
import { type Observed, Trial } from '../trial.ts';
import type { AnyNodeDefinition, NodeDefinition } from './define-node.ts';
import { NodeRuntime } from './runtime.ts';

/** Far more than any phase of a test waits for: the time by which a test must have ended. */
const SLACK_MS = 3_600_000;

export interface SimulateOptions {
  /** Messages to keep for the diagram; default 0. */
  readonly messages_max?: number;
  /** Takes what nodes log. */
  readonly log?: (node: string, text: string) => void;
  readonly watch?: Watch | undefined;
}

/** What a simulated test saw. */
export interface Simulated extends Observed {
  /** Of what happened when, and in which order: 16 hexadecimal digits, the same for the same test. */
  readonly hash: string;
}

/** A crash leaves any of the sectors and names that were not synced, and some operations are slow. */
const FAULTY_DISK: Partial<DiskSettings> = {
  survival: 0.5,
  names: 'journaled',
  slow: 0.1,
  slow_ms: 200,
};
const SOUND_DISK: Partial<DiskSettings> = { survival: 0, names: 'durable', slow: 0 };

/** A machine of the world with a node on it. */
interface Host {
  readonly machine: Machine;
  runtime: NodeRuntime | undefined;
  /** What came while it was paused. */
  held: Message[] | undefined;
  /** How often a node was started on it. */
  lives: number;
}

/** Of what a node threw; it stands in the verdict. */
const THROWN_LENGTH_MAX = 2000;

/** Between the message ids of two lives; as numbers of 31 bits, they cost no memory of their own. */
const MESSAGES_APART = 2 ** 20;
/** So many lives of a node have message ids of their own; then they begin anew, long after the first. */
const LIVES_DISTINCT = 2 ** 11;
/**
 * Messages and timers between two turns of the host. A count and no time, so that what a node left
 * behind without awaiting it goes on at the same place in each run.
 */
const STEPS_PER_TURN = 1024;

/**
 * Runs a test against nodes in this process, under simulated time: the same options always give the
 * same history, and a minute takes as long as its messages take to compute.
 * @throws InvalidInput when the node has a disk: what it awaits needs `simulateAsync`.
 */
export const simulate = (
  definition: NodeDefinition,
  options: TestOptions,
  more: SimulateOptions = {},
): Simulated => {
  if (definition.disk) {
    throw new InvalidInput('a node with a disk awaits it', { hint: 'run it with simulateAsync' });
  }
  const { world, until_ms, simulated } = setUp(definition, options, more);
  world.run({ until_ms });
  return simulated();
};

export interface SimulateAsyncOptions extends SimulateOptions {
  /** From '@dstudio/simulator/node' or '@dstudio/simulator/web'. */
  readonly host: NonNullable<WorldOptions['host']>;
  /** Ends the test early, at the next turn of the host; what was seen until then is there. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * As `simulate`, for nodes of either kind: those with a disk take longer to compute. Gives the host a
 * turn now and then.
 */
export const simulateAsync = async (
  definition: AnyNodeDefinition,
  options: TestOptions,
  { host, signal, ...more }: SimulateAsyncOptions,
): Promise<Simulated> => {
  const { world, trial, until_ms, simulated, turns } = setUp(definition, options, more, host);
  const stopIfAsked = (): void => {
    if (signal?.aborted) trial.stop();
  };
  stopIfAsked();
  if (trial.ended) return simulated();
  if (definition.disk) await world.runAsync({ until_ms, onProgress: stopIfAsked });
  else {
    turns.wanted = true;
    do {
      turns.due = false;
      world.run({ until_ms });
      if (!turns.due || trial.ended) break;
      await new Promise<void>((resolve) => host.yield(resolve));
      stopIfAsked();
    } while (!trial.ended);
  }
  return simulated();
};

/** What was thrown, for a sentence. */
const textOf = (error: unknown): string => {
  try {
    const text = String(error instanceof Error ? error.message : error);
    return cut(text.replace(/\.$/, ''), THROWN_LENGTH_MAX);
  } catch {
    return 'what has no text';
  }
};

const setUp = (
  definition: AnyNodeDefinition,
  options: TestOptions,
  { messages_max = 0, log = () => {}, watch }: SimulateOptions,
  host?: WorldOptions['host'],
) => {
  const world = createWorld({ seed: options.seed, host });
  const hosts = new Map<string, Host>();
  const heard = new KnownLists();
  const turns = { wanted: false, due: false };
  let steps = 0;
  const step = (): void => {
    if (++steps % STEPS_PER_TURN !== 0 || !turns.wanted) return;
    turns.due = true;
    world.stop();
  };

  const crash = (host: Host): void => {
    host.machine.crash();
    host.runtime = undefined;
    host.held = undefined;
  };
  const boot = (node: string, host: Host): void => {
    const { clock, random, disk } = host.machine.env;
    const runtime: NodeRuntime = new NodeRuntime(definition, {
      clock: {
        ...clock,
        after(delay_ms, fire) {
          step();
          return clock.after(delay_ms, fire);
        },
      },
      random,
      disk,
      msg_id: (host.lives++ % LIVES_DISTINCT) * MESSAGES_APART,
      emit: ({ src, dest, body }) => {
        step();
        if (host.runtime !== runtime) return;
        // So that what one changes later the other does not see; clients change nothing.
        const own = detached(body, isClient(dest) ? heard : undefined);
        // It is an object, as body is.
        trial.emitted(node, { src, dest, body: own as Body });
      },
      fail(error) {
        if (host.runtime !== runtime) return;
        crash(host);
        trial.died(node, `threw ${textOf(error)}`);
      },
      log: (text) => log(node, text),
    });
    host.runtime = runtime;
    host.held = undefined;
  };

  /** The message, with nothing in it that anybody else holds. */
  const ownOf = (message: Message): Message => {
    const { src, dest, body } = message;
    // What a node said is its receiver's already, but it may come twice.
    if (trial.network.duplication > 0) return { src, dest, body: copyJson(body) as Body };
    if (hosts.has(src)) return message;
    // Services and clients make a body for each message, and keep what is in it.
    return { src, dest, body: detached(body) as Body };
  };
  const nodes: Nodes = {
    deliver(node, message) {
      step();
      const host = hosts.get(node);
      if (host?.runtime === undefined) return;
      const own = ownOf(message);
      if (host.held !== undefined) host.held.push(own);
      else host.runtime.receive(own);
    },
    start(node) {
      const known = hosts.get(node);
      if (known === undefined) {
        const host: Host = {
          machine: world.node(node),
          runtime: undefined,
          held: undefined,
          lives: 0,
        };
        hosts.set(node, host);
        boot(node, host);
        return;
      }
      known.machine.restart();
      boot(node, known);
    },
    kill(node) {
      const host = hosts.get(node);
      if (host !== undefined) crash(host);
    },
    pause(node) {
      const host = hosts.get(node);
      if (host?.runtime === undefined) return;
      host.machine.pause();
      host.held ??= [];
    },
    resume(node) {
      const host = hosts.get(node);
      if (host?.held === undefined) return;
      const { held, runtime } = host;
      host.held = undefined;
      host.machine.resume();
      for (const message of held) {
        if (runtime !== undefined && host.runtime === runtime) runtime.receive(message);
      }
    },
    skew: (node, offset_ms) => hosts.get(node)?.machine.skew(offset_ms),
    disk: (node, faulty) =>
      hosts.get(node)?.machine.configureDisk(faulty ? FAULTY_DISK : SOUND_DISK),
  };
  const trial = new Trial({
    options,
    scheduler: world,
    nodes,
    messages_max,
    watch,
    onDone: () => world.stop(),
  });
  world.after(0, () => trial.begin());
  return {
    world,
    trial,
    turns,
    until_ms: options.timeLimit_ms + options.recovery_ms + SLACK_MS,
    simulated: (): Simulated => ({ ...trial.observed(), hash: world.hash() }),
  };
};
