import type { Operation } from '../history/operation.ts';
import type { Columns } from './columns.ts';
import type { Cycle } from './cycles.ts';
import type { Witness } from './explain.ts';
import { bit, PROCESS_BITS, REALTIME_BITS, RW_BITS, WR, WW_BITS } from './graph.ts';
import { placeOf } from './naming.ts';
import type { Precedence, Precedences, Source } from './precedences.ts';
import type { Touch, Versions } from './register-versions.ts';
import { say } from './say.ts';

const sourceOf = (kind: number): Source =>
  (bit(kind) & REALTIME_BITS) !== 0
    ? 'realtime'
    : (bit(kind) & PROCESS_BITS) !== 0
      ? 'process'
      : 'data';

/** How process or real time order shows that a register had one value before the other. */
const metBefore = (
  { operations }: Columns,
  [one, other]: readonly [number, number],
  first: string,
  second: string,
): string => {
  const [a, b] = [operations[one] as Operation, operations[other] as Operation]; // They showed it.
  return a.process === b.process
    ? `process ${say(a.process)} met ${first} at ${placeOf(a)} and then ${second} at ${placeOf(b)}`
    : `the transaction at ${placeOf(a)} met ${first}, and the one at ${placeOf(b)}, begun after that completed, met ${second}`;
};

/** Where an order has each version as the earlier one. */
const indexed = (order: Precedences): ReadonlyMap<number, readonly number[]> => {
  const byVersion = new Map<number, number[]>();
  for (let i = 0; i < order.size; i++) {
    const list = byVersion.get(order.before(i));
    if (list === undefined) byVersion.set(order.before(i), [i]);
    else list.push(i);
  }
  return byVersion;
};

/** Says why one transaction on registers depends on another. */
export const registerWitness = (columns: Columns, versions: Versions, order: Precedences) => {
  /** What shows, from this source, that one version is earlier. Only what a cycle rests on is sought. */
  const precedenceOf = (before: number, after: number, source: Source): Precedence | undefined => {
    byVersion ??= indexed(order);
    const shown = (byVersion.get(before) ?? []).filter(
      (i) => order.after(i) === after && order.source(i) === source,
    );
    // The same may be known twice; what needs the least says the most.
    const [least] = shown.sort((a, b) => order.needs(a) - order.needs(b));
    return least === undefined ? undefined : order.at(least);
  };
  let byVersion: ReadonlyMap<number, readonly number[]> | undefined;
  const touchesOf = (t: number): readonly Touch[] =>
    versions.touches.slice(versions.touched[t], versions.touched[t + 1]);
  /** The versions that an edge of data leads between. */
  const between = (from: number, to: number, kind: number) => {
    for (const one of touchesOf(from)) {
      for (const other of touchesOf(to)) {
        if (one.key !== other.key) continue;
        if (kind === WR) {
          const writer = versions.writer[other.read] ?? -1;
          if (writer >= 0 && columns.owner[writer] === from) return { one, other };
          continue;
        }
        const before = (bit(kind) & RW_BITS) !== 0 ? one.read : one.wrote;
        const precedence = precedenceOf(before, other.wrote, sourceOf(kind));
        if (precedence !== undefined) return { one, other, precedence };
      }
    }
    throw new Error(`no dependency from transaction ${from} to ${to}`);
  };

  const witness: Witness = (from, to, kind) => {
    const { one, other, precedence } = between(from, to, kind);
    const key = columns.keys[one.key];
    const x = say(key);
    const value = (version: number): string => say(versions.value[version]);
    if (kind === WR) {
      return { key, because: (f, t) => `${t} read ${x} as ${value(other.read)}, which ${f} wrote` };
    }
    const isRw = (bit(kind) & RW_BITS) !== 0;
    const first = value(isRw ? one.read : one.wrote);
    const second = value(other.wrote);
    const { by } = precedence as Precedence; // Only wr edges have none.
    return {
      key,
      because: (f, t) => {
        const had = isRw ? `${f} read ${x} as ${first}` : `${f} wrote ${first} to ${x}`;
        if (by[0] < 0)
          return `${had}, its initial state, and did not see ${t}'s write of ${second}`;
        if (by[0] === to && by[1] === to) {
          return `${had}, which ${t} ${isRw ? 'also read' : 'read'} and then overwrote with ${second}`;
        }
        return `${had}, and ${t} wrote ${second}, which came later (${metBefore(columns, by, first, second)})`;
      },
    };
  };

  /**
   * A cycle shows no more than what its order of versions needs: where that order needs read
   * committed, a write cycle shows that read committed is broken, not that read uncommitted is.
   */
  const weakened = ({ name, nodes, kinds }: Cycle): string => {
    let needs = 0;
    for (const [i, kind] of kinds.entries()) {
      if ((bit(kind) & (WW_BITS | RW_BITS)) === 0) continue;
      const { precedence } = between(nodes[i] ?? 0, nodes[(i + 1) % nodes.length] ?? 0, kind);
      needs = Math.max(needs, precedence?.needs ?? 0);
    }
    if (needs === 1) return name.replace(/^G0/, 'G1c');
    return needs === 2 ? name.replace(/^G(0|1c)/, 'G-single') : name;
  };
  return { witness, weakened };
};
