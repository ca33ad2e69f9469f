import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { show } from '../value.ts';
import { finish } from '../verdict.ts';
import { checkListAppend, checkRwRegister, drawCycle, type TransactionsVerdict } from './index.ts';
import { type Case, lists, registers } from './testing/cases.ts';

const render = ({ title, history }: Case, verdict: TransactionsVerdict): string =>
  [
    `== ${verdict.model}: ${title}`,
    ...history.operations.map(({ process, outcome, input, output, invokedAt, completedAt }) => {
      const end = completedAt === Number.POSITIVE_INFINITY ? 'never' : completedAt;
      return `  process ${process} ${outcome.padEnd(4)} ${invokedAt} to ${end}: ${show(outcome === 'ok' ? output : input)}`;
    }),
    verdict.summary,
    ...Object.values(verdict.anomalies).flatMap(({ examples }) =>
      examples.flatMap((anomaly) => [
        `- ${anomaly.kind}`,
        ...anomaly.text.split('\n').map((line) => `    ${line}`),
        ...(anomaly.steps.length > 0 ? [`    ${drawCycle(anomaly)}`] : []),
      ]),
    ),
    `not ${verdict.not.join(', ') || 'ruled out'}; holds ${verdict.holds.join(', ') || 'nothing'}`,
    '',
  ].join('\n');

describe('smallest histories of each anomaly', () => {
  const texts: string[] = [];
  for (const [model, cases] of [
    [checkListAppend, lists],
    [checkRwRegister, registers],
  ] as const) {
    for (const one of cases) {
      it(one.title, () => {
        const verdict = finish(model(one.history));
        texts.push(render(one, verdict));
        assert.deepEqual(Object.keys(verdict.anomalies), one.kinds, texts.at(-1));
        assert.deepEqual(verdict.not, one.not);
        assert.equal(verdict.validity, one.kinds.length > 0 ? 'invalid' : 'valid');
      });
    }
  }

  it('are explained as anomalies.golden.txt says', () => {
    const golden = new URL('anomalies.golden.txt', import.meta.url);
    const text = texts.join('\n');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, 'utf8'));
  });
});
