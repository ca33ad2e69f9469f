import type { Random } from '@dstudio/kernel';
import { type Act, Cuts, grudge, oneWay, shuffled } from './nemesis-cuts.ts';
import type { Network } from './network.ts';
import type { Nodes } from './nodes.ts';
import type { Fault } from './options.ts';
import type { Scheduler } from './scheduler.ts';

export interface Nemesis {
  start(): void;
  /** Puts a newcomer on somebody's side of what is cut; gives whose, if anything is. */
  place(newcomer: string): string | undefined;
  /** Ends every fault and begins no more. */
  heal(): void;
}

interface Stage {
  readonly faults: readonly Fault[];
  readonly interval_ms: number;
  /** The nodes that run now. */
  readonly names: () => readonly string[];
  readonly nodes: Nodes;
  /** Starts a node again after a kill. */
  readonly revive: (node: string) => void;
  readonly network: Network;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly record: (f: string, value: string) => void;
}

/** What comes and goes by itself; members do not come back, so theirs is another story. */
type Flipping = Exclude<Fault, 'membership'>;

const NAMES: Readonly<Record<Flipping, readonly [begin: string, end: string]>> = {
  partition: ['start-partition', 'stop-partition'],
  'partition-one-way': ['start-one-way', 'stop-one-way'],
  kill: ['kill', 'start'],
  pause: ['pause', 'resume'],
  loss: ['start-loss', 'stop-loss'],
  duplicate: ['start-duplicate', 'stop-duplicate'],
  skew: ['skew', 'unskew'],
  disk: ['start-disk', 'stop-disk'],
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
  const cuts = new Cuts(stage.network);
  const flipping = faults.filter((fault): fault is Flipping => fault !== 'membership');
  const running = flipping.map((fault) => {
    const stream = random.fork(fault);
    return { fault, stream, act: actOf(fault, stage, cuts, stream), active: false };
  });
  const sides = random.fork('sides');
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
    place(newcomer) {
      const names = stage.names().filter((name) => name !== newcomer);
      const beside = names[sides.below(names.length)];
      return beside !== undefined && cuts.place(newcomer, beside) ? beside : undefined;
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

const actOf = (fault: Flipping, stage: Stage, cuts: Cuts, random: Random): Act => {
  const { names, nodes, network } = stage;
  let victims: readonly string[] = [];
  switch (fault) {
    case 'partition':
      return cuts.act('partition', () => grudge(names(), random));
    case 'partition-one-way':
      return cuts.act('one-way', () => oneWay(names(), random));
    case 'kill':
      return {
        begin() {
          victims = someOf(names(), random);
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
          victims = someOf(names(), random);
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
          victims = someOf(names(), random);
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
    case 'disk':
      return {
        begin() {
          victims = someOf(names(), random);
          for (const node of victims) nodes.disk?.(node, true);
          return victims.join(' ');
        },
        end() {
          for (const node of victims) nodes.disk?.(node, false);
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

/** One, a minority, a majority or all of them, as Jepsen picks victims. */
const someOf = (names: readonly string[], random: Random): readonly string[] => {
  const majority = Math.floor(names.length / 2) + 1;
  const counts = [1, Math.max(1, names.length - majority), majority, names.length];
  return shuffled(names, random).slice(0, counts[random.below(counts.length)]);
};
