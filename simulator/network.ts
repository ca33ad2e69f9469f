import { InvalidInput, type Random } from '@dstudio/kernel';
import { type Choice, type Chooser, fingerprint } from './choice.ts';
import { checkDistribution, type Distribution, longestOf, meanOf, sample } from './distribution.ts';
import type { Engine } from './engine.ts';
import { refuseType, show } from './written.ts';

/** How one direction between two nodes behaves. Shares are 0 to 1. */
export interface LinkSettings {
  /** One way. Defaults to a constant 1 ms. */
  readonly latency: Distribution;
  /** Share of messages that never arrive. Defaults to 0. */
  readonly loss: number;
  /** Share of messages that arrive twice, the second on its own latency. Defaults to 0. */
  readonly duplication: number;
  /** Share of messages held back, so that later ones overtake them. Defaults to 0. */
  readonly reordering: number;
  /** How much later those come at most. Defaults to 10 ms. */
  readonly reordering_ms: number;
}

/** One name or several. */
export type Names = string | readonly string[];

/** Takes what arrives for a node. True when user code saw it. @internal */
export type Deliver = (from: string, message: Uint8Array) => boolean;

/** Sees what becomes of each message. @internal */
export interface Watcher {
  sent(from: string, to: string, message: Uint8Array): void;
  /** Lost at once, or on arrival when it was sent before. */
  lost(from: string, to: string, message: Uint8Array): void;
  arrived(from: string, to: string, message: Uint8Array): void;
  /** Lost because the run is held to a plan that has no use for it. */
  dropped(from: string, to: string, message: Uint8Array): void;
}

/** What follows a network's messages, when anything does. */
interface Attention {
  readonly chooser: Chooser | undefined;
  readonly watcher: Watcher | undefined;
}

interface Link {
  readonly from: string;
  readonly to: string;
  settings: LinkSettings;
  cut: boolean;
  /** What arrived while the link is held; undefined when it is not. */
  held: Uint8Array[] | undefined;
  readonly random: {
    readonly latency: Random;
    readonly loss: Random;
    readonly duplication: Random;
    readonly again: Random;
    readonly reordering: Random;
  };
}

/** The largest payload of a UDP datagram over IPv4 (RFC 768, RFC 791): 65,535 less both headers. */
const MESSAGE_SIZE_BYTES_MAX = 65_507;
const HELD_COUNT_MAX = 100_000;

const DEFAULTS: LinkSettings = {
  latency: { shape: 'constant', mean_ms: 1 },
  loss: 0,
  duplication: 0,
  reordering: 0,
  reordering_ms: 10,
};

/**
 * Datagrams between nodes, and what can go wrong with them. Each direction of each pair has random
 * streams of its own, one for each concern, and every message draws from all of them, lost or not:
 * a fault on one link changes nothing on another, and nothing of what the link draws later.
 */
export class VirtualNetwork {
  readonly #engine: Engine;
  readonly #random: Random;
  readonly #chooser: Chooser | undefined;
  readonly #watcher: Watcher | undefined;
  readonly #links = new Map<string, Map<string, Link>>();
  readonly #receivers = new Map<string, Deliver>();
  #defaults = DEFAULTS;

  /** @internal */
  constructor(engine: Engine, random: Random, { chooser, watcher }: Attention) {
    this.#engine = engine;
    this.#random = random;
    this.#chooser = chooser;
    this.#watcher = watcher;
  }

  /** Settings for links that nobody set apart, those already used included. */
  configure(settings: Partial<LinkSettings>): void {
    const before = this.#defaults;
    this.#defaults = checked({ ...before, ...settings });
    for (const links of this.#links.values()) {
      for (const link of links.values()) {
        if (link.settings === before) link.settings = this.#defaults;
      }
    }
  }

  /** Settings for one direction; what is not named stays as it is there. */
  link(from: string, to: string, settings: Partial<LinkSettings>): void {
    const link = this.#link(from, to);
    link.settings = checked({ ...link.settings, ...settings });
  }

  /** Cuts both directions. What is under way is lost too. */
  partition(a: Names, b: Names): void {
    this.partitionOneWay(a, b);
    this.partitionOneWay(b, a);
  }

  /** Cuts one direction: `to` hears nothing more from `from`. */
  partitionOneWay(from: Names, to: Names): void {
    for (const link of this.#between(from, to)) link.cut = true;
  }

  /** Mends both directions after a partition. */
  repair(a: Names, b: Names): void {
    for (const link of this.#between(a, b)) link.cut = false;
    for (const link of this.#between(b, a)) link.cut = false;
  }

  /** Lets messages in both directions pile up on arrival. */
  hold(a: Names, b: Names): void {
    for (const link of this.#between(a, b)) link.held ??= [];
    for (const link of this.#between(b, a)) link.held ??= [];
  }

  /** Delivers what piled up, in the order of arrival, and lets messages through again. */
  release(a: Names, b: Names): void {
    for (const link of [...this.#between(a, b), ...this.#between(b, a)]) {
      const held = link.held ?? [];
      link.held = undefined;
      for (const message of held) this.#engine.after(0, this.#arrive, link, message);
    }
  }

  /** @internal */
  attach(name: string, deliver: Deliver): void {
    this.#receivers.set(name, deliver);
  }

  /** @internal */
  send(from: string, to: string, message: Uint8Array): void {
    // Types are not there to check what a module of somebody else's sends.
    if (typeof to !== 'string') refuseType('text', from, 'whom network.send sends to', to);
    if (!(message instanceof Uint8Array)) {
      throw new InvalidInput(`${from} sends ${show(message)} to ${to}, which is no Uint8Array`, {
        hint: 'send bytes, such as new TextEncoder().encode(text)',
      });
    }
    if (message.length > MESSAGE_SIZE_BYTES_MAX) {
      throw new InvalidInput(`a message of ${message.length} bytes does not fit a datagram`, {
        hint: `send at most ${MESSAGE_SIZE_BYTES_MAX} bytes at once`,
      });
    }
    // Also of one that is lost: what a node says is what it does, whatever becomes of it.
    this.#engine.content('message', from, to, message);
    const link = this.#link(from, to);
    const chooser = this.#chooser;
    if (chooser?.plan !== undefined) {
      return this.#sendPlanned(chooser, chooser.plan.listed_ms, link, message);
    }
    const { settings, random } = link;
    const lost = random.loss.next() < settings.loss;
    const doubled = random.duplication.next() < settings.duplication;
    const late = random.reordering.next();
    const held_ms =
      late < settings.reordering ? (late / settings.reordering) * settings.reordering_ms : 0;
    const first_ms = sample(settings.latency, random.latency) + held_ms;
    const second_ms = sample(settings.latency, random.again);
    chooser?.made.push(
      ...this.#chosen(chooser, link, message, lost, first_ms, doubled ? second_ms : -1),
    );
    if (link.cut || lost) return this.#watcher?.lost(from, to, message);
    this.#schedule(link, message, first_ms);
    if (doubled) this.#schedule(link, message, second_ms);
  }

  /**
   * Sends what the plan lists, as late as it says. A plan may come from a stranger, and what chance
   * could not do to this link now, such as lose a message when all is healed, it cannot either.
   */
  #sendPlanned(chooser: Chooser, listed_ms: number, link: Link, message: Uint8Array): void {
    const { from, to } = link;
    const where = `${from}>${to}`;
    const key = chooser.key('message', where, fingerprint(message));
    const at_ms = this.#engine.now;
    if (link.cut) return this.#watcher?.lost(from, to, message);
    const { latency, loss, reordering, reordering_ms } = link.settings;
    const usual_ms = meanOf(latency);
    const most_ms = longestOf(latency) + (reordering > 0 ? reordering_ms : 0);
    const listed = chooser.make({ kind: 'message', where, key, at_ms });
    if (listed !== undefined) {
      this.#schedule(link, message, Math.min(listed.value ?? usual_ms, most_ms));
    } else if (at_ms < listed_ms) {
      chooser.dropped.push({ kind: 'message', where, key, at_ms });
      return this.#watcher?.dropped(from, to, message);
    } else if (loss > 0 && chooser.make({ kind: 'lost', where, key, at_ms }) !== undefined) {
      return this.#watcher?.lost(from, to, message);
    } else {
      chooser.unlisted.push({ kind: 'message', where, key, at_ms });
      this.#schedule(link, message, usual_ms);
    }
    const copy = chooser.make({ kind: 'copy', where, key, at_ms });
    if (copy !== undefined)
      this.#schedule(link, message, Math.min(copy.value ?? usual_ms, most_ms));
  }

  *#chosen(
    chooser: Chooser,
    link: Link,
    message: Uint8Array,
    lost: boolean,
    first_ms: number,
    second_ms: number,
  ): Iterable<Choice> {
    const where = `${link.from}>${link.to}`;
    const key = chooser.key('message', where, fingerprint(message));
    const at_ms = this.#engine.now;
    // One that a partition takes is the partition's.
    if (link.cut) return;
    if (lost) return yield { kind: 'lost', where, key, at_ms };
    yield { kind: 'message', where, key, at_ms, value: first_ms };
    if (second_ms >= 0) yield { kind: 'copy', where, key, at_ms, value: second_ms };
  }

  #schedule(link: Link, message: Uint8Array, delay_ms: number): void {
    // The sender may use its buffer again; and `slice` of a Node Buffer is the same memory.
    const sent = new Uint8Array(message);
    this.#engine.after(delay_ms, this.#arrive, link, sent);
    this.#watcher?.sent(link.from, link.to, sent);
  }

  readonly #arrive = (link: Link, message: Uint8Array): void => {
    this.#engine.woke = false;
    if (link.cut) return this.#watcher?.lost(link.from, link.to, message);
    if (link.held !== undefined) {
      if (link.held.length === HELD_COUNT_MAX) {
        throw new Error(
          `More than ${HELD_COUNT_MAX} messages are held from ${link.from} to ${link.to}: release them.`,
        );
      }
      link.held.push(message);
      return;
    }
    this.#watcher?.arrived(link.from, link.to, message);
    this.#engine.woke = this.#receivers.get(link.to)?.(link.from, message) ?? false;
  };

  *#between(from: Names, to: Names): Iterable<Link> {
    for (const a of namesOf(from)) {
      for (const b of namesOf(to)) if (a !== b) yield this.#link(a, b);
    }
  }

  #link(from: string, to: string): Link {
    let links = this.#links.get(from);
    if (links === undefined) {
      links = new Map();
      this.#links.set(from, links);
    }
    let link = links.get(to);
    if (link === undefined) {
      const random = this.#random.fork(from).fork(to);
      link = {
        from,
        to,
        settings: this.#defaults,
        cut: false,
        held: undefined,
        random: {
          latency: random.fork('latency'),
          loss: random.fork('loss'),
          duplication: random.fork('duplication'),
          again: random.fork('latency of the second copy'),
          reordering: random.fork('reordering'),
        },
      };
      links.set(to, link);
    }
    return link;
  }
}

const namesOf = (names: Names): readonly string[] => (typeof names === 'string' ? [names] : names);

const checked = (settings: LinkSettings): LinkSettings => {
  checkDistribution(settings.latency);
  for (const name of ['loss', 'duplication', 'reordering'] as const) {
    const share = settings[name];
    if (!(share >= 0 && share <= 1)) {
      throw new InvalidInput(`${name} of a link is ${share}`, { hint: 'give a share from 0 to 1' });
    }
  }
  if (!(settings.reordering_ms >= 0 && settings.reordering_ms < Number.POSITIVE_INFINITY)) {
    throw new InvalidInput(`reordering_ms of a link is ${settings.reordering_ms}`, {
      hint: 'give a finite number, 0 or more',
    });
  }
  return settings;
};
