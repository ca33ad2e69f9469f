import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parsePage, sortProblems, toSarif } from './index.ts';

it('problems become a SARIF 2.1.0 log whose results name their rules', () => {
  const broken = parsePage('---\ntitle: [a\n---\n', 'a b/ü.md').problems;
  const bare = parsePage('# A', 'a.md').problems;
  const log = toSarif(sortProblems([...broken, ...bare]));
  assert.equal(log.version, '2.1.0');
  const [run] = log.runs;
  assert.ok(run);
  assert.deepEqual(
    run.tool.driver.rules.map(({ id }) => id),
    ['no-front-matter', 'yaml-syntax'],
  );
  for (const result of run.results)
    assert.equal(run.tool.driver.rules[result.ruleIndex]?.id, result.ruleId);
  const [first] = run.results;
  assert.equal(first?.level, 'error');
  assert.deepEqual(first?.locations, [
    {
      physicalLocation: {
        artifactLocation: { uri: 'a%20b/%C3%BC.md' },
        region: { startLine: 3, startColumn: 1 },
      },
    },
  ]);
});
