import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditDeterminism, printDivergence, type Scenario } from './index.ts';
import { replicated } from './replicated.scenario.ts';

test('the audit passes what is made anew, and finds what a module keeps', async () => {
  assert.deepEqual(await auditDeterminism(replicated(0), [1, 2, 3]), []);
  let kept = 0;
  const leaky: Scenario = {
    ...replicated(1),
    build(run) {
      const { env } = run.node('a');
      run.node('b');
      env.clock.after(5, () => env.network.send('b', Uint8Array.of(kept++)));
      return undefined;
    },
  };
  const [found] = await auditDeterminism(leaky, [1]);
  assert.equal(found?.when, 'twice');
  assert.match(found?.first ?? '', /a>b 1 bytes/);
  assert.match(printDivergence(found ?? assert.fail()), /- .*a>b 1 bytes .*\n {2}\+ .*a>b 1 bytes/);
  // A cache by what was asked: the same seed finds its own entries, another seed's shift it.
  const seeds = new Set<number>();
  const cached: Scenario = {
    ...leaky,
    build(run) {
      const { env } = run.node('a');
      env.clock.after(5, () => run.record('a', `${seeds.size > 1}`));
      seeds.add(run.seed);
      return undefined;
    },
  };
  const [later] = await auditDeterminism(cached, [7]);
  assert.equal(later?.when, 'after another');
});
