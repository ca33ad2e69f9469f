import { type Columns, FAIL, OK } from './columns.ts';
import { type GraphBuilder, PASS, PROCESS, REALTIME } from './graph.ts';

/** Joins each process's transactions in order. What came after a crash comes after what committed. */
export const linkProcesses = (columns: Columns, builder: GraphBuilder): void => {
  const { count, status, process, processes } = columns;
  const last = new Int32Array(processes).fill(-1);
  for (let t = 0; t < count; t++) {
    const p = process[t] ?? 0;
    if (status[t] === FAIL) continue;
    const before = last[p] ?? -1;
    if (before >= 0) builder.link(before, t, PROCESS);
    if (status[t] === OK) last[p] = t;
  }
};

/**
 * Joins each committed transaction to all that began after it had completed. Instead of edges to each
 * of them, a chain of helpers runs through time: a completion leads onto it, an invocation comes off
 * it. That is at most three edges a transaction, however many run at once, and the same reachability
 * as the frontier of completed transactions that Elle keeps.
 */
export const linkRealtime = (columns: Columns, builder: GraphBuilder): void => {
  const { status, timeline } = columns;
  let now = -1;
  // Whether somebody came off the newest helper: then a completion needs a later one.
  let passed = true;
  for (let at = 0; at < timeline.length; at++) {
    const moment = timeline[at] ?? -1;
    if (moment < 0) continue;
    const t = moment >> 1;
    if ((moment & 1) === 0) {
      if (now < 0 || status[t] === FAIL) continue;
      builder.link(now, t, PASS);
      passed = true;
    } else if (status[t] === OK) {
      if (passed) {
        const later = builder.node();
        if (now >= 0) builder.link(now, later, PASS);
        now = later;
        passed = false;
      }
      builder.link(t, now, REALTIME);
    }
  }
};
