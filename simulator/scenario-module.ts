import { InvalidInput } from '@dstudio/kernel';
import type { Scenario } from './scenario.ts';
import { type Problem, swarmProblem } from './swarm-problem.ts';
import { isLength, isLine, isRecord, show } from './written.ts';

const SCENARIO_COUNT_MAX = 1000;
const NAME_LENGTH_MAX = 150;

/**
 * The scenarios that a module exports: `scenario`, or several as `scenarios`. Types are not there to
 * check what somebody else wrote, so this looks at everything that a run relies on.
 *
 * @param file name for messages
 * @throws InvalidInput that says what is missing or wrong
 */
export const scenariosOf = (module: object, file: string): readonly Scenario[] => {
  const refuse = (problem: string, hint: string): never => {
    throw new InvalidInput(problem, { where: { file }, hint });
  };
  const { scenario, scenarios = [] }: { scenario?: unknown; scenarios?: unknown } = module;
  if (!Array.isArray(scenarios)) return refuse('`scenarios` is no list', 'export a list of them');
  const found: readonly unknown[] = scenario === undefined ? scenarios : [scenario, ...scenarios];
  if (found.length === 0) {
    refuse(
      'this module exports no scenario',
      'write: export const scenario = { name, lane, length_ms, faults, sometimes, build }',
    );
  }
  if (found.length > SCENARIO_COUNT_MAX) {
    refuse(`${found.length} scenarios are too many`, `export at most ${SCENARIO_COUNT_MAX}`);
  }
  const names = new Set<string>();
  return found.map((one, index) => {
    const problem = problemOf(one);
    if (problem !== undefined) {
      const called =
        isRecord(one) && isLine(one.name, NAME_LENGTH_MAX)
          ? `'${one.name}'`
          : `number ${index + 1}`;
      refuse(`scenario ${called}: ${problem[0]}`, problem[1]);
    }
    // `problemOf` has looked at each field.
    const checked = one as Scenario;
    if (names.has(checked.name)) {
      refuse(`two scenarios are called '${checked.name}'`, 'give each a name of its own');
    }
    names.add(checked.name);
    return checked;
  });
};

const problemOf = (one: unknown): Problem | undefined => {
  if (!isRecord(one)) return ['it is no object', 'give { name, lane, length_ms, faults, ... }'];
  const { name, lane, length_ms, settle_ms, faults, sometimes, label, build } = one;
  if (!isLine(name, NAME_LENGTH_MAX)) {
    return [`name is ${show(name)}`, `give a text of at most ${NAME_LENGTH_MAX} characters`];
  }
  if (lane !== 'callback' && lane !== 'async') {
    return [`lane is ${show(lane)}`, "give 'callback', or 'async' when a node awaits"];
  }
  if (!isLength(length_ms) || length_ms === 0) {
    return [`length_ms is ${show(length_ms)}`, 'give a number above 0'];
  }
  if (settle_ms !== undefined && !isLength(settle_ms)) {
    return [`settle_ms is ${show(settle_ms)}`, 'give a number, 0 or more, or leave it out'];
  }
  const problem = swarmProblem(faults);
  if (problem !== undefined) return problem;
  if (!Array.isArray(sometimes) || !sometimes.every((text) => typeof text === 'string')) {
    return [
      `sometimes is ${show(sometimes)}`,
      'give a list of what must happen now and then, or []',
    ];
  }
  if (label !== undefined && typeof label !== 'function') {
    return [`label is ${show(label)}`, 'give a function from a message to a text, or leave it out'];
  }
  if (typeof build !== 'function') {
    return [`build is ${show(build)}`, 'give a function: build(run) { run.node(...) ... }'];
  }
  return undefined;
};
