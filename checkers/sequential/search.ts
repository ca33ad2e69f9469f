import type { Operation } from '../history/operation.ts';
import { ConfigurationMemo } from '../linearizability/memo.ts';
import type { Model } from '../linearizability/model.ts';
import type { Reached, Search } from '../linearizability/reached.ts';
import { createSpace, NONE } from '../linearizability/space.ts';
import { keyOf, show } from '../value.ts';

interface Numbered {
  readonly operation: Operation;
  readonly key: number;
  readonly kind: number;
  readonly read: boolean;
}

/** What was done, to be taken back. */
interface Step {
  readonly choice: number;
  readonly one: Numbered;
  readonly before: number;
  readonly to: number;
  readonly forced: boolean;
}

/**
 * Looks for an order of the operations, of all keys together, that keeps the order of each process. A
 * read that fits now is taken now, and what was tried is remembered.
 *
 * @param operations none that failed
 * @param record keep the longest order found
 */
export function createSequentialSearch<State>(
  operations: readonly Operation[],
  model: Model<State>,
  record = false,
): Search {
  const isRead = ({ f }: Operation): boolean => model.functions[f] === 'read';
  const space = createSpace(model);
  const programs = [
    ...Map.groupBy(
      operations.filter(({ outcome }) => outcome === 'ok'),
      ({ process }) => process,
    ).values(),
  ];
  const crashed = operations.filter((one) => one.outcome === 'info' && !isRead(one));
  const keys = new Map<string | number | undefined, number>();
  const keyNumber = ({ key }: Operation): number => {
    const name = key === undefined ? key : keyOf(key);
    const known = keys.get(name);
    if (known !== undefined) return known;
    keys.set(name, keys.size);
    return keys.size - 1;
  };
  const numbered = (one: Operation): Numbered => ({
    operation: one,
    key: keyNumber(one),
    kind: space.kindOf(one),
    read: isRead(one),
  });
  const lanes = programs.map((program) => program.map(numbered));
  const pool = crashed.map(numbered);
  const laneOf = new Map(programs.map((program, lane) => [program[0]?.process, lane]));
  // A crashed operation follows what its process had done before it.
  const needs = crashed.map(({ process, invokedAt }) => {
    const lane = laneOf.get(process) ?? -1;
    const before = programs[lane]?.filter((one) => one.invokedAt < invokedAt).length ?? 0;
    return { lane, before };
  });

  /** How far each process is, then the state of each key. */
  const words = new Int32Array(lanes.length + keys.size).fill(space.initial, lanes.length);
  const used = new Int32Array((pool.length + 31) >> 5);
  const memo = new ConfigurationMemo(used.length);
  const total = lanes.reduce((sum, lane) => sum + lane.length, 0);
  const trail: Step[] = [];
  let placed = 0;
  let deepest = -1;
  let reached: Reached | undefined;
  let steps = 0;
  let cursor = 0;
  let answer: boolean | undefined;

  // Indexes are within their arrays, hence `as number`.
  const stateOf = ({ key }: Numbered): number => words[lanes.length + key] as number;
  const head = (lane: number): Numbered | undefined => lanes[lane]?.[words[lane] as number];
  const take = (choice: number, one: Numbered, to: number, forced: boolean): void => {
    trail.push({ choice, one, before: stateOf(one), to, forced });
    words[lanes.length + one.key] = to;
    if (choice < lanes.length) {
      words[choice] = (words[choice] as number) + 1;
      placed += 1;
    } else {
      const at = choice - lanes.length;
      used[at >> 5] = (used[at >> 5] as number) | (1 << (at & 31));
    }
  };
  const undo = (): boolean => {
    for (let step = trail.pop(); step !== undefined; step = trail.pop()) {
      const { choice, one, before, forced } = step;
      words[lanes.length + one.key] = before;
      if (choice < lanes.length) {
        words[choice] = (words[choice] as number) - 1;
        placed -= 1;
      } else {
        const at = choice - lanes.length;
        used[at >> 5] = (used[at >> 5] as number) & ~(1 << (at & 31));
      }
      if (forced) continue;
      cursor = choice + 1;
      return true;
    }
    return false;
  };
  /** Takes each read at the head of a process that fits: it would fit here in any order. */
  const settle = (): void => {
    for (let again = true; again; ) {
      again = false;
      for (let lane = 0; lane < lanes.length; lane += 1) {
        for (let one = head(lane); one?.read; one = head(lane)) {
          steps += 1;
          if (space.step(stateOf(one), one.kind) !== stateOf(one)) break;
          take(lane, one, stateOf(one), true);
          again = true;
        }
      }
    }
    if (placed > deepest) {
      deepest = placed;
      reached = undefined;
    }
    if (placed === total) answer = true;
  };
  const choose = (choice: number): boolean => {
    const at = choice - lanes.length;
    if (at >= 0) {
      const need = needs[at];
      if (((used[at >> 5] as number) & (1 << (at & 31))) !== 0 || need === undefined) return false;
      if (need.lane >= 0 && (words[need.lane] as number) < need.before) return false;
    }
    const one = at < 0 ? head(choice) : pool[at];
    if (one === undefined) return false;
    steps += 1;
    const to = space.step(stateOf(one), one.kind);
    if (to === NONE || (at >= 0 && to === stateOf(one))) return false;
    take(choice, one, to, false);
    return true;
  };
  const showState = ({ operation }: Numbered, state: number): string =>
    operation.key === undefined
      ? space.show(state)
      : `${space.show(state)} at ${show(operation.key)}`;
  const describe = (): Reached => {
    const heads = lanes.flatMap((_, lane) => head(lane) ?? []);
    const [first, ...others] = heads;
    return {
      order: trail.map(({ one, to }) => ({ operation: one.operation, state: showState(one, to) })),
      stuck: first?.operation,
      alsoStuck: others.map(({ operation }) => operation),
      state: [...new Set(heads.map((one) => showState(one, stateOf(one))))].join(' and '),
    };
  };

  settle();
  memo.add(words, words.length, used);
  return {
    advance(more) {
      for (const limit = steps + more; answer === undefined && steps < limit; steps += 1) {
        if (cursor < lanes.length + pool.length) {
          const choice = cursor;
          cursor += 1;
          if (!choose(choice)) continue;
          settle();
          if (memo.add(words, words.length, used)) cursor = 0;
          else if (answer === undefined) undo();
        } else {
          if (record && reached === undefined && placed === deepest) reached = describe();
          if (!undo()) answer = false;
        }
      }
      return answer;
    },
    get steps() {
      return steps;
    },
    get size_bytes() {
      return memo.size_bytes + space.size_bytes;
    },
    total,
    get deepest() {
      return deepest;
    },
    // It knows no time.
    frontier: -1,
    get reached() {
      return reached;
    },
  };
}
