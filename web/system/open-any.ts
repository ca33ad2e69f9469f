import { InvalidInput } from '@dstudio/kernel';
import { type Capsule, ENGINE_VERSION, parseCapsule } from '@dstudio/simulator';
import { cellId, replaySystem, resultOf } from '@dstudio/systems';
import { encodeLab, seed_max } from '../lab/lab-url.ts';
import { openText } from './open-text.ts';
import type { CapsuleRun, Found } from './protocol.ts';

/** Tells the capsule of a failing run from a system. No I/O: tests run it in Node. */

/** The name counts too, so that a capsule whose text is damaged is not called a bad manifest. */
const isCapsule = (text: string, name: string): boolean =>
  name.endsWith('.capsule.json') || /^\s*\{[^]*"dstudio-capsule\//.test(text);

/**
 * Reads a system, a manifest, or the capsule that `dstudio prove` left of a failing run. A system's
 * capsule is run here: one fault, one seed.
 *
 * @throws InvalidInput or SystemFileError whose message says what is wrong, where, and what to do.
 */
export function openAny(text: string, name: string): Found {
  if (!isCapsule(text, name)) return { kind: 'system', opened: openText(text, name) };
  const capsule = parseCapsule(text, name);
  if (capsule.scenario.startsWith('system:')) return { kind: 'capsule', ...repeat(capsule, name) };
  return { kind: 'lab', ...labOf(capsule, name) };
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

/** Where the lab is that the capsule is of, with all that it says in the address. */
function labOf(capsule: Capsule, name: string): { readonly slug: string; readonly search: string } {
  const refuse = (problem: string, hint: string): never => {
    throw new InvalidInput(problem, { where: { file: name }, hint });
  };
  const { scenario, parameters, seed, engine, variant, hash } = capsule;
  const slug = /^lab:([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(scenario)?.[1];
  if (slug === undefined) {
    return refuse(
      `the capsule is of ${scenario}, which is no pattern's lab and no system`,
      scenario.startsWith('scenario:')
        ? 'replay it in its suite, with replayScenario'
        : 'use one that dstudio prove left',
    );
  }
  if (seed > seed_max) refuse(`the capsule's seed is ${seed}`, `a lab runs 0 to ${seed_max}`);
  return { slug, search: encodeLab(parameters, seed, String(engine), { variant, hash }) };
}
