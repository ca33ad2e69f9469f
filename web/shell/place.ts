import { bugs } from '@dstudio/bugs';
import { InvalidInput } from '@dstudio/kernel';
import { type Capsule, parseCapsule } from '@dstudio/simulator';
import { detectFormat } from '@dstudio/systems';
import { encodeLab, seed_max } from '../lab/lab-url.ts';
import { type Handed, isCapsule } from './handed.ts';

/** Where a text that somebody opens belongs. Loaded when the first is opened: no page needs it before. */

export interface Place {
  readonly path: string;
  /** What the page there reads; undefined when the address says it all. */
  readonly handed: Handed | undefined;
}

/**
 * Tells a capsule of a lab, of a seeded bug or of a system from a system and its manifests.
 *
 * @param labs patterns with a lab; undefined while nobody knows them
 * @throws InvalidInput that says what is wrong, where, and what to do
 */
export function placeOf(handed: Handed, labs: ReadonlySet<string> | undefined): Place {
  if (!isCapsule(handed)) {
    if (detectFormat(handed.text) !== 'unknown') return { path: '/system', handed };
    throw new InvalidInput('this is no capsule, no system and no manifest', {
      where: { file: handed.name },
      hint: 'open a capsule that dstudio prove left, a system.yaml, Kubernetes manifests or a Compose file',
    });
  }
  const capsule = parseCapsule(handed.text, handed.name);
  if (capsule.scenario.startsWith('system:')) return { path: '/system', handed };
  if (capsule.scenario.startsWith('lab:')) return labPlace(capsule, handed.name, labs);
  return bugPlace(capsule, handed);
}

/** A lab's address says all that its capsule does. */
function labPlace(capsule: Capsule, name: string, labs: ReadonlySet<string> | undefined): Place {
  const { scenario, parameters, seed, engine, variant, hash } = capsule;
  const slug = /^lab:([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(scenario)?.[1];
  if (slug === undefined || labs?.has(slug) === false) {
    throw new InvalidInput(`there is no pattern called '${scenario.slice(4)}' with a lab`, {
      where: { file: name },
      hint: 'open it with the version of the studio that left it',
    });
  }
  if (seed > seed_max) {
    throw new InvalidInput(`the capsule's seed is ${seed}`, {
      where: { file: name },
      hint: `a lab runs 0 to ${seed_max}`,
    });
  }
  const search = encodeLab(parameters, seed, String(engine), { variant, hash });
  return { path: `/patterns/${slug}?${search}`, handed: undefined };
}

function bugPlace({ scenario, seed }: Capsule, handed: Handed): Place {
  const bug = bugs.find((one) =>
    [false, true].some((right) => `scenario:${one.scenario(right).name}` === scenario),
  );
  if (bug === undefined) {
    throw new InvalidInput(`the capsule is of ${scenario}, which is none of the seeded bugs`, {
      where: { file: handed.name },
      hint: 'repeat it beside its module, in a terminal: dstudio replay <capsule> --from <module>',
    });
  }
  return { path: `/bugs/${bug.slug}?seed=${seed}`, handed };
}
