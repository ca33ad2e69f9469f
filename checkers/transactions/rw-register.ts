import type { History } from '../history/operation.ts';
import { readColumns } from './columns.ts';
import { findCycles } from './cycles.ts';
import { explainCycle } from './explain.ts';
import { Findings } from './findings.ts';
import { GraphBuilder } from './graph.ts';
import { modelNamed } from './models.ts';
import { findRegisterAnomalies } from './register-anomalies.ts';
import { linkRegisters } from './register-edges.ts';
import { versionOrder } from './register-order.ts';
import { versionsOf } from './register-versions.ts';
import { registerWitness } from './register-witness.ts';
import { linkProcesses, linkRealtime } from './time.ts';
import type { RegisterOptions, TransactionsResult } from './types.ts';
import { verdict } from './verdict.ts';

/**
 * Checks a history of transactions that write registers and read them, in the manner of Elle
 * (Kingsbury & Alvaro, VLDB 2020). Every value is written to its key at most once, and registers
 * begin as nil. It is sound, but sees less than {@link checkListAppend}: a register forgets, so the
 * order of its versions is known in part only.
 *
 * @throws InvalidInput for what is not such a history, or an unknown consistency model.
 */
export const checkRwRegister = (
  history: History,
  options: RegisterOptions = {},
): TransactionsResult => {
  const model = modelNamed(options.consistencyModel ?? 'strict-serializable');
  const columns = readColumns(history, 'w');
  const versions = versionsOf(columns);
  const findings = new Findings();
  findRegisterAnomalies(columns, versions, findings);
  const order = versionOrder(columns, versions, options, findings);
  const builder = new GraphBuilder(columns.count);
  linkRegisters(columns, versions, order, builder);
  linkProcesses(columns, builder);
  linkRealtime(columns, builder);
  const { witness, weakened } = registerWitness(columns, versions, order);
  findCycles(
    builder.build(),
    (name) => findings.full(name),
    (cycle) => findings.add(cycle.name, () => explainCycle(columns, 'w', cycle, witness)),
    weakened,
  );
  return verdict(columns, model, findings, builder.counts);
};
