import type { History } from '../history/operation.ts';
import { type Work, within } from '../pieces.ts';
import type { Budget, Check } from '../verdict.ts';
import { readColumns } from './columns.ts';
import { findCycles } from './cycles.ts';
import { explainCycle } from './explain.ts';
import { Findings } from './findings.ts';
import { GraphBuilder } from './graph.ts';
import { consistencyModel } from './model-names.ts';
import { findRegisterAnomalies } from './register-anomalies.ts';
import { linkRegisters } from './register-edges.ts';
import { versionOrder } from './register-order.ts';
import { versionsOf } from './register-versions.ts';
import { registerWitness } from './register-witness.ts';
import { linkProcesses, linkRealtime } from './time.ts';
import type { RegisterOptions, TransactionsVerdict } from './types.ts';
import { transactionsVerdict } from './verdict.ts';

/**
 * Checks a history of transactions that write registers and read them, in the manner of Elle
 * (Kingsbury & Alvaro, VLDB 2020). Every value is written to its key at most once, and registers
 * begin as nil unless `initial` says otherwise. It is sound, but sees less than {@link checkListAppend}: a register forgets, so the
 * order of its versions is known in part only.
 *
 * @throws InvalidInput for what is not such a history, or an unknown consistency model.
 */
export function* checkRwRegister(
  history: History,
  options: RegisterOptions & Budget = {},
): Check<TransactionsVerdict> {
  const model = consistencyModel(options.consistencyModel ?? 'strict-serializable');
  const { operations } = history;
  const findings = new Findings(operations);
  const holding = { size_bytes: 0 };
  let edges = new Int32Array();
  function* judge(): Work {
    const columns = yield* readColumns(history, 'w');
    holding.size_bytes += TRANSACTION_BYTES * columns.count + MICRO_BYTES * columns.owner.length;
    const versions = yield* versionsOf(columns, options.initial);
    holding.size_bytes += VERSION_BYTES * versions.count + TOUCH_BYTES * versions.touches.length;
    yield* findRegisterAnomalies(columns, versions, findings);
    const { order, circles } = yield* versionOrder(columns, versions, options);
    holding.size_bytes += order.size_bytes;
    const builder = new GraphBuilder(columns.count);
    edges = builder.counts;
    yield* linkRegisters(columns, versions, order, builder);
    yield* linkProcesses(columns, builder);
    yield* linkRealtime(columns, builder);
    holding.size_bytes += 1.5 * builder.size_bytes;
    const { witness, weakened } = registerWitness(columns, versions, order);
    yield* findCycles(
      builder.build(),
      (name) => findings.full(name),
      (cycle) => findings.add(cycle.name, () => explainCycle(columns, cycle, witness)),
      holding,
      weakened,
    );
    for (const { source, describe } of circles) {
      const suffix = source === 'data' ? '' : `-${source}`;
      // A cycle of that time tells the same in plainer words.
      const isTold =
        suffix !== '' &&
        [...findings.groups().keys()].some((kind) => kind.startsWith('G') && kind.endsWith(suffix));
      if (!isTold) findings.add(`cyclic-versions${suffix}`, describe);
    }
  }
  const over = yield* within(judge(), options, holding);
  return transactionsVerdict('rw-register', operations, model, findings, edges, over);
}

/** What each transaction, micro-operation, version and touch takes in columns, maps and objects. */
const TRANSACTION_BYTES = 20;
const MICRO_BYTES = 45;
const VERSION_BYTES = 72;
const TOUCH_BYTES = 64;
