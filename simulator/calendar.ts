import { EventHeap } from '@dstudio/structures';

/** Names one scheduled event for ever: a later event in the same slot has another id. */
export type EventId = number;

/** `a` and `b` are handed back as they were given, so that scheduling needs no closure. */
export type Handler<A = never, B = never> = (a: A, b: B) => void;

const SLOT_COUNT_MAX = 2 ** 21;
/** Fewer cancelled events than this are not worth clearing away. */
const CANCELLED_COUNT_MIN = 10_000;

/**
 * The future: what is to happen, by time, and in the order of scheduling at equal times. Handlers
 * and arguments lie in parallel arrays by slot; freed slots are used again, so a steady run
 * allocates nothing.
 */
export class Calendar {
  /** Of the event that `next` returned last. */
  time_ms = 0;
  serial = 0;

  readonly #heap = new EventHeap();
  readonly #handlers: (Handler | undefined)[] = [];
  readonly #a: unknown[] = [];
  readonly #b: unknown[] = [];
  #serials = new Uint32Array(1024);
  #free = new Int32Array(1024);
  #freeCount = 0;
  /** Cancelled events that are still in the heap. */
  #cancelled = 0;
  #nextSerial = 0;

  add(time_ms: number, handler: Handler, a: unknown, b: unknown): EventId {
    const slot = this.#freeCount > 0 ? (this.#free[--this.#freeCount] as number) : this.#newSlot();
    const serial = this.#nextSerial;
    this.#nextSerial = (serial + 1) >>> 0;
    this.#serials[slot] = serial;
    this.#handlers[slot] = handler;
    // A free slot has no arguments, so most events need not write any.
    if (a !== undefined) this.#a[slot] = a;
    if (b !== undefined) this.#b[slot] = b;
    this.#heap.push(time_ms, slot);
    return serial * SLOT_COUNT_MAX + slot;
  }

  /** Takes the event back. After the fact, or for the second time, it does nothing. */
  cancel(id: EventId): void {
    const slot = id % SLOT_COUNT_MAX;
    if (this.#handlers[slot] === undefined) return;
    if (this.#serials[slot] !== (id - slot) / SLOT_COUNT_MAX) return;
    this.#handlers[slot] = undefined;
    this.#a[slot] = undefined;
    this.#b[slot] = undefined;
    this.#cancelled++;
    if (this.#cancelled >= CANCELLED_COUNT_MIN && this.#cancelled * 2 > this.#heap.size) {
      this.#clear();
    }
  }

  /** Takes the next event due until then and frees its slot's place in time; -1 when none is. */
  next(until_ms: number): number {
    const heap = this.#heap;
    while (heap.size > 0) {
      const time_ms = heap.peekTime();
      if (time_ms > until_ms) return -1;
      const slot = heap.pop();
      if (this.#handlers[slot] !== undefined) {
        this.time_ms = time_ms;
        this.serial = this.#serials[slot] as number;
        return slot;
      }
      this.#cancelled--;
      this.#free[this.#freeCount++] = slot;
    }
    return -1;
  }

  /** Calls the handler of the slot that `next` returned. The slot is free before the handler runs. */
  fire(slot: number): void {
    // `next` returned this slot, so it has a handler; it gets the arguments it was scheduled with.
    const handler = this.#handlers[slot] as unknown as Handler<unknown, unknown>;
    const a = this.#a[slot];
    const b = this.#b[slot];
    this.#handlers[slot] = undefined;
    if (a !== undefined) this.#a[slot] = undefined;
    if (b !== undefined) this.#b[slot] = undefined;
    this.#free[this.#freeCount++] = slot;
    handler(a, b);
  }

  /** What the slot that `next` returned is about to do. @internal */
  peek(slot: number): { readonly name: string; readonly a: unknown; readonly b: unknown } {
    return { name: this.#handlers[slot]?.name ?? '', a: this.#a[slot], b: this.#b[slot] };
  }

  /**
   * Frees the slots of cancelled events now. Left alone, each waits in the heap for its time: a
   * minute's timeout on ten thousand calls a second would keep 600,000 of them.
   */
  #clear(): void {
    const heap = this.#heap;
    const times: number[] = [];
    const slots: number[] = [];
    while (heap.size > 0) {
      const time_ms = heap.peekTime();
      const slot = heap.pop();
      if (this.#handlers[slot] === undefined) {
        this.#free[this.#freeCount++] = slot;
      } else {
        times.push(time_ms);
        slots.push(slot);
      }
    }
    // In the order they came out, so that those of one time keep theirs.
    for (const [i, slot] of slots.entries()) heap.push(times[i] as number, slot);
    this.#cancelled = 0;
  }

  #newSlot(): number {
    const slot = this.#handlers.length;
    if (slot === SLOT_COUNT_MAX) {
      throw new Error(
        `More than ${SLOT_COUNT_MAX} events are pending: something schedules faster than time passes. ` +
          'Bound the queue, or generate arrivals one after the other.',
      );
    }
    if (slot === this.#free.length) {
      const serials = new Uint32Array(slot * 2);
      serials.set(this.#serials);
      this.#serials = serials;
      const free = new Int32Array(slot * 2);
      free.set(this.#free);
      this.#free = free;
    }
    this.#handlers.push(undefined);
    this.#a.push(undefined);
    this.#b.push(undefined);
    return slot;
  }
}
