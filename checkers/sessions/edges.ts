import type { Operation, Process } from '../history/operation.ts';
import { PIECE, type Work } from '../pieces.ts';
import { finalReads } from '../properties/final-reads.ts';
import { isArray, keyOf, show, type Value } from '../value.ts';

export const GUARANTEES = [
  'read-your-writes',
  'monotonic-reads',
  'monotonic-writes',
  'writes-follow-reads',
] as const;
export type Guarantee = (typeof GUARANTEES)[number];

/** What an order of versions follows from: a guarantee, what all read at the end, or certainty. */
export type Because = Guarantee | 'end' | undefined;

/** One version of a key must come before another, and why. */
export interface Edge {
  readonly from: Value;
  readonly to: Value;
  readonly because: Because;
  readonly text: string;
  readonly operations: readonly Operation[];
}

/** What a history says about the order of one key's versions. */
export interface Versions {
  readonly edges: readonly Edge[];
  /** Why nothing can be said: the writes are not unique. */
  readonly ambiguous: string | undefined;
  /** Reads of what nobody wrote. */
  readonly unwritten: readonly Operation[];
}

const STAGE = 'ordering versions';

const pairOf = (value: Value): readonly [Value, Value] => {
  const [from, to] = isArray(value) ? value : [];
  return [from ?? null, to ?? null];
};

const writtenBy = ({ f, input }: Operation): Value | undefined => {
  if (f === 'write' || f === 'put') return input;
  return f === 'cas' ? pairOf(input)[1] : undefined;
};

const isRead = ({ f }: Operation): boolean => f === 'read' || f === 'get';

/** @param operations all of one key */
export function* versionsOf(operations: readonly Operation[]): Work<Versions> {
  const writers = new Map<string | number, Operation>();
  const edges: Edge[] = [];
  let ambiguous: string | undefined;
  for (const [at, one] of operations.entries()) {
    if (at % PIECE === PIECE - 1) yield { stage: STAGE, done: at, total: operations.length };
    const value = writtenBy(one);
    if (value === undefined || one.outcome === 'fail') continue;
    if (value === null) ambiguous ??= 'null was written, which also is what was there first';
    else if (writers.has(keyOf(value))) ambiguous ??= `${show(value)} was written twice`;
    writers.set(keyOf(value), one);
    edges.push({
      from: null,
      to: value,
      because: undefined,
      text: `null was there before ${show(value)}`,
      operations: [],
    });
  }
  const unwritten = operations.filter(
    (one) =>
      isRead(one) && one.outcome === 'ok' && one.output !== null && !writers.has(keyOf(one.output)),
  );
  const last = atTheEnd(operations, writers);
  const sessions = yield* bySession(operations);
  return { edges: [...edges, ...last, ...sessions], ambiguous, unwritten };
}

/** When all final reads agree, what they found is the last version. */
function atTheEnd(
  operations: readonly Operation[],
  writers: ReadonlyMap<string | number, Operation>,
): readonly Edge[] {
  const reads = finalReads(operations, isRead);
  const [first] = reads;
  if (first === undefined || new Set(reads.map(({ output }) => keyOf(output))).size > 1) return [];
  return [...writers.values()]
    .filter(({ outcome }) => outcome === 'ok')
    .map((writer): Edge => {
      const from = writtenBy(writer) ?? null;
      return {
        from,
        to: first.output,
        because: 'end',
        text: `at the end all read ${show(first.output)}, so ${show(from)} was before it`,
        operations: [first],
      };
    })
    .filter(({ from, to }) => keyOf(from) !== keyOf(to));
}

interface Session {
  read: { readonly value: Value; readonly operation: Operation } | undefined;
  wrote: { readonly value: Value; readonly operation: Operation } | undefined;
}

function* bySession(operations: readonly Operation[]): Work<readonly Edge[]> {
  const edges: Edge[] = [];
  const sessions = new Map<Process, Session>();
  const edge = (
    last: Session['read'],
    to: Value,
    operation: Operation,
    because: Because,
    verbs: readonly [string, string],
  ): void => {
    if (last === undefined || keyOf(last.value) === keyOf(to)) return;
    edges.push({
      from: last.value,
      to,
      because,
      text: `process ${operation.process} ${verbs[0]} ${show(last.value)} and then ${verbs[1]} ${show(to)}`,
      operations: [last.operation, operation],
    });
  };
  for (const [at, operation] of operations.entries()) {
    if (at % PIECE === PIECE - 1) yield { stage: STAGE, done: at, total: operations.length };
    if (operation.outcome !== 'ok') continue;
    const session = sessions.get(operation.process) ?? { read: undefined, wrote: undefined };
    sessions.set(operation.process, session);
    const read = (value: Value): void => {
      edge(session.read, value, operation, 'monotonic-reads', ['read', 'read']);
      edge(session.wrote, value, operation, 'read-your-writes', ['wrote', 'read']);
      session.read = { value, operation };
    };
    const write = (value: Value, because: Because): void => {
      edge(session.wrote, value, operation, 'monotonic-writes', ['wrote', 'wrote']);
      edge(session.read, value, operation, because, ['read', 'wrote']);
      session.wrote = { value, operation };
    };
    if (isRead(operation)) read(operation.output);
    else if (operation.f === 'cas') {
      const [from, to] = pairOf(operation.input);
      read(from);
      // A cas puts its version right behind the one it found, whatever is guaranteed.
      write(to, undefined);
    } else write(operation.input, 'writes-follow-reads');
  }
  return edges;
}
