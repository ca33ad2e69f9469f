import { type Columns, canonical } from './columns.ts';
import { type Findings, show, viewsOf } from './findings.ts';
import { repeating } from './micro.ts';

/**
 * What a transaction contradicts by itself: `internal`, a read that does not follow from its own
 * earlier reads and appends (the axiom INT of Cerone, Bernardi & Gotsman 2015), and `future-read`, a
 * read of what it appends later.
 */
export const findListInternal = (columns: Columns, findings: Findings): void => {
  for (const t of repeating(columns)) {
    const contradiction = internal(columns, t);
    const views = () => viewsOf(columns, 'append', [t]);
    if (contradiction !== undefined) {
      findings.add('internal', () => ({ text: contradiction, transactions: views() }));
    }
    const ahead = futureRead(columns, t);
    if (ahead !== undefined) {
      findings.add('future-read', () => ({ text: ahead, transactions: views() }));
    }
  }
};

/** What the transaction knows of a list: all of it, or only how it ends. */
interface Known {
  readonly whole: boolean;
  readonly list: readonly unknown[];
}

const internal = ({ first, writes, key, keys, value }: Columns, t: number): string | undefined => {
  const known = new Map<number, Known>();
  for (let m = first[t] ?? 0; m < (first[t + 1] ?? 0); m++) {
    const k = key[m] ?? 0;
    const before = known.get(k);
    if (writes[m] === 1) {
      const list = [...(before?.list ?? []), value[m]];
      known.set(k, { whole: before?.whole ?? false, list });
      continue;
    }
    const list = (value[m] ?? []) as readonly unknown[]; // Lists were checked when the orders were derived.
    if (before !== undefined && !agrees(before, list)) {
      const expected = before.whole ? show(before.list) : `[... ${before.list.map(show).join(' ')}]`;
      return `T1 read ${show(keys[k])} as ${show(list)}, but after its own reads and appends it had to be ${expected}.`;
    }
    known.set(k, { whole: true, list });
  }
  return undefined;
};

const agrees = ({ whole, list }: Known, read: readonly unknown[]): boolean => {
  const skipped = read.length - list.length;
  if (skipped < 0 || (whole && skipped > 0)) return false;
  return list.every((element, i) => canonical(element) === canonical(read[skipped + i]));
};

const futureRead = ({ first, writes, key, keys, value }: Columns, t: number): string | undefined => {
  const read = new Map<number, Set<unknown>>();
  for (let m = first[t] ?? 0; m < (first[t + 1] ?? 0); m++) {
    const k = key[m] ?? 0;
    if (writes[m] === 0) {
      let seen = read.get(k);
      if (seen === undefined) read.set(k, (seen = new Set()));
      for (const element of (value[m] ?? []) as readonly unknown[]) seen.add(canonical(element)); // As above.
    } else if (read.get(k)?.has(canonical(value[m])) === true) {
      return `T1 read ${show(value[m])} in ${show(keys[k])} before it appended it.`;
    }
  }
  return undefined;
};
