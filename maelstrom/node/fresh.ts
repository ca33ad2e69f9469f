import { createHash } from 'node:crypto';
import nodeModule from 'node:module';
import { InvalidInput } from '@dstudio/kernel';
import { jsonLines } from '../history-files.ts';
import type { AnyNodeDefinition } from '../in-process/define-node.ts';
import type { Simulated } from '../in-process/run.ts';

/** Of so many starts each loads the module anew; later ones take turns with what there is. */
const LIVES_MAX = 64;

/** Two histories that are longer would not fit into the memory of a usual machine. */
const EVENTS_MAX = 2_000_000;

/** Which start of a node a module was loaded for. */
const LIFE = /\?dstudio-life=\d+-\d+$/;
/** What a module says that means a file beside it, or in its own package. */
const BESIDE = /^(?:\.{0,2}\/|file:|#)/;
/** The one for all: a node's errors and types are ours. */
const OURS = new URL('../index.ts', import.meta.url).href;

let checks = 0;

/** A definition of which each start has memory of its own, as a process has it. */
interface Fresh {
  readonly definition: AnyNodeDefinition;
  end(): void;
}

/** Loads the module of a node, and what it imports beside it, once for each of so many starts. */
const loadFresh = async (
  definition: AnyNodeDefinition,
  module: string,
  starts: number,
): Promise<Fresh> => {
  const hooks = nodeModule.registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const { url } = resolved;
      const [life] = LIFE.exec(context.parentURL ?? '') ?? [];
      if (life === undefined || !BESIDE.test(specifier) || !url.startsWith('file:'))
        return resolved;
      if (url === OURS || url.includes('/node_modules/')) return resolved;
      return { ...resolved, url: `${url}${life}` };
    },
  });
  try {
    checks++;
    const fresh: AnyNodeDefinition[] = [];
    for (let life = 0; life < Math.max(1, Math.min(starts, LIVES_MAX)); life++) {
      // It was loaded before, and had a node.
      const loaded: { default: AnyNodeDefinition } = await import(
        `${module}?dstudio-life=${checks}-${life}`
      );
      fresh.push(loaded.default);
    }
    return { definition: inTurns(definition, fresh), end: () => hooks.deregister() };
  } catch (error) {
    hooks.deregister();
    throw new InvalidInput(`it cannot be loaded twice: ${String(error)}`, {
      hint: 'a file of a node does nothing but define it',
    });
  }
};

const inTurns = (
  { disk }: AnyNodeDefinition,
  fresh: readonly AnyNodeDefinition[],
): AnyNodeDefinition => {
  let at = 0;
  if (disk) return { disk, start: (node) => fresh[at++ % fresh.length]?.start(node) };
  const without = fresh.filter((each) => !each.disk);
  return { disk, start: (node) => without[at++ % without.length]?.start(node) };
};

/** The same for two runs in which the same happened, and clients saw the same. */
const digestOf = ({ hash, events }: Simulated): string => {
  const digest = createHash('sha256').update(hash);
  for (const line of jsonLines(events)) digest.update(line);
  return digest.digest('hex');
};

/**
 * Runs a test again so that each start of a node loads its module anew, and refuses the node when that
 * goes otherwise: nodes in one process could share a variable of their module, which a kill would not
 * clear either, so that what no real cluster could do would pass for valid.
 * @param starts how often a node was started in the run
 * @param again runs the same test with another definition
 * @throws InvalidInput when something besides the seed decides what happens
 */
export const refuseSharing = async (
  observed: Simulated,
  {
    definition,
    module,
    starts,
  }: {
    readonly definition: AnyNodeDefinition;
    readonly module: string;
    readonly starts: number;
  },
  again: (definition: AnyNodeDefinition) => Promise<Simulated>,
): Promise<void> => {
  // Node has them from 22.15 on.
  if (typeof nodeModule.registerHooks !== 'function') return;
  const runAgain = async (): Promise<string | undefined> => {
    const fresh = await loadFresh(definition, module, starts);
    try {
      const run = await again(fresh.definition);
      return run.stopped ? undefined : digestOf(run);
    } finally {
      fresh.end();
    }
  };
  if (observed.stopped || starts === 0 || observed.events.length > EVENTS_MAX) return;
  const first = await runAgain();
  if (first === undefined || first === digestOf(observed)) return;
  const second = await runAgain();
  if (second === undefined) return;
  if (first === second) {
    throw new InvalidInput(
      'the nodes share memory: the run differs when each start of a node loads its module anew',
      { hint: 'keep what a node remembers inside the function given to defineNode' },
    );
  }
  throw new InvalidInput(`seed ${observed.options.seed} does not go the same way twice`, {
    hint:
      'something besides the seed decides, such as what nodes keep in globalThis or in a package: ' +
      'keep what a node remembers inside the function given to defineNode',
  });
};
