import { InvalidInput } from '@dstudio/kernel';
import { splitKeys } from '../history/keyed.ts';
import type { History, Operation } from '../history/operation.ts';
import { shared } from '../pieces.ts';
import { keyOf, show, type Value } from '../value.ts';
import {
  type Budget,
  type Check,
  FINDINGS_MAX,
  type Finding,
  type Validity,
  type Verdict,
} from '../verdict.ts';

/** @throws InvalidInput when an operation is about none of these functions */
export function expectFunctions(
  { operations, file }: History,
  model: string,
  functions: readonly string[],
): void {
  const other = operations.find(({ f }) => !functions.includes(f));
  if (other === undefined) return;
  throw new InvalidInput(`a ${model} has no '${other.f}'`, {
    where: { file, line: other.line },
    hint: `it has ${functions.join(', ')}; choose the model that fits`,
  });
}

export const refuse = (problem: string, { line }: Operation, { file }: History): never => {
  throw new InvalidInput(problem, { where: { file, line } });
};

const RANK: Readonly<Record<Validity, number>> = { valid: 0, unknown: 1, invalid: 2 };

/**
 * Judges each key of a history alone and adds up: the whole is as good as its worst key. A history
 * without keys is judged as it is. The keys share the budget, so that it may end before the last of
 * them; what one of the others showed to be wrong is wrong all the same.
 */
export function* eachKey(
  history: History,
  check: (history: History, budget: Budget) => Check,
  budget: Budget = {},
): Check {
  const split = splitKeys(history);
  const keys = Map.groupBy(split.operations, ({ key }) => (key === undefined ? key : keyOf(key)));
  if (keys.size <= 1) return yield* check(split, budget);
  const purse = shared(budget);
  const verdicts: { readonly key: Value; readonly verdict: Verdict }[] = [];
  let over: string | undefined;
  for (const operations of keys.values()) {
    const verdict = yield* check({ ...split, operations }, purse);
    verdicts.push({ key: operations[0]?.key ?? null, verdict });
    over = purse.spend(0, 0);
    if (over !== undefined) break;
    yield { stage: 'judging key by key', done: verdicts.length, total: keys.size };
  }
  const findings = verdicts.flatMap(({ key, verdict }) =>
    verdict.findings.map((one): Finding => ({ ...one, text: `On key ${show(key)}: ${one.text}` })),
  );
  const worst = verdicts.reduce((a, b) =>
    RANK[b.verdict.validity] > RANK[a.verdict.validity] ? b : a,
  );
  const counts: Record<string, number> = { keys: keys.size };
  for (const { verdict } of verdicts) {
    for (const [name, count] of Object.entries(verdict.counts)) {
      const before = counts[name] ?? 0;
      counts[name] = name.endsWith('_max') ? Math.max(before, count) : before + count;
    }
  }
  const { validity, model, summary } = worst.verdict;
  const rest = { model, findings: findings.slice(0, FINDINGS_MAX), counts };
  const left = keys.size - verdicts.length;
  if (validity !== 'invalid' && left > 0) {
    const undecided = `Not decided: the check ended ${over}, with ${left} of ${keys.size} keys not begun.`;
    return { ...rest, validity: 'unknown', summary: undecided };
  }
  return {
    ...rest,
    validity,
    summary:
      validity === 'valid'
        ? `On each of ${keys.size} keys, as on ${show(worst.key)}: ${summary}`
        : `On key ${show(worst.key)}: ${summary}`,
  };
}
