import { isMessage, type Row, renumbered } from './space-time-row.ts';

/** A message that was sent. */
export interface Sent {
  readonly from: string;
  readonly to: string;
  /** The place of the first row that came after. */
  readonly sentBefore: number;
}

/**
 * The rows that can have led to the failure: all that was done, that struck and that was noted, and of
 * the messages those from which a chain of messages leads to it, in the order of happened-before
 * (Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System", CACM 21(7), 1978). One
 * that was lost or is still under way counts as well: that it did not come, or was not answered, may be
 * the reason.
 *
 * The failure is where it was noticed. What is asked of nodes is no message, so the nodes which it
 * names belong to it, and those for which somebody acted or noted something. When it was noticed
 * nowhere in particular and names no node, it is everywhere, and all rows stay.
 */
export const causalPast = (rows: readonly Row[], sent: Iterable<Sent>): readonly Row[] => {
  const places = placesOf(rows);
  if (places === undefined) return rows;
  /** By node, the row up to which what happens there can matter. */
  const until = new Map([...places].map((node) => [node, rows.length]));
  const sentFrom = (node: string, place: number): void => {
    until.set(node, Math.max(until.get(node) ?? 0, place));
  };
  for (const { from, to, sentBefore } of sent) if (places.has(to)) sentFrom(from, sentBefore);
  const stays = new Set<Row>();
  for (const [index, row] of [...rows.entries()].reverse()) {
    const matters = (node: string): boolean => (until.get(node) ?? 0) > index;
    if (!isMessage(row)) {
      stays.add(row);
    } else if (matters(row.to) || (row.kind === 'lost' && matters(row.from))) {
      stays.add(row);
      sentFrom(row.from, row.sentBefore ?? index);
    }
  }
  return renumbered(rows, (row) => (stays.has(row) ? row : undefined));
};

/** Where the failure is; undefined: everywhere. */
const placesOf = (rows: readonly Row[]): ReadonlySet<string> | undefined => {
  const failure = rows.at(-1);
  if (failure?.kind !== 'failure') return undefined;
  const places = new Set<string>();
  // In the midst of something, or asked for at the end.
  const before = rows.at(-2);
  if (before?.at_ms === failure.at_ms && before.kind !== 'lost') {
    const node = before.to ?? before.from;
    if (node !== undefined) places.add(node);
  }
  const nodes = new Set(rows.flatMap(({ from, to }) => [from ?? [], to ?? []].flat()));
  for (const node of nodes) {
    if (node.length > 1 && mentions(failure.text, node)) places.add(node);
  }
  if (places.size === 0) return undefined;
  for (const node of nodes) if (mentions(failure.text, node)) places.add(node);
  for (const { kind, from } of rows) {
    if ((kind === 'operation' || kind === 'fact') && from !== undefined) places.add(from);
  }
  return places;
};

/** Whether a text holds a node's name as a word. */
export const mentions = (text: string, node: string): boolean => {
  for (let at = text.indexOf(node); at >= 0; at = text.indexOf(node, at + 1)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + node.length])) return true;
  }
  return false;
};

const isWord = (sign: string | undefined): boolean => sign !== undefined && /\w/.test(sign);
