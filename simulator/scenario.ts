import type { Random } from '@dstudio/kernel';
import type { Boot, Machine } from './machine.ts';
import type { SwarmSpec } from './swarm.ts';
import type { World } from './world.ts';

/** A system under test, what it must stand, and how to tell that it went wrong. */
export interface Scenario {
  readonly name: string;
  /**
   * 'async' when a node awaits (disk, sleep); 'callback' is several times faster, and a scenario that
   * awaits in it is refused.
   */
  readonly lane: 'callback' | 'async';
  /** How long faults may strike. */
  readonly length_ms: number;
  /** After that all faults are healed, and the run goes on this long. Defaults to 0: no such phase. */
  readonly settle_ms?: number;
  /** The most that a seed may meet. */
  readonly faults: SwarmSpec;
  /** What `run.sometimes` marks: each has to be reached in some seed of a suite. */
  readonly sometimes: readonly string[];
  /** What a message says, for diagrams. Defaults to its text. */
  label?(message: Uint8Array): string;
  /**
   * Builds the system in the run's world, at once. Everything it remembers has to be made here; what a
   * node has to forget in a restart, in its boot.
   */
  build(run: Run): Judge | undefined;
}

/** What is asked of a run when it is over, and answered at once: none of it may be async. */
export interface Judge {
  /** Called at the end; calls `run.fail` when something is wrong. */
  check?(): void;
  /**
   * How far the system has got: it must be more at the end than when faults were healed, or the run
   * fails with 'no progress'.
   */
  progress?(): number;
}

/** What was wrong with a run. Two runs with the same `name` failed in the same way. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly at_ms: number;
}

export interface NodeOptions {
  /** What the fault 'upgrade' boots instead. */
  readonly upgrade?: Boot;
  /** Whether faults strike it. Defaults to true; a client is best left alone. */
  readonly faults?: boolean;
}

/** One run of a scenario, as its `build` sees it. */
export interface Run {
  readonly world: World;
  readonly seed: number;
  /** The stream of one concern, apart from all others. */
  random(stream: string): Random;
  /**
   * Adds a node, now or in the middle of the run; its `remove` takes it out for good.
   * @throws InvalidInput when the name is taken or holds other than letters, digits and . _ -
   */
  node(name: string, boot?: Boot, options?: NodeOptions): Machine;
  /**
   * Lets somebody do something at a time. A node that is down then does not; one that is paused does it
   * when it goes on. Shrinking leaves out what the failure does not need.
   */
  issue(at_ms: number, node: string, what: string, action: () => void): void;
  /** Writes down a fact: it counts in the hash and shows in the diagram. */
  record(node: string, what: string): void;
  /** @throws InvalidInput when the scenario's list does not have it */
  sometimes(name: string): void;
  /** Something is wrong: the run ends here. The first one counts. */
  fail(name: string, message: string): void;
}
