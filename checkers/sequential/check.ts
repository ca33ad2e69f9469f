import { labelOf } from '../draw/layout.ts';
import { splitKeys } from '../history/keyed.ts';
import type { History, Operation } from '../history/operation.ts';
import { createSpending } from '../linearizability/budget.ts';
import {
  checkLinearizable,
  EXPLAIN_SHARE,
  type LinearizabilityVerdict,
} from '../linearizability/check.ts';
import { type Counterexample, explain } from '../linearizability/explain.ts';
import type { Model } from '../linearizability/model.ts';
import { keyOf } from '../value.ts';
import type { Budget, Check, Finding, Verdict } from '../verdict.ts';
import { createSequentialSearch } from './search.ts';

const SLICE_STEPS = 20_000;
const LINEARIZABLE_STEPS_MAX = 1_000_000;

const VALID =
  'Sequentially consistent: some order that keeps to each process explains every result.';

/**
 * Judges whether some order of the operations explains what each returned and keeps the order of each
 * process, whatever the time (Lamport, "How to make a multiprocessor computer that correctly executes
 * multiprocess programs", 1979). It is not local: keys that are each sequentially consistent need not
 * be together, so all keys are searched at once. For small histories: the search is exponential in the
 * processes.
 *
 * A crashed operation may have taken effect at any later time, also after later ones of its process.
 *
 * @throws InvalidInput when the history has operations the model does not know
 */
export function* checkSequential<State>(
  history: History,
  model: Model<State>,
  budget: Budget = {},
): Check<LinearizabilityVerdict> {
  const name = `sequential-${model.name}`;
  const spending = createSpending(budget);
  // What keeps to time keeps to each process, and is found much faster.
  const inTime = yield* checkLinearizable(history, model, {
    ...budget,
    steps_max: Math.min(budget.steps_max ?? Infinity, LINEARIZABLE_STEPS_MAX),
    explains: false,
  });
  if (inTime.validity === 'valid') return { ...inTime, model: name, summary: VALID };
  const split = splitKeys(history);
  const operations = split.operations.filter(({ outcome }) => outcome !== 'fail');
  const search = createSequentialSearch(operations, model);
  const verdict = (
    rest: Pick<Verdict, 'validity' | 'summary'> & Partial<LinearizabilityVerdict>,
  ): LinearizabilityVerdict => ({
    model: name,
    findings: [],
    counterexample: undefined,
    counts: {
      operations: split.operations.length,
      processes: new Set(operations.map(({ process }) => process)).size,
      keys: new Set(operations.map(({ key }) => (key === undefined ? key : keyOf(key)))).size,
      steps: search.steps,
    },
    ...rest,
  });
  for (;;) {
    const answer = search.advance(SLICE_STEPS);
    const progress = { done: Math.max(0, search.deepest), total: search.total };
    if (answer === true) return verdict({ validity: 'valid', summary: VALID });
    if (answer === false) {
      const counterexample = yield* explain(operations, byKey(model), {
        seek: (some, record) => createSequentialSearch(some, model, record),
        isTimed: false,
        frontier: search.frontier,
        progress,
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
    const over = spending.over(search.steps, search.size_bytes);
    if (over !== undefined) {
      return verdict({ validity: 'unknown', summary: `Not decided: the search ended ${over}.` });
    }
    yield progress;
  }
}

/** The model of all keys together: only what is on the same key can be observed. */
const byKey = <State>(model: Model<State>): Model<State> => {
  const { observes } = model;
  if (observes === undefined) return model;
  const id = ({ key }: Operation): string | number | undefined =>
    key === undefined ? key : keyOf(key);
  return {
    ...model,
    observes: (operation, effect) => id(operation) === id(effect) && observes(operation, effect),
  };
};

function tell(counterexample: Counterexample): Finding {
  const { operations, reached } = counterexample;
  const { order, stuck, alsoStuck = [] } = reached;
  const heads = [...(stuck === undefined ? [] : [stuck]), ...alsoStuck];
  const next = heads
    .map(
      (one) =>
        `${labelOf(one, counterexample)} (process ${one.process}${one.line === undefined ? '' : `, line ${one.line}`})`,
    )
    .join(', ');
  return {
    kind: 'not-sequential',
    text: `No order that keeps to each process explains these ${operations.length} operations: after the longest one, of ${order.length}, ${heads.length > 1 ? 'none of ' : ''}${next} fits${heads.length > 1 ? '' : ' nowhere'}.`,
    operations,
  };
}
