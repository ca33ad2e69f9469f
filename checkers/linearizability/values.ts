import type { Operation } from '../history/operation.ts';
import { type Accesses, accessesOf } from './accesses.ts';
import { buildBlocks } from './blocks.ts';
import type { Decision, Model } from './model.ts';
import { createSources, type Sources } from './sources.ts';
import { NONE } from './space.ts';

/** Rounds of leaving out sources: each costs as much as the whole, and most are done after three. */
const ROUNDS_MAX = 12;
/** More operations than this are no explanation. */
const CULPRITS_MAX = 2000;

/**
 * Decides by asking of each operation which write it can have its value from. Where each has but one,
 * as when every value is written once, that decides everything, in the time it takes to sort the
 * history. Where some have several, those that contradict what is certain are left out, again and
 * again; that can refute a history, and otherwise says nothing.
 *
 * Crashed writes that nobody needs are left out: an order with them is one without them.
 *
 * @param operations none that failed
 */
export function decideByValues<State>(
  operations: readonly Operation[],
  model: Model<State>,
): Decision {
  const accesses = accessesOf(operations, model);
  if (accesses === undefined)
    return { answer: undefined, culprits: [], steps: 0, sources: new Map() };
  const { count, ended, wants, isWhole } = accesses;
  const sources = createSources(accesses);
  const isIn = new Uint8Array(count);
  const source = new Int32Array(count).fill(NONE);
  /** What else a conclusion about an access rests on. */
  const because = new Map<number, readonly number[]>();
  /** Those with several candidates, and which are left. */
  let open: { readonly access: number; readonly some: readonly number[] }[] = [];
  /** How many have so many that nothing is asked of them. */
  let unasked = 0;
  let steps = count;

  // Every index below is within its array, hence the casts.
  const no = (conflict: readonly number[]): Decision => ({
    answer: false,
    culprits: culpritsOf(accesses, conflict, { sources, because }),
    steps,
    sources: new Map(),
  });
  const known = (): ReadonlyMap<Operation, Operation | undefined> => {
    const found = new Map<Operation, Operation | undefined>();
    source.forEach((from, access) => {
      const operation = accesses.operations[access];
      const isCertain = ended[access] !== Infinity && ended[from] !== Infinity;
      if (from !== NONE && operation !== undefined && isCertain)
        found.set(operation, accesses.operations[from]);
    });
    return found;
  };

  /**
   * Takes in an access that happened, since another one asks for it. False when it, or what it builds
   * on, can have its state from nowhere.
   */
  const takeIn = (access: number, asker: number): boolean => {
    for (let at = access, by = asker; isIn[at] === 0; by = at, at = source[at] as number) {
      isIn[at] = 1;
      // What may have happened did so for somebody.
      if (ended[at] === Infinity) because.set(at, [by]);
      if (wants[at] === NONE) return true;
      const some = sources.candidates(at);
      steps += some?.length ?? 1;
      if (some === undefined) unasked += 1;
      const [only, more] = some ?? [];
      if (some !== undefined && more !== undefined) open.push({ access: at, some });
      if (some === undefined || more !== undefined) return true;
      if (only === undefined) return false;
      source[at] = only;
    }
    return true;
  };

  for (let access = 0; access < count; access += 1) {
    const happened = ended[access] !== Infinity;
    if (happened && !takeIn(access, access)) return no([access]);
  }
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    steps += count;
    const blocks = buildBlocks(accesses, isIn, source);
    if (blocks.conflict !== undefined) return no(blocks.conflict);
    if (open.length === 0) {
      return {
        answer: unasked === 0 && isWhole ? true : undefined,
        culprits: [],
        steps,
        sources: known(),
      };
    }
    const left = open;
    open = [];
    let isNew = false;
    for (const { access, some } of left) {
      const obstacles = some.map((writer) => blocks.obstacle(access, writer));
      const able = some.filter((_, at) => obstacles[at] === undefined);
      steps += some.length;
      const [only, more] = able;
      if (able.length < some.length) {
        because.set(access, [
          ...(because.get(access) ?? []),
          ...obstacles.flatMap((one) => one ?? []),
        ]);
      }
      if (more !== undefined) open.push({ access, some: able });
      else if (only === undefined || !takeIn(only, access)) return no([access]);
      else {
        source[access] = only;
        isNew = true;
      }
    }
    if (!isNew) break;
  }
  return { answer: undefined, culprits: [], steps, sources: known() };
}

interface Reasons {
  readonly sources: Sources;
  readonly because: ReadonlyMap<number, readonly number[]>;
}

/**
 * The accesses of a contradiction, with what they have their state from, and what comes between them
 * and a write that might be taken for it. Empty when they are too many.
 */
function culpritsOf(
  { operations, began, ended, wants, leaves }: Accesses,
  conflict: readonly number[],
  { sources, because }: Reasons,
): readonly Operation[] {
  const all = new Set(conflict);
  for (let size = -1; size < all.size; ) {
    size = all.size;
    for (const one of all) {
      if (all.size > CULPRITS_MAX) return [];
      for (const other of because.get(one) ?? []) all.add(other);
      const wanted = wants[one] as number;
      if (wanted === NONE) continue;
      const some = sources.candidates(one);
      if (some === undefined) return [];
      for (const other of some) all.add(other);
      if (some.length === 0) all.add(sources.nearest(one)).add(sources.cover(one));
      // The beginning always is.
      const isMistaken = [0, ...all].some(
        (writer) =>
          leaves[writer] === wanted &&
          !some.includes(writer) &&
          // Both are within the arrays.
          (began[writer] as number) < (ended[one] as number),
      );
      if (isMistaken) all.add(sources.cover(one));
    }
    all.delete(NONE);
  }
  return [...all].sort((a, b) => a - b).flatMap((one) => operations[one] ?? []);
}
