import { describe } from '../history/describe.ts';
import { splitKeys } from '../history/keyed.ts';
import type { History, Operation } from '../history/operation.ts';
import { createSpending } from '../linearizability/budget.ts';
import { checkLinearizable } from '../linearizability/check.ts';
import { ConfigurationMemo } from '../linearizability/memo.ts';
import type { Model } from '../linearizability/model.ts';
import { createSpace, NONE } from '../linearizability/space.ts';
import { keyOf } from '../value.ts';
import type { Budget, Check, Verdict } from '../verdict.ts';

const SLICE_STEPS = 20_000;
const LINEARIZABLE_STEPS_MAX = 1_000_000;

const VALID =
  'Sequentially consistent: some order that keeps to each process explains every result.';

/**
 * Judges whether some order of the operations explains what each returned and keeps the order of each
 * process, whatever the time (Lamport, "How to make a multiprocessor computer that correctly executes
 * multiprocess programs", 1979). It is not local: keys that are each sequentially consistent need not
 * be together, so all keys are searched at once. For small histories: the search is exponential in the
 * processes.
 *
 * A crashed operation may have taken effect at any later time, also after later ones of its process.
 *
 * @throws InvalidInput when the history has operations the model does not know
 */
export function* checkSequential<State>(
  history: History,
  model: Model<State>,
  budget: Budget = {},
): Check<Verdict> {
  const name = `sequential-${model.name}`;
  const spending = createSpending(budget);
  // What keeps to time keeps to each process, and is found much faster.
  const inTime = yield* checkLinearizable(history, model, {
    ...budget,
    steps_max: Math.min(budget.steps_max ?? Infinity, LINEARIZABLE_STEPS_MAX),
  });
  if (inTime.validity === 'valid') {
    const { counts } = inTime;
    return { validity: 'valid', model: name, summary: VALID, findings: [], counts };
  }
  const { operations } = splitKeys(history);
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
    const known = keys.get(key === undefined ? key : keyOf(key));
    if (known !== undefined) return known;
    keys.set(key === undefined ? key : keyOf(key), keys.size);
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
  // A crashed operation follows what its process had done before it.
  const needs = crashed.map(({ process, invokedAt }) => {
    const lane = programs.findIndex((program) => program[0]?.process === process);
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
  let stuck: readonly Operation[] = [];
  let steps = 0;
  let cursor = 0;

  // Indexes are within their arrays, hence `as number`.
  const stateOf = ({ key }: Numbered): number => words[lanes.length + key] as number;
  const head = (lane: number): Numbered | undefined => lanes[lane]?.[words[lane] as number];
  const take = (choice: number, one: Numbered, to: number, forced: boolean): void => {
    trail.push({ choice, key: one.key, before: stateOf(one), forced });
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
      const { choice, key, before, forced } = step;
      words[lanes.length + key] = before;
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
      stuck = lanes.flatMap((_, lane) => head(lane)?.operation ?? []);
    }
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
  const verdict = (rest: Pick<Verdict, 'validity' | 'summary'> & Partial<Verdict>): Verdict => ({
    model: name,
    findings: [],
    counts: { operations: operations.length, processes: lanes.length, keys: keys.size, steps },
    ...rest,
  });

  settle();
  memo.add(words, words.length, used);
  for (let next = SLICE_STEPS; placed < total; ) {
    if (cursor < lanes.length + pool.length) {
      const choice = cursor;
      cursor += 1;
      steps += 1;
      if (!choose(choice)) continue;
      settle();
      if (memo.add(words, words.length, used)) cursor = 0;
      else undo();
    } else if (!undo()) {
      return verdict({
        validity: 'invalid',
        summary: `Not sequentially consistent: at most ${deepest} of ${total} operations can be put in an order; then none of ${stuck.map((one) => `${describe(one)} (process ${one.process})`).join(', ')} fits.`,
        findings: [
          {
            kind: 'not-sequential',
            text: `No order that keeps to each process explains the results.`,
            operations: stuck,
          },
        ],
      });
    }
    if (steps < next) continue;
    next = steps + SLICE_STEPS;
    const over = spending.over(steps, memo.size_bytes + space.size_bytes);
    if (over !== undefined) {
      return verdict({ validity: 'unknown', summary: `Not decided: the search ended ${over}.` });
    }
    yield { done: Math.max(0, deepest), total };
  }
  return verdict({ validity: 'valid', summary: VALID });
}

interface Numbered {
  readonly operation: Operation;
  readonly key: number;
  readonly kind: number;
  readonly read: boolean;
}

/** What was done, to be taken back. */
interface Step {
  readonly choice: number;
  readonly key: number;
  readonly before: number;
  readonly forced: boolean;
}
