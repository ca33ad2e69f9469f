import type { History, Operation } from '../history/operation.ts';
import { PIECE, type Work, within } from '../pieces.ts';
import { keyOf, show } from '../value.ts';
import { type Budget, type Check, type Finding, verdictOf } from '../verdict.ts';
import { expectFunctions } from './history-of.ts';
import { membersOf } from './set-full.ts';

/**
 * Comments are written blindly, each once, and read all together. Who sees a comment sees every one
 * that was certainly there before it was begun: else a later transaction is visible without an earlier
 * one, which strict serializability rules out (as Jepsen's comments workload).
 */
export function* checkComments(history: History, budget: Budget = {}): Check {
  expectFunctions(history, 'comments', ['read', 'write']);
  const writes = history.operations.filter(({ f }) => f === 'write');
  const writer = new Map(writes.map((one) => [keyOf(one.input), one]));
  const ended = writes
    .filter(({ outcome }) => outcome === 'ok')
    .sort((a, b) => a.completedAt - b.completedAt);
  const findings: Finding[] = [];
  let reads = 0;
  const { operations } = history;
  function* look(): Work {
    let looked = 0;
    for (const [done, read] of operations.entries()) {
      looked += 1;
      if (looked >= PIECE) {
        yield { stage: 'comparing reads', done, total: operations.length, steps: looked };
        looked = 0;
      }
      if (read.f !== 'read' || read.outcome !== 'ok') continue;
      reads += 1;
      const seen = new Set(membersOf(read, history).map(keyOf));
      looked += 2 * seen.size;
      let latest: Operation | undefined;
      for (const one of seen) {
        const write = writer.get(one);
        if (write !== undefined && write.invokedAt > (latest?.invokedAt ?? -1)) latest = write;
      }
      if (latest === undefined) continue;
      for (const write of ended) {
        if (write.completedAt > latest.invokedAt) break;
        if (seen.has(keyOf(write.input))) continue;
        findings.push({
          kind: 'missing',
          text: `Process ${read.process} read ${show(latest.input)} without ${show(write.input)}, which was written before ${show(latest.input)} was begun.`,
          operations: [write, latest, read],
        });
        break;
      }
    }
  }
  const over = yield* within(look(), budget);
  const counts = { reads, writes: ended.length };
  return verdictOf('comments', findings, counts, {
    valid:
      reads === 0
        ? 'Nothing was read.'
        : `All ${reads} reads that saw a comment saw what was written before it.`,
    over,
  });
}
