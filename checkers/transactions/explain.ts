import type { Value } from '../value.ts';
import type { Columns } from './columns.ts';
import type { Cycle } from './cycles.ts';
import { type Description } from './findings.ts';
import { PROCESS, REALTIME } from './graph.ts';
import { decimal } from './naming.ts';
import { say } from './say.ts';
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

/** How long before, where the history has times. */
const ahead = ({ operations }: Columns, from: number, to: number): string => {
  const completed_ns = operations[from]?.completed_ns;
  const invoked_ns = operations[to]?.invoked_ns;
  if (completed_ns === undefined || invoked_ns === undefined) return '';
  // Clocks of some histories stand still, or go by whole seconds.
  const ahead_ns = invoked_ns - completed_ns;
  return ahead_ns > 0 ? `${decimal(ahead_ns / 1e6, 6)} ms ` : '';
};

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
        because: `${from} completed ${ahead(columns, node, nodes[next] ?? 0)}before ${to} began`,
      };
    }
    const { key, because } = witness(node, nodes[next] ?? 0, kind);
    return { from, to, kind: KINDS[kind] ?? 'ww', key, because: because(from, to) };
  });
  const sentences = steps.map(({ from, to, because }, i) => {
    const last = i === steps.length - 1;
    return `${last ? 'However, ' : ''}${from} < ${to}, because ${because}${last ? ': a cycle' : ''}.`;
  });
  return { sentences, transactions: nodes, steps };
};
