import type { History } from '../history/operation.ts';
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
export const checkListAppend = (
  history: History,
  options: TransactionsOptions = {},
): TransactionsVerdict => {
  const model = consistencyModel(options.consistencyModel ?? 'strict-serializable');
  const columns = readColumns(history, 'append');
  const orders = listOrders(columns);
  const findings = new Findings(columns);
  findListInternal(columns, orders, findings);
  findListAnomalies(columns, orders, findings);
  // Two for most micro-operations, and four of time for each transaction: more is rare.
  const builder = new GraphBuilder(
    columns.count,
    2 * columns.owner.length + 4 * columns.count + 16,
  );
  linkLists(columns, orders, builder);
  linkProcesses(columns, builder);
  linkRealtime(columns, builder);
  const witness = listWitness(columns, orders);
  findCycles(
    builder.build(),
    (name) => findings.full(name),
    (cycle) => findings.add(cycle.name, () => explainCycle(columns, cycle, witness)),
  );
  return transactionsVerdict('list-append', columns, model, findings, builder.counts);
};
