import { createWorld, type Machine } from '@dstudio/simulator';
import { copyJson } from '../json.ts';
import type { Body, Message } from '../message.ts';
import type { Watch } from '../network.ts';
import type { Nodes } from '../nodes.ts';
import type { TestOptions } from '../options.ts';
import { type Observed, Trial } from '../trial.ts';
import type { NodeDefinition } from './define-node.ts';
import { NodeRuntime } from './runtime.ts';

/** Far more than any phase of a test waits for: the time by which a test must have ended. */
const SLACK_MS = 3_600_000;

export interface SimulateOptions {
  /** Messages to keep for the diagram; default 0. */
  readonly messages_max?: number;
  /** Takes what nodes log. */
  readonly log?: (node: string, text: string) => void;
  readonly watch?: Watch;
}

/** What a simulated test saw. */
export interface Simulated extends Observed {
  /** Of what happened when, and in which order: 16 hexadecimal digits, the same for the same test. */
  readonly hash: string;
}

/** A machine of the world with a node on it. */
interface Host {
  readonly machine: Machine;
  runtime: NodeRuntime | undefined;
  /** What came while it was paused. */
  held: Message[] | undefined;
}

/**
 * Runs a test against nodes in this process, under simulated time: the same options always give the
 * same history, and a minute takes as long as its messages take to compute.
 */
export const simulate = (
  definition: NodeDefinition,
  options: TestOptions,
  { messages_max = 0, log = () => {}, watch }: SimulateOptions = {},
): Simulated => {
  const world = createWorld({ seed: options.seed });
  const hosts = new Map<string, Host>();

  /** Runs code of the node; what it throws ends it. */
  const enter = (node: string, host: Host, runtime: NodeRuntime, message: Message): void => {
    try {
      runtime.receive(message);
    } catch (error) {
      crash(host);
      trial.died(node, `threw ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const crash = (host: Host): void => {
    host.machine.crash();
    host.runtime = undefined;
    host.held = undefined;
  };
  const boot = (node: string, host: Host): void => {
    const { clock, random } = host.machine.env;
    const guarded = (fire: () => void) => (): void => {
      try {
        fire();
      } catch (error) {
        crash(host);
        trial.died(node, `threw ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    const runtime: NodeRuntime = new NodeRuntime(definition, {
      clock: { ...clock, after: (delay_ms, fire) => clock.after(delay_ms, guarded(fire)) },
      random,
      emit: ({ src, dest, body }) => {
        // A copy, so that what one changes later the other does not see. It is an object, as body is.
        if (host.runtime === runtime)
          trial.emitted(node, { src, dest, body: copyJson(body) as Body });
      },
      log: (text) => log(node, text),
    });
    host.runtime = runtime;
    host.held = undefined;
  };

  // Services and clients keep what they send, so nodes get copies of it.
  const shared = new Set(['lin-kv', 'seq-kv', 'lww-kv', 'lin-tso']);
  const nodes: Nodes = {
    deliver(node, message) {
      const host = hosts.get(node);
      if (host?.runtime === undefined) return;
      const { src, dest, body } = message;
      const own =
        trial.network.duplication > 0 || shared.has(src) || !hosts.has(src)
          ? { src, dest, body: copyJson(body) as Body }
          : message;
      if (host.held !== undefined) host.held.push(own);
      else enter(node, host, host.runtime, own);
    },
    start(node) {
      const known = hosts.get(node);
      if (known === undefined) {
        const host: Host = { machine: world.node(node), runtime: undefined, held: undefined };
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
        if (runtime !== undefined && host.runtime === runtime) enter(node, host, runtime, message);
      }
    },
    skew: (node, offset_ms) => hosts.get(node)?.machine.skew(offset_ms),
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
  world.run({ until_ms: options.timeLimit_ms + options.recovery_ms + SLACK_MS });
  return { ...trial.observed(), hash: world.hash() };
};
