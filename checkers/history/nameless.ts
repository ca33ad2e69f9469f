import { keyOf, type Value } from '../value.ts';

/** What a completion of which no process is told can be matched with. */
interface Asking {
  readonly f: string;
  readonly input: Value;
}

/** Operations that are open, by what they asked. */
export interface Asked<One> {
  add(one: One): void;
  remove(one: One): void;
  /** How many ask for this function, or for any. */
  count(f: string | undefined): number;
  /** Of those that ask for this function, with this value where one is given, the first to begin. */
  first(f: string | undefined, value?: Value): One | undefined;
}

export function createAsked<One extends Asking>(isOpen: (one: One) => boolean): Asked<One> {
  const counts = new Map<string | undefined, number>();
  const queues = new Map<string, { readonly all: One[]; ended: number }>();
  const nameOf = (f: string | undefined, value?: Value): string =>
    `${f === undefined ? '' : JSON.stringify(f)} ${value === undefined ? '' : keyOf(value)}`;
  const count = (f: string | undefined): number => counts.get(f) ?? 0;
  return {
    add(one) {
      for (const f of [undefined, one.f]) {
        counts.set(f, count(f) + 1);
        for (const name of [nameOf(f), nameOf(f, one.input)]) {
          const queue = queues.get(name);
          if (queue === undefined) queues.set(name, { all: [one], ended: 0 });
          else queue.all.push(one);
        }
      }
    },
    remove(one) {
      for (const f of [undefined, one.f]) counts.set(f, count(f) - 1);
    },
    count,
    first(f, value) {
      const name = nameOf(f, value);
      const queue = queues.get(name);
      for (; queue !== undefined; queue.ended += 1) {
        const one = queue.all[queue.ended];
        if (one === undefined) queues.delete(name);
        if (one === undefined || isOpen(one)) return one;
      }
      return undefined;
    },
  };
}

/** Numbers that were given back, the lowest first: a heap. */
export function createNumbers(): { give(number: number): void; take(): number | undefined } {
  const heap: number[] = [];
  // Every index below is within the heap, hence `as number`.
  const at = (index: number): number => heap[index] as number;
  return {
    give(number) {
      let index = heap.length;
      for (; index > 0 && at((index - 1) >> 1) > number; index = (index - 1) >> 1) {
        heap[index] = at((index - 1) >> 1);
      }
      heap[index] = number;
    },
    take() {
      const [lowest] = heap;
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return lowest;
      let index = 0;
      for (let child = 1; child < heap.length; child = 2 * index + 1) {
        if (child + 1 < heap.length && at(child + 1) < at(child)) child += 1;
        if (at(child) >= last) break;
        heap[index] = at(child);
        index = child;
      }
      heap[index] = last;
      return lowest;
    },
  };
}
