import type { Json } from './json.ts';

const SLOTS_MIN = 64;
const SLOTS_MAX = 2 ** 14;

/**
 * Lists that were copied lately. For those who only read: clients poll the same messages again and
 * again, and a history holds what all of them were told.
 */
export class KnownLists {
  /** Each where its hash says, in place of any other there; short tests need few. */
  #slots: (Json | undefined)[] = new Array(SLOTS_MIN);
  #added = 0;

  /** What a copy of the list would be, if it is known and no deeper than `levels`. */
  find(list: readonly unknown[], levels: number): Json | undefined {
    const copy = this.#slots[hashOf(list) & (this.#slots.length - 1)];
    return copy !== undefined && isCopyOf(copy, list, levels) ? copy : undefined;
  }

  add(list: readonly unknown[], copy: Json): void {
    const { length } = this.#slots;
    if (++this.#added > length && length < SLOTS_MAX) this.#slots = new Array(4 * length);
    this.#slots[hashOf(list) & (this.#slots.length - 1)] = copy;
  }
}

/** Of what tells most lists apart, without looking at all that is in them. */
const hashOf = (list: readonly unknown[]): number => {
  const { length } = list;
  const mixed = Math.imul(leafOf(list[0]), 31) + leafOf(list[length - 1]) + length;
  return Math.imul(mixed, 0x9e37_79b1) >>> 8;
};

const leafOf = (value: unknown): number =>
  Array.isArray(value) ? numberOf(value[0]) + numberOf(value[1]) : numberOf(value);

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Whether a list that was copied is what a copy of this one would be. */
const isCopyOf = (copy: Json, list: readonly unknown[], levels: number): boolean => {
  if (!Array.isArray(copy) || copy.length !== list.length || levels <= 0) return false;
  for (let i = 0; i < list.length; i++) {
    const part = list[i];
    if (copy[i] === part) continue;
    if (!Array.isArray(part) || !isCopyOf(copy[i], part, levels - 1)) return false;
  }
  return true;
};
