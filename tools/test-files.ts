import { globSync } from 'node:fs';
import { ROOT } from './setup.mjs';

export type Level = 'unit' | 'e2e';

/**
 * The test files of one level, sorted, relative to the root. The level is in the name: `.e2e.test.ts`
 * starts processes, servers or browsers; every other `.test.ts` stays inside its own process.
 */
export function testFiles(level: Level): string[] {
  return globSync('*/**/*.test.ts', {
    cwd: ROOT,
    exclude: ['node_modules', '**/node_modules', '**/dist'],
  })
    .filter((file) => file.endsWith('.e2e.test.ts') === (level === 'e2e'))
    .sort();
}
