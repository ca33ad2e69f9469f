import type { Accesses } from './accesses.ts';
import { countWhile } from './sorted.ts';
import { NONE } from './space.ts';

/**
 * Accesses that stand together in every order: a write, the reads of it, the cas that found it, the
 * reads of that, and so on. A block is named by the write it begins with.
 */
export interface Blocks {
  /** Accesses that cannot all be in one order; undefined when there is an order. */
  readonly conflict: readonly number[] | undefined;
  /**
   * Why an access cannot have its state from this writer: accesses that are in the way. Undefined when
   * nothing tells.
   */
  obstacle(access: number, writer: number): readonly number[] | undefined;
}

/**
 * When it is known where each access has its state from, blocks tell all: an order exists exactly when
 * each block can be ordered, and no two blocks must both come before each other, in real time (Gibbons
 * and Korach, "Testing shared memories", 1997, who call blocks clusters). Of one block, all that matters
 * to the others is when the first of it ended and when the last began.
 *
 * @param isIn which accesses take part: all that certainly happened, and others
 * @param source where an access has its state from; {@link NONE} when that is not known, which is then
 *   not asked
 */
export function buildBlocks(
  { count, began, ended, leaves }: Accesses,
  isIn: Uint8Array,
  source: Int32Array,
): Blocks {
  const blockOf = new Int32Array(count).fill(NONE);
  /** Of a writer: the cas that found what it left, and a list of those who read it. */
  const following = new Int32Array(count).fill(NONE);
  const firstReader = new Int32Array(count).fill(NONE);
  const nextReader = new Int32Array(count).fill(NONE);
  /** Of a writer: the access that began last of all up to it, and the one behind it that ended first. */
  const latestBefore = new Int32Array(count);
  const earliestBehind = new Int32Array(count);
  /** Of a writer: of it and its readers, the one that began last. */
  const latestWith = new Int32Array(count);
  /** Of a block: the access that ended first, and the one that began last. */
  const first = new Int32Array(count);
  const last = new Int32Array(count);

  // Every index below is within its array, hence `as number`.
  const beganAt = (one: number): number => began[one] as number;
  const endedAt = (one: number): number => ended[one] as number;
  const writes = (one: number): boolean => leaves[one] !== NONE;
  const earlier = (a: number, b: number): number => (endedAt(b) < endedAt(a) ? b : a);
  const later = (a: number, b: number): number => (beganAt(b) > beganAt(a) ? b : a);
  const refuted = (conflict: readonly number[]): Blocks => ({
    conflict,
    obstacle: () => undefined,
  });

  const link = (): number[] | undefined => {
    for (let one = 0; one < count; one += 1) {
      const from = source[one] as number;
      if (isIn[one] === 0 || from === NONE) continue;
      if (writes(one)) {
        if (following[from] !== NONE) return [one, following[from] as number];
        following[from] = one;
      } else {
        nextReader[one] = firstReader[from] as number;
        firstReader[from] = one;
      }
    }
    return undefined;
  };

  /** Walks through a block, from its first write. */
  const walk = (head: number): number[] | undefined => {
    const chain: number[] = [];
    let latest = head;
    first[head] = head;
    for (let writer = head; writer !== NONE; writer = following[writer] as number) {
      chain.push(writer);
      blockOf[writer] = head;
      if (endedAt(writer) < beganAt(latest)) return [writer, latest];
      latest = later(latest, writer);
      latestBefore[writer] = latest;
      let latestHere = writer;
      first[head] = earlier(first[head] as number, writer);
      const up = latest;
      for (let one = firstReader[writer] as number; one !== NONE; one = nextReader[one] as number) {
        if (endedAt(one) < beganAt(up)) return [one, up];
        latestHere = later(latestHere, one);
        first[head] = earlier(first[head] as number, one);
      }
      latestWith[writer] = latestHere;
      latest = later(latest, latestHere);
    }
    last[head] = latest;
    let behind = NONE;
    for (const writer of chain.reverse()) {
      earliestBehind[writer] = behind;
      behind = behind === NONE ? writer : earlier(behind, writer);
      for (let one = firstReader[writer] as number; one !== NONE; one = nextReader[one] as number) {
        behind = earlier(behind, one);
      }
    }
    return undefined;
  };

  const entangled = link();
  if (entangled !== undefined) return refuted(entangled);
  const heads: number[] = [];
  for (let one = 0; one < count; one += 1) {
    if (isIn[one] === 0 || !writes(one) || source[one] !== NONE) continue;
    heads.push(one);
    const conflict = walk(one);
    if (conflict !== undefined) return refuted(conflict);
  }
  for (let one = 0; one < count; one += 1) {
    if (isIn[one] === 0 || !writes(one) || blockOf[one] !== NONE) continue;
    // No block begins it: each follows from another, round in a circle.
    const circle = [one];
    for (let at = source[one] as number; at !== one; at = source[at] as number) circle.push(at);
    return refuted(circle);
  }

  const endOf = (block: number): number => endedAt(first[block] as number);
  const beginOf = (block: number): number => beganAt(last[block] as number);
  /** Those that must be one thing for some time, by when that begins. No two may be so at once. */
  const lasting = heads.filter((block) => endOf(block) < beginOf(block));
  lasting.sort((a, b) => endOf(a) - endOf(b));
  /** Those that may be put at one moment, by the earliest that it can be. */
  const fleeting = heads.filter((block) => endOf(block) >= beginOf(block));
  fleeting.sort((a, b) => beginOf(a) - beginOf(b));
  const tell = (a: number, b: number): readonly number[] => [
    ...new Set([a, b].flatMap((block) => [first[block] as number, last[block] as number])),
  ];

  const conflictOfTwo = (): readonly number[] | undefined => {
    for (let at = 1; at < lasting.length; at += 1) {
      const [a, b] = [lasting[at - 1] as number, lasting[at] as number];
      if (endOf(b) < beginOf(a)) return tell(a, b);
    }
    for (const block of fleeting) {
      const around = lasting[countWhile(lasting, (one) => endOf(one) < beginOf(block)) - 1];
      if (around !== undefined && endOf(block) < beginOf(around)) return tell(around, block);
    }
    return undefined;
  };
  const conflict = conflictOfTwo();
  if (conflict !== undefined) return refuted(conflict);

  /** The earliest end among the fleeting from each on. */
  const earliestEnd = new Float64Array(fleeting.length + 1).fill(Infinity);
  for (let at = fleeting.length - 1; at >= 0; at -= 1) {
    earliestEnd[at] = Math.min(endOf(fleeting[at] as number), earliestEnd[at + 1] as number);
  }
  /** A block, but for two, that contradicts one which first ends and last begins at these times. */
  const opposing = (end: number, begin: number, a: number, b: number): number => {
    const isOther = (block: number): boolean => block !== a && block !== b;
    for (let at = countWhile(lasting, (one) => endOf(one) < begin) - 1; at >= 0; at -= 1) {
      const block = lasting[at] as number;
      if (beginOf(block) <= end) break;
      if (isOther(block)) return block;
    }
    if (begin <= end) return NONE;
    for (
      let at = countWhile(fleeting, (one) => beginOf(one) <= end);
      (earliestEnd[at] as number) < begin;
      at += 1
    ) {
      const block = fleeting[at] as number;
      if (endOf(block) < begin && isOther(block)) return block;
    }
    return NONE;
  };

  return {
    conflict: undefined,
    obstacle(access, writer) {
      // Who takes part may have changed since.
      const isUsed = blockOf[writer] !== NONE;
      const latest = isUsed ? (latestBefore[writer] as number) : writer;
      if (endedAt(access) < beganAt(latest)) return [latest];
      const behind = isUsed ? (earliestBehind[writer] as number) : NONE;
      if (behind !== NONE && endedAt(behind) < beganAt(access)) return [behind];
      const rival = writes(access) && isUsed ? (following[writer] as number) : NONE;
      if (rival !== NONE) return [rival];
      // A cas comes after those who read what it replaces.
      const reader = writes(access) && isUsed ? (latestWith[writer] as number) : writer;
      if (endedAt(access) < beganAt(reader)) return [reader];
      const block = blockOf[writer] as number;
      const own = writes(access) ? (blockOf[access] as number) : NONE;
      // It would follow from itself.
      if (own !== NONE && own === block) return [writer];
      let [ends, begins] = [access, later(access, writer)];
      for (const one of [block, own]) {
        if (one === NONE) continue;
        ends = earlier(ends, first[one] as number);
        begins = later(begins, last[one] as number);
      }
      const other = opposing(endedAt(ends), beganAt(begins), block, own);
      return other === NONE ? undefined : [ends, begins, ...tell(other, other)];
    },
  };
}
