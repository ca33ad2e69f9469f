import { InvalidInput } from '@dstudio/kernel';
import { lineOf } from '../draw/place.ts';
import { describe } from '../history/describe.ts';
import { splitKeys } from '../history/keyed.ts';
import type { History, Operation } from '../history/operation.ts';
import { keyOf, show, type Value } from '../value.ts';
import type { Budget, Check, Finding, Verdict } from '../verdict.ts';
import { createSpending } from './budget.ts';
import { createDecider, type Decider } from './decider.ts';
import { type Counterexample, explain } from './explain.ts';
import type { Model } from './model.ts';
import { createSearch } from './search.ts';

export interface LinearizabilityVerdict extends Verdict {
  readonly counterexample: Counterexample | undefined;
}

export interface LinearizabilityOptions extends Budget {
  /** Look for a small counterexample, which takes longer than the refutation; default true. */
  readonly explains?: boolean;
}

/** Steps of the first round; each round doubles them. */
const SLICE_STEPS = 2000;
const SLICE_STEPS_MAX = 200_000;
/** An explanation ends when this much of the time is over: a verdict that comes late is still wanted. */
export const EXPLAIN_SHARE = 1.25;

/**
 * Judges whether some order of the operations explains what each returned, keeping to real time
 * (Herlihy and Wing, "Linearizability", 1990). What failed did not happen; what crashed may have
 * happened at any time after it began.
 *
 * Each key is judged alone when the model is local (P-compositionality: Horn and Kroening, 2015), the
 * keys in turns and a slice at a time, so that one hard key cannot hide the refutation of another.
 * Where a search gets stuck, the values themselves are asked (decideByValues): where each was
 * written once, no search is needed.
 *
 * @throws InvalidInput when the history has operations the model does not know
 */
export function* checkLinearizable<State>(
  history: History,
  model: Model<State>,
  { explains = true, ...budget }: LinearizabilityOptions = {},
): Check<LinearizabilityVerdict> {
  const spending = createSpending(budget);
  const split = splitKeys(history);
  const parts = partition(prepare(split, model), model);
  const counts = {
    operations: history.operations.length,
    crashed: history.operations.filter(({ outcome }) => outcome === 'info').length,
    keys: parts.length,
  };
  const all = parts;
  const total = all.reduce((sum, { operations }) => sum + operations.length, 0);
  let finished = 0;
  let steps = 0;
  let open = all.map((part): Running => ({ ...part, search: undefined }));
  const verdict = (
    rest: Partial<LinearizabilityVerdict> & Pick<Verdict, 'validity' | 'summary'>,
  ) => ({
    model: model.name,
    findings: [],
    counterexample: undefined,
    counts: { ...counts, steps },
    ...rest,
  });

  for (let slice = SLICE_STEPS; open.length > 0; slice = Math.min(2 * slice, SLICE_STEPS_MAX)) {
    const left: Running[] = [];
    for (const part of open) {
      const before = part.search?.steps ?? 0;
      part.search ??= createDecider(part.operations, model);
      const answer = part.search.advance(slice);
      steps += part.search.steps - before;
      if (answer === false) {
        if (!explains) return verdict({ validity: 'invalid', summary: 'Not linearizable.' });
        const counterexample = yield* explain(part.search.culprits() ?? part.operations, model, {
          seek: (some, record) =>
            record ? createSearch(some, model, record) : createDecider(some, model),
          isTimed: true,
          frontier: part.search.frontier,
          progress: { done: finished, total },
          hasTime: () => spending.hasTime(EXPLAIN_SHARE),
        });
        const finding = tell(counterexample);
        return verdict({
          validity: 'invalid',
          summary: finding.text,
          findings: [finding],
          counterexample,
        });
      }
      if (answer === true) {
        finished += part.operations.length;
        part.search = undefined;
      } else left.push(part);
      const memory = left.reduce((sum, { search }) => sum + (search?.size_bytes ?? 0), 0);
      const over = left.length === 0 ? undefined : spending.over(steps, memory);
      if (over !== undefined) {
        const keys = left.length + (open.length - 1 - open.indexOf(part));
        return verdict({
          validity: 'unknown',
          summary: `Not decided: the search ended ${over}, with ${keys} of ${all.length} ${all.length === 1 ? 'key' : 'keys'} undecided.`,
        });
      }
      yield { done: Math.min(finished + deepestOf(left), total), total };
    }
    open = left;
  }
  return verdict({
    validity: 'valid',
    summary: `Linearizable: some order of the operations explains every result${all.length > 1 ? ', key by key' : ''}.`,
  });
}

interface Part {
  readonly key: Value | undefined;
  readonly operations: readonly Operation[];
}

interface Running extends Part {
  search: Decider | undefined;
}

const deepestOf = (parts: readonly Running[]): number =>
  parts.reduce((sum, { search }) => sum + Math.max(0, search?.deepest ?? 0), 0);

/** The operations that count, checked. */
function prepare<State>({ operations, file }: History, model: Model<State>): readonly Operation[] {
  for (const operation of operations) {
    const { f, line, key } = operation;
    const where = { file, line };
    if (!Object.hasOwn(model.functions, f)) {
      throw new InvalidInput(`a ${model.name} has no '${f}'`, {
        where,
        hint: `it has ${Object.keys(model.functions).join(', ')}; choose the model that fits`,
      });
    }
    const problem = model.problem?.(operation);
    if (problem !== undefined) throw new InvalidInput(problem, { where });
    if (key !== undefined && !model.local) {
      throw new InvalidInput(`a ${model.name} has no keys, but an operation names one`, { where });
    }
  }
  return operations.filter(({ outcome }) => outcome !== 'fail');
}

function partition<State>(operations: readonly Operation[], model: Model<State>): readonly Part[] {
  const parts = new Map<
    string | number | undefined,
    { key: Value | undefined; operations: Operation[] }
  >();
  for (const operation of operations) {
    const { key } = operation;
    const name = key === undefined || !model.local ? undefined : keyOf(key);
    const part = parts.get(name);
    if (part === undefined) parts.set(name, { key, operations: [operation] });
    else part.operations.push(operation);
  }
  return [...parts.values()];
}

function tell({ key, operations, reached }: Counterexample): Finding {
  const about = key === undefined ? '' : `On key ${show(key)}: `;
  const { stuck, order, state } = reached;
  const after = order.length === 0 ? 'at the start' : `after the longest order that works`;
  const text =
    stuck === undefined
      ? `${about}no order of these ${operations.length} operations explains what they returned.`
      : `${about}${describe(stuck)} by process ${stuck.process}${lineOf(stuck)} fits nowhere; ${after} the state is ${state}.`;
  return { kind: 'not-linearizable', text, operations };
}
