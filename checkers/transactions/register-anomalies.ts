import { PIECE, type Work } from '../pieces.ts';
import type { Value } from '../value.ts';
import { keyOf } from '../value.ts';
import { type Columns, FAIL, OK } from './columns.ts';
import { type Findings } from './findings.ts';
import { intermediateWrites, repeating } from './micro.ts';
import type { Versions } from './register-versions.ts';
import { say } from './say.ts';

/** What is wrong with registers apart from cycles. */
export function* findRegisterAnomalies(
  columns: Columns,
  versions: Versions,
  findings: Findings,
): Work {
  const suspects = repeating(columns);
  for (const [done, t] of suspects.entries()) {
    if (done % PIECE === 0) {
      yield { stage: 'looking into transactions', done, total: suspects.length };
    }
    const contradiction = internal(columns, t);
    if (contradiction === undefined) continue;
    findings.add('internal', () => ({
      sentences: [contradiction],
      transactions: [t],
    }));
  }
  yield* findBadReads(columns, versions, findings);
  yield* findLostUpdates(columns, versions, findings);
}

const internal = ({ first, writes, key, keys, value }: Columns, t: number): string | undefined => {
  const known = new Map<number, Value>();
  for (let m = first[t] ?? 0; m < (first[t + 1] ?? 0); m++) {
    const k = key[m] ?? 0;
    const v = value[m] ?? null;
    const before = known.get(k);
    if (writes[m] === 0 && before !== undefined && keyOf(before) !== keyOf(v)) {
      return `T1 read ${say(keys[k])} as ${say(v)}, but after its own reads and writes it had to be ${say(before)}.`;
    }
    known.set(k, v);
  }
  return undefined;
};

function* findBadReads(columns: Columns, versions: Versions, findings: Findings): Work {
  const { owner, writes, key, keys, value, status } = columns;
  const intermediate = intermediateWrites(columns);
  for (let m = 0; m < owner.length; m++) {
    if (m % PIECE === 0) yield { stage: 'looking for bad reads', done: m, total: owner.length };
    const reader = owner[m] ?? 0;
    if (writes[m] === 1 || status[reader] !== OK) continue;
    const version = versions.of[m] ?? 0;
    const x = say(keys[key[m] ?? 0]);
    const v = say(value[m]);
    if (versions.garbage[version] === 1) {
      findings.add('garbage-read', () => ({
        sentences: [`T1 read ${x} as ${v}, which no transaction wrote.`],
        transactions: [reader],
      }));
      continue;
    }
    const w = versions.writer[version] ?? -1;
    if (w < 0) continue;
    const writer = owner[w] ?? 0;
    if (writer === reader) {
      if (w > m) {
        findings.add('future-read', () => ({
          sentences: [`T1 read ${x} as ${v} before it wrote it.`],
          transactions: [reader],
        }));
      }
    } else if (status[writer] === FAIL) {
      findings.add('G1a', () => ({
        sentences: [`T2 read ${x} as ${v}, but T1, which wrote it, aborted.`],
        transactions: [writer, reader],
      }));
    } else if (intermediate[w] === 1) {
      findings.add('G1b', () => ({
        sentences: [
          `T2 read ${x} as ${v}, which T1 left behind for a moment only: T1 wrote ${x} again after that.`,
        ],
        transactions: [writer, reader],
      }));
    }
  }
}

/** Two committed transactions read one version of a register and both went on to write it. */
function* findLostUpdates(columns: Columns, versions: Versions, findings: Findings): Work {
  const updater = new Map<number, number>();
  const { touches } = versions;
  for (const [done, { transaction, key, read, wrote }] of touches.entries()) {
    if (done % PIECE === 0) {
      yield { stage: 'looking for lost updates', done, total: touches.length };
    }
    if (columns.status[transaction] !== OK || read < 0 || wrote < 0) continue;
    const other = updater.get(read);
    if (other === undefined) {
      updater.set(read, transaction);
      continue;
    }
    findings.add('lost-update', () => ({
      sentences: [
        `T1 and T2 both read ${say(columns.keys[key])} as ${say(versions.value[read])} and both wrote it: one of the two worked from a state that was no longer there.`,
      ],
      transactions: [other, transaction],
    }));
  }
}
