import type { History } from '../history/operation.ts';
import { type Work, within } from '../pieces.ts';
import type { Budget, Check } from '../verdict.ts';
import { readColumns } from './columns.ts';
import { findCycles } from './cycles.ts';
import { explainCycle } from './explain.ts';
import { Findings } from './findings.ts';
import { GraphBuilder } from './graph.ts';
import { findListAnomalies } from './list-anomalies.ts';
import { linkLists } from './list-edges.ts';
import { findListInternal } from './list-internal.ts';
import { listOrders } from './list-order.ts';
import { listWitness } from './list-witness.ts';
import { consistencyModel } from './model-names.ts';
import { linkProcesses, linkRealtime } from './time.ts';
import type { TransactionsOptions, TransactionsVerdict } from './types.ts';
import { transactionsVerdict } from './verdict.ts';

/**
 * Checks a history of transactions that append to lists and read them, in the manner of Elle
 * (Kingsbury & Alvaro, "Elle: Inferring Isolation Anomalies from Experimental Observations", VLDB
 * 2020). Every element is appended to its key at most once.
 *
 * It is sound: what it reports cannot happen under the models it rules out. Time is linear in the
 * history's size, reads counted with their elements; memory beside the history is about 420 bytes a
 * transaction of 2.5 micro-operations.
 *
 * @throws InvalidInput for what is not such a history, or an unknown consistency model.
 */
export function* checkListAppend(
  history: History,
  { consistencyModel: asked = 'strict-serializable', ...budget }: TransactionsOptions & Budget = {},
): Check<TransactionsVerdict> {
  const model = consistencyModel(asked);
  const { operations } = history;
  const findings = new Findings(operations);
  const holding = { size_bytes: 0 };
  let edges = new Int32Array();
  function* judge(): Work {
    const columns = yield* readColumns(history, 'append');
    const micros = columns.owner.length;
    holding.size_bytes += TRANSACTION_BYTES * columns.count + MICRO_BYTES * micros;
    const orders = yield* listOrders(columns);
    yield* findListInternal(columns, orders, findings);
    yield* findListAnomalies(columns, orders, findings);
    // Two for most micro-operations, and four of time for each transaction: more is rare.
    const builder = new GraphBuilder(columns.count, 2 * micros + 4 * columns.count + 16);
    edges = builder.counts;
    yield* linkLists(columns, orders, builder);
    yield* linkProcesses(columns, builder);
    yield* linkRealtime(columns, builder);
    // The graph takes half as much again.
    holding.size_bytes += 1.5 * builder.size_bytes;
    const witness = listWitness(columns, orders);
    yield* findCycles(
      builder.build(),
      (name) => findings.full(name),
      (cycle) => findings.add(cycle.name, () => explainCycle(columns, cycle, witness)),
      holding,
    );
  }
  const over = yield* within(judge(), budget, holding);
  return transactionsVerdict('list-append', operations, model, findings, edges, over);
}

/** What columns and orders take of a transaction, and of each of its micro-operations. */
const TRANSACTION_BYTES = 20;
const MICRO_BYTES = 60;
