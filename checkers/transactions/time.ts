import { PIECE, type Work } from '../pieces.ts';
import { type Columns, FAIL, OK } from './columns.ts';
import { type GraphBuilder, PASS, PROCESS, REALTIME } from './graph.ts';

/** Joins each process's transactions in order. What came after a crash comes after what committed. */
export function* linkProcesses(columns: Columns, builder: GraphBuilder): Work {
  const { count, status, process, processes } = columns;
  const last = new Int32Array(processes).fill(-1);
  for (let t = 0; t < count; t++) {
    if (t % PIECE === 0) yield { stage: 'following each process', done: t, total: count };
    const p = process[t] ?? 0;
    if (status[t] === FAIL) continue;
    const before = last[p] ?? -1;
    if (before >= 0) builder.link(before, t, PROCESS);
    if (status[t] === OK) last[p] = t;
  }
}

/**
 * Joins each committed transaction to all that began after it had completed. Instead of edges to each
 * of them, a chain of helpers runs through time: a completion leads onto it, an invocation comes off
 * it. That is at most three edges a transaction, however many run at once, and the same reachability
 * as the frontier of completed transactions that Elle keeps.
 */
export function* linkRealtime(columns: Columns, builder: GraphBuilder): Work {
  const { status, timeline } = columns;
  let now = -1;
  /** Committed since the newest helper; they get one of their own when somebody begins after them. */
  let waiting: number[] = [];
  const total = timeline.length;
  for (let at = 0; at < total; at++) {
    if (at % PIECE === 0) yield { stage: 'following real time', done: at, total };
    const moment = timeline[at] ?? -1;
    if (moment < 0) continue;
    const t = moment >> 1;
    if (status[t] === FAIL) continue;
    if ((moment & 1) === 1) {
      if (status[t] === OK) waiting.push(t);
      continue;
    }
    if (waiting.length > 0) {
      const later = builder.node();
      if (now >= 0) builder.link(now, later, PASS);
      for (const done of waiting) builder.link(done, later, REALTIME);
      now = later;
      waiting = [];
    }
    if (now >= 0) builder.link(now, t, PASS);
  }
}
