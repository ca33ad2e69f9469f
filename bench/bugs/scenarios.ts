import type { Scenario } from '@dstudio/simulator';
import { bugs } from './index.ts';

/** Each bug under its slug, and its corrected twin under the slug and '-right': a module as `dstudio prove` takes it. */
export const scenarios: readonly Scenario[] = bugs.flatMap((bug) => [
  bug.scenario(false),
  bug.scenario(true),
]);
