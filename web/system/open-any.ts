import { type Capsule, ENGINE_VERSION, parseCapsule } from '@dstudio/simulator';
import { cellId, replaySystem, resultOf } from '@dstudio/systems';
import { isCapsule } from '../shell/handed.ts';
import { openText } from './open-text.ts';
import type { CapsuleRun, Found } from './protocol.ts';

/** Tells the capsule of a system's run from a system. No I/O: tests run it in Node. */

/**
 * Reads a system, a manifest, or the capsule that `dstudio prove` left of a system's failing run. That
 * is run here: one fault, one seed.
 *
 * @throws InvalidInput or SystemFileError whose message says what is wrong, where, and what to do.
 */
export function openAny(text: string, name: string): Found {
  if (!isCapsule({ text, name })) return { kind: 'system', opened: openText(text, name) };
  return { kind: 'capsule', ...repeat(parseCapsule(text, name), name) };
}

function repeat(capsule: Capsule, name: string): Omit<Extract<Found, { kind: 'capsule' }>, 'kind'> {
  const { text, system, timing, fault, figures, hash } = replaySystem(capsule, name);
  const cell = fault
    ? { id: cellId(fault), fault }
    : // As in a matrix: the run without a fault stands in the place of a cell.
      { id: 'no fault', fault: { kind: 'spike' } as const };
  const run: CapsuleRun = {
    cell: resultOf(cell, [figures], system.objectives),
    fault,
    timing,
    repeated: {
      hash: figures.hash,
      expected: hash,
      engine: String(capsule.engine),
      ours: String(ENGINE_VERSION),
    },
  };
  return { opened: openText(text, name), run };
}
