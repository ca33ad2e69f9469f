import type { Value } from '../value.ts';
import type { Columns } from './columns.ts';
import type { Cycle } from './cycles.ts';
import { type Description, say } from './findings.ts';
import { PROCESS, REALTIME } from './graph.ts';
import type { DependencyKind, Step } from './types.ts';

/** What one data dependency rests on. */
interface Evidence {
  readonly key: Value | undefined;
  /** The sentence, given what the two transactions are called. */
  readonly because: (from: string, to: string) => string;
}

/** Finds what a data dependency between two transactions rests on. */
export type Witness = (from: number, to: number, kind: number) => Evidence;

/** By kind of edge. */
const KINDS: readonly DependencyKind[] = [
  'ww',
  'wr',
  'rw',
  'process',
  'realtime',
  'realtime',
  'ww',
  'rw',
  'ww',
  'rw',
];

/** Sentences of a long cycle, half of them its end. */
const SENTENCES_MAX = 16;

/** A cycle in sentences: each step with its reason, the last one closing it. */
export const explainCycle = (
  columns: Columns,
  { nodes, kinds }: Cycle,
  witness: Witness,
): Description => {
  const steps = nodes.map((node, i): Step => {
    const next = (i + 1) % nodes.length;
    const kind = kinds[i] ?? 0;
    const from = `T${i + 1}`;
    const to = `T${next + 1}`;
    if (kind === PROCESS) {
      const process = say(columns.operations[node]?.process);
      return {
        from,
        to,
        kind: 'process',
        key: undefined,
        because: `process ${process} ran ${from} before ${to}`,
      };
    }
    if (kind === REALTIME) {
      return {
        from,
        to,
        kind: 'realtime',
        key: undefined,
        because: `${from} completed before ${to} began`,
      };
    }
    const { key, because } = witness(node, nodes[next] ?? 0, kind);
    return { from, to, kind: KINDS[kind] ?? 'ww', key, because: because(from, to) };
  });
  const sentences = steps.map(({ from, to, because }, i) => {
    const last = i === steps.length - 1;
    return `${last ? 'However, ' : ''}${from} < ${to}, because ${because}${last ? ': a cycle' : ''}.`;
  });
  const left = sentences.length - SENTENCES_MAX;
  if (left > 0) sentences.splice(SENTENCES_MAX / 2, left, `(${left} more steps lead on.)`);
  return { text: sentences.join('\n'), transactions: nodes, steps };
};
