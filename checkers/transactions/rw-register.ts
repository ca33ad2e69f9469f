import type { History } from '../history/operation.ts';
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
export const checkRwRegister = (
  history: History,
  options: RegisterOptions = {},
): TransactionsVerdict => {
  const model = consistencyModel(options.consistencyModel ?? 'strict-serializable');
  const columns = readColumns(history, 'w');
  const versions = versionsOf(columns, options.initial);
  const findings = new Findings(columns);
  findRegisterAnomalies(columns, versions, findings);
  const { order, circles } = versionOrder(columns, versions, options);
  const builder = new GraphBuilder(columns.count);
  linkRegisters(columns, versions, order, builder);
  linkProcesses(columns, builder);
  linkRealtime(columns, builder);
  const { witness, weakened } = registerWitness(columns, versions, order);
  findCycles(
    builder.build(),
    (name) => findings.full(name),
    (cycle) => findings.add(cycle.name, () => explainCycle(columns, cycle, witness)),
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
  return transactionsVerdict('rw-register', columns, model, findings, builder.counts);
};
