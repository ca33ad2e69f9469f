import type { Random } from '@dstudio/kernel';
import type { Network } from './network.ts';
import type { Nodes } from './nodes.ts';
import type { Fault } from './options.ts';
import type { Scheduler } from './scheduler.ts';

/** What a fault does and undoes. Each returns words for the history. */
interface Act {
  begin(): string;
  end(): string;
}

export interface Nemesis {
  start(): void;
  /** Ends every fault and begins no more. */
  heal(): void;
}

interface Stage {
  readonly faults: readonly Fault[];
  readonly interval_ms: number;
  readonly names: readonly string[];
  readonly nodes: Nodes;
  /** Starts a node again after a kill. */
  readonly revive: (node: string) => void;
  readonly network: Network;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly record: (f: string, value: string) => void;
}

const NAMES: Readonly<Record<Fault, readonly [begin: string, end: string]>> = {
  partition: ['start-partition', 'stop-partition'],
  'partition-one-way': ['start-one-way', 'stop-one-way'],
  kill: ['kill', 'start'],
  pause: ['pause', 'resume'],
  loss: ['start-loss', 'stop-loss'],
  duplicate: ['start-duplicate', 'stop-duplicate'],
  skew: ['skew', 'unskew'],
};

/** Half of the messages, as Jepsen's flaky network loses. */
const SHARE = 0.5;

/**
 * Faults that come and go: each waits for up to twice the interval, begins, waits as long again, ends,
 * and so on, as Jepsen's staggered flip-flop does. Each has its own random stream, so adding one does
 * not change what the others do.
 */
export const createNemesis = (stage: Stage): Nemesis => {
  const { faults, interval_ms, scheduler, random, record } = stage;
  const cuts = new Cuts(stage.network, stage.names);
  const running = faults.map((fault) => {
    const stream = random.fork(fault);
    return { fault, stream, act: actOf(fault, stage, cuts, stream), active: false };
  });
  let healed = false;
  const flip = (one: (typeof running)[number]): void => {
    if (healed) return;
    const [begin, end] = NAMES[one.fault];
    if (one.active) record(end, one.act.end());
    else record(begin, one.act.begin());
    one.active = !one.active;
    wait(one);
  };
  const wait = (one: (typeof running)[number]): void => {
    scheduler.after(one.stream.next() * 2 * interval_ms, flip, one, undefined);
  };
  return {
    start() {
      for (const one of running) wait(one);
    },
    heal() {
      healed = true;
      for (const one of running) {
        if (one.active) record(NAMES[one.fault][1], one.act.end());
        one.active = false;
      }
    },
  };
};

const actOf = (fault: Fault, stage: Stage, cuts: Cuts, random: Random): Act => {
  const { names, nodes, network } = stage;
  let victims: readonly string[] = [];
  switch (fault) {
    case 'partition':
      return cuts.act('partition', () => grudge(names, random));
    case 'partition-one-way':
      return cuts.act('one-way', () => oneWay(names, random));
    case 'kill':
      return {
        begin() {
          victims = someOf(names, random);
          for (const node of victims) nodes.kill(node);
          return victims.join(' ');
        },
        end() {
          for (const node of victims) stage.revive(node);
          return victims.join(' ');
        },
      };
    case 'pause':
      return {
        begin() {
          victims = someOf(names, random);
          for (const node of victims) nodes.pause(node);
          return victims.join(' ');
        },
        end() {
          for (const node of victims) nodes.resume(node);
          return victims.join(' ');
        },
      };
    case 'skew':
      return {
        begin() {
          victims = someOf(names, random);
          return victims
            .map((node) => {
              const offset_ms = (random.next() < 0.5 ? -1 : 1) * (1 << (2 + random.below(17)));
              nodes.skew?.(node, offset_ms);
              return `${node} ${offset_ms} ms`;
            })
            .join(', ');
        },
        end() {
          for (const node of victims) nodes.skew?.(node, 0);
          return victims.join(' ');
        },
      };
    case 'loss':
    case 'duplicate': {
      const name = fault === 'loss' ? 'loss' : 'duplication';
      return {
        begin() {
          network[name] = SHARE;
          return `${SHARE * 100}% of messages`;
        },
        end() {
          network[name] = 0;
          return 'no more';
        },
      };
    }
  }
};

type Grudge = ReadonlyMap<string, ReadonlySet<string>>;

/** The cuts of several faults at once: a link is cut while any of them cuts it. */
class Cuts {
  readonly #network: Network;
  readonly #names: readonly string[];
  readonly #by = new Map<string, Grudge>();

  constructor(network: Network, names: readonly string[]) {
    this.#network = network;
    this.#names = names;
  }

  act(by: string, choose: () => { readonly cuts: Grudge; readonly words: string }): Act {
    return {
      begin: () => {
        const { cuts, words } = choose();
        this.#by.set(by, cuts);
        this.#apply();
        return words;
      },
      end: () => {
        this.#by.delete(by);
        this.#apply();
        return 'whole again';
      },
    };
  }

  #apply(): void {
    const all = new Map<string, Set<string>>();
    for (const name of this.#names) {
      const from = new Set([...this.#by.values()].flatMap((cuts) => [...(cuts.get(name) ?? [])]));
      if (from.size > 0) all.set(name, from);
    }
    this.#network.cut(all);
  }
}

const shuffled = (names: readonly string[], random: Random): readonly string[] => {
  const left = [...names];
  const out: string[] = [];
  while (left.length > 0) out.push(...left.splice(random.below(left.length), 1));
  return out;
};

/** One, a minority, a majority or all of them, as Jepsen picks victims. */
const someOf = (names: readonly string[], random: Random): readonly string[] => {
  const majority = Math.floor(names.length / 2) + 1;
  const counts = [1, Math.max(1, names.length - majority), majority, names.length];
  return shuffled(names, random).slice(0, counts[random.below(counts.length)]);
};

/** Splits off one node, splits in a majority and a minority, or gives each node a majority of its own. */
const grudge = (names: readonly string[], random: Random) => {
  const order = shuffled(names, random);
  const kind = random.below(3);
  if (kind === 2 && names.length >= 4) return ring(order);
  const size = kind === 0 ? 1 : Math.max(1, Math.ceil(names.length / 2) - 1);
  const few = order.slice(0, size);
  const many = order.slice(size);
  const cuts = new Map<string, ReadonlySet<string>>([
    ...few.map((name) => [name, new Set(many)] as const),
    ...many.map((name) => [name, new Set(few)] as const),
  ]);
  return { cuts, words: `${[...few].sort().join(' ')} | ${[...many].sort().join(' ')}` };
};

/** Every node hears a majority, and no two hear the same one. */
const ring = (order: readonly string[]) => {
  const count = order.length;
  const reach = Math.floor(Math.floor(count / 2 + 1) / 2);
  const cuts = new Map(
    order.map((name, at) => {
      const far = order.filter((_, other) => {
        const distance = Math.abs(at - other);
        return Math.min(distance, count - distance) > reach;
      });
      return [name, new Set(far)] as const;
    }),
  );
  return { cuts, words: `ring of majorities ${order.join(' ')}` };
};

/** Some nodes are not heard by the others any more, but hear them. */
const oneWay = (names: readonly string[], random: Random) => {
  const order = shuffled(names, random);
  const size = 1 + random.below(Math.max(1, order.length - 1));
  const mute = order.slice(0, size);
  const others = order.slice(size);
  const cuts = new Map(others.map((name) => [name, new Set(mute)] as const));
  return {
    cuts,
    words: `${[...mute].sort().join(' ')} unheard by ${[...others].sort().join(' ')}`,
  };
};
