import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

/** A reporter for node:test that says nothing of what passed, everything of what failed, and the sum. */
export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  const slow: { name: string; seconds: number }[] = [];
  for await (const { type, data } of source) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type === 'test:pass' && data.details.type !== 'suite') {
      if (data.skip === undefined) passed += 1;
      else skipped += 1;
      const seconds = data.details.duration_ms / 1000;
      if (seconds > 2) slow.push({ name: data.name, seconds });
    }
    if (type === 'test:fail') {
      // A suite fails because a test in it did; that one has been told.
      if (data.details.type === 'suite' && isOnlyOfTests(data.details.error)) continue;
      failed += 1;
      const where = data.file === undefined ? '' : `${relative('.', data.file)}:${data.line ?? 1}`;
      yield `\n${data.name}\n  ${where}\n${explain(data.details.error)}\n`;
    }
  }
  if (slow.length > 0) {
    slow.sort((a, b) => b.seconds - a.seconds);
    const list = slow.slice(0, 5).map(({ name, seconds }) => `${name} (${seconds.toFixed(1)} s)`);
    yield `\nslower than 2 s: ${list.join('; ')}\n`;
  }
  yield `\n${passed} passed, ${failed} failed, ${skipped} skipped\n`;
}

function isOnlyOfTests(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}

function explain(error: Error): string {
  // node:test wraps what the test threw.
  const cause = error.cause ?? error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  return text.replace(/^/gm, '    ');
}
