import type { Operation } from '../history/operation.ts';
import { keyOf } from '../value.ts';
import type { Model } from './model.ts';

/** More remembered transitions than this are forgotten: they can be worked out again. */
const MEMO_MAX = 2 ** 20;

/** What a state and its key take up in memory for each character of its key, about: measured. */
const PLAIN_BYTES = 3;
const MAP_BYTES = 12;

/** No transition. */
export const NONE = -1;

/**
 * The states of a model as small numbers, and its transitions remembered. A state here is the set of
 * states the model may be in, so that a model whose steps have several results is no special case.
 */
export interface Space {
  /** The number of the initial state. */
  readonly initial: number;
  /** Operations of one kind do the same to every state. */
  kindOf(operation: Operation): number;
  /** The state after an operation of that kind; {@link NONE} when it cannot happen. */
  step(state: number, kind: number): number;
  /** The only state in which the kind can happen, and the state it leaves; {@link NONE} if any. */
  wants(kind: number): number;
  leaves(kind: number): number;
  /** Whether it is one state of the model; otherwise nobody knows yet which of several. */
  isOne(state: number): boolean;
  show(state: number): string;
  /** About what it holds, in bytes. */
  readonly size_bytes: number;
}

export function createSpace<State>(model: Model<State>): Space {
  const kinds = new Map<string, number>();
  const samples: Operation[] = [];
  const wanted: number[] = [];
  const left: number[] = [];
  const numbers = new Map<string | number, number>();
  const members: (readonly State[])[] = [];
  let memo = new Map<number, number>();
  let size_bytes = 0;

  const numberOf = (states: readonly State[]): number => {
    const [first] = states;
    const key =
      states.length === 1 && first !== undefined
        ? model.keyOf(first)
        : `\0${[...new Set(states.map((state) => JSON.stringify(model.keyOf(state))))].sort().join('|')}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, members.length);
    members.push(states);
    const isPlain = typeof first !== 'object' || Array.isArray(first);
    size_bytes += 100 + (isPlain ? PLAIN_BYTES : MAP_BYTES) * String(key).length;
    return members.length - 1;
  };

  const work = (state: number, kind: number): number => {
    // Both are numbers this space gave out.
    const operation = samples[kind] as Operation;
    const from = members[state] as readonly State[];
    const [only] = from;
    const to =
      from.length === 1 && only !== undefined
        ? model.step(only, operation)
        : from.flatMap((one) => model.step(one, operation));
    return to.length === 0 ? NONE : numberOf(to);
  };

  return {
    initial: numberOf([model.initial]),
    kindOf(operation) {
      const { f, input, output, outcome } = operation;
      const key = `${f}\0${keyOf(input)}\0${outcome === 'ok' ? keyOf(output) : '?'}`;
      const known = kinds.get(key);
      if (known !== undefined) return known;
      kinds.set(key, samples.length);
      samples.push(operation);
      const wants = model.wants?.(operation);
      const leaves = model.leaves?.(operation);
      wanted.push(wants === undefined ? NONE : numberOf([wants]));
      left.push(leaves === undefined ? NONE : numberOf([leaves]));
      memo.clear(); // its keys count kinds
      return samples.length - 1;
    },
    step(state, kind) {
      const key = state * samples.length + kind;
      const known = memo.get(key);
      if (known !== undefined) return known;
      const next = work(state, kind);
      if (memo.size === MEMO_MAX) memo = new Map();
      memo.set(key, next);
      return next;
    },
    wants: (kind) => wanted[kind] ?? NONE,
    leaves: (kind) => left[kind] ?? NONE,
    isOne: (state) => members[state]?.length === 1,
    show: (state) =>
      (members[state] ?? []).map((one) => model.show(one)).join(' or ') || 'no state',
    get size_bytes() {
      return size_bytes + 40 * memo.size;
    },
  };
}
