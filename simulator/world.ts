import { createRandom, InvalidInput, type LogLevel, type Random } from '@dstudio/kernel';
import type { Chooser } from './choice.ts';
import type { DomainEvent } from './domain-event.ts';
import { Engine } from './engine.ts';
import type { Host } from './host.ts';
import type { Journal } from './journal.ts';
import { type Boot, type LogFields, Machine } from './machine.ts';
import { VirtualNetwork, type Watcher } from './network.ts';
import { refuseType, textOf } from './written.ts';

export interface WorldOptions {
  /** A whole number from 0 to 2^53 - 1. Everything random in the world follows from it. */
  readonly seed: number;
  /** Needed for the async lane only: from '@dstudio/simulator/node' or '@dstudio/simulator/web'. */
  readonly host?: Host | undefined;
  /** Writes down each event, to compare two runs. Takes time and memory. */
  readonly journal?: Journal | undefined;
  /** @internal */
  readonly chooser?: Chooser | undefined;
  /** @internal */
  readonly watcher?: Watcher | undefined;
}

/** What a process wrote to its log. */
export interface LogEntry {
  readonly at_ms: number;
  readonly node: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** Domain events, and log entries, that are kept; later ones still count in the hash. */
const RECORD_COUNT_MAX = 100_000;
const NAME_LENGTH_MAX = 100;

/** One deterministic world: virtual time, randomness by stream, a network and processes. */
export class World extends Engine {
  readonly seed: number;
  /** What connects the nodes, and what can go wrong with it. */
  readonly network: VirtualNetwork;
  readonly #root: Random;
  readonly #streams = new Map<string, Random>();
  readonly #events: DomainEvent[] = [];
  readonly #logs: LogEntry[] = [];
  readonly #chooser: Chooser | undefined;
  readonly #nodes = new Map<string, Machine>();

  /** @internal Use `createWorld`. */
  constructor(options: WorldOptions) {
    super(options.host, options.journal);
    this.#chooser = options.chooser;
    this.seed = options.seed;
    this.#root = createRandom(options.seed);
    this.network = new VirtualNetwork(this, this.#root.fork('network'), {
      chooser: options.chooser,
      watcher: options.watcher,
    });
  }

  /**
   * The random stream of one concern ('arrivals', 'service time of cart'). The same name gives the
   * same stream object; what one stream draws never shifts another.
   */
  random(stream: string): Random {
    let random = this.#streams.get(stream);
    if (random === undefined) {
      random = this.#root.fork('world').fork(stream);
      this.#streams.set(stream, random);
    }
    return random;
  }

  /** Records something that happened, in the domain's words, and folds it into the hash. */
  record(actor: string, what: string): void {
    if (typeof actor !== 'string') refuseType('text', 'record', 'who did it', actor);
    if (typeof what !== 'string') refuseType('text', `record of ${actor}`, 'what was done', what);
    this.trace.addText(actor);
    this.trace.addText(what);
    if (this.#events.length < RECORD_COUNT_MAX) {
      this.#events.push({ at_ms: this.now, actor, what });
    }
  }

  /** What was recorded, in order; at most 100,000. */
  get events(): readonly DomainEvent[] {
    return this.#events;
  }

  /** What processes logged, in order; at most 100,000. */
  get logs(): readonly LogEntry[] {
    return this.#logs;
  }

  /**
   * Adds a machine. Its process boots as an event at this time; without `boot` it just has an Env.
   * @throws InvalidInput when the name is empty, too long or taken.
   */
  node(name: string, boot?: Boot): Machine {
    if (name === '' || name.length > NAME_LENGTH_MAX || this.#nodes.has(name)) {
      throw new InvalidInput(`a node cannot be called '${name.slice(0, NAME_LENGTH_MAX)}'`, {
        hint: `give a name of 1 to ${NAME_LENGTH_MAX} characters that no other node has`,
      });
    }
    const node = new Machine(name, boot, {
      engine: this,
      network: this.network,
      random: this.#root.fork('node').fork(name),
      chooser: this.#chooser,
      log: this.#log,
    });
    this.#nodes.set(name, node);
    return node;
  }

  readonly #log = (
    node: string,
    level: LogLevel,
    message: string,
    fields: LogFields | undefined,
  ): void => {
    if (typeof level !== 'string') refuseType('text', node, 'the level of log.write', level);
    if (typeof message !== 'string') refuseType('text', node, 'the message of log.write', message);
    this.trace.addText(node);
    this.trace.addText(level);
    this.trace.addText(message);
    if (fields !== undefined) this.trace.addText(textOf(fields));
    if (this.#logs.length < RECORD_COUNT_MAX) {
      this.#logs.push({ at_ms: this.now, node, level, message, fields });
    }
  };
}

/**
 * A world at time 0 in which nothing is scheduled.
 * @throws RangeError when the seed is not a whole number from 0 to 2^53 - 1.
 */
export const createWorld = (options: WorldOptions): World => {
  if (!Number.isSafeInteger(options.seed) || options.seed < 0) {
    throw new RangeError(
      `The seed is ${options.seed}: give a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`,
    );
  }
  return new World(options);
};
