import type { Value } from '../value.ts';
import type { Columns } from './columns.ts';
import type { Cycle } from './cycles.ts';
import { say } from './findings.ts';
import { PROCESS, REALTIME } from './graph.ts';
import type { Anomaly, DependencyKind, Step } from './types.ts';

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

/** A cycle in sentences: each step with its reason, the last one closing it. */
export const explainCycle = (
  columns: Columns,
  write: string,
  { nodes, kinds }: Cycle,
  witness: Witness,
): Omit<Anomaly, 'name' | 'steps'> & { steps: Step[] } => {
  const transactions = viewsOf(columns, write, nodes);
  const steps = nodes.map((node, i): Step => {
    const next = (i + 1) % nodes.length;
    const kind = kinds[i] ?? 0;
    const from = transactions[i]?.name ?? '';
    const to = transactions[next]?.name ?? '';
    if (kind === PROCESS) {
      const process = say(transactions[i]?.process);
      return { from, to, kind: 'process', because: `process ${process} ran ${from} before ${to}` };
    }
    if (kind === REALTIME) {
      return { from, to, kind: 'realtime', because: `${from} completed before ${to} began` };
    }
    const { key, because } = witness(node, nodes[next] ?? 0, kind);
    return { from, to, kind: KINDS[kind] ?? 'ww', key, because: because(from, to) };
  });
  const sentences = steps.map(({ from, to, because }, i) => {
    const last = i === steps.length - 1;
    return `${last ? 'However, ' : ''}${from} < ${to}, because ${because}${last ? ': a cycle' : ''}.`;
  });
  return { text: sentences.join('\n'), transactions, steps };
};
