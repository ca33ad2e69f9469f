import { InvalidInput } from '@dstudio/kernel';
import { type Capsule, capsuleOf } from './capsule.ts';
import { type Choice, idOf } from './choice.ts';
import { ddmin } from './ddmin.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import type { Happening } from './happening.ts';
import type { Host } from './host.ts';
import { runScenario } from './run-scenario.ts';
import type { Failure, Scenario } from './scenario.ts';
import { spaceTimeOf } from './space-time.ts';

export interface ShrinkOptions {
  readonly seed: number;
  readonly host?: Host | undefined;
  /** Runs at most. Defaults to 3000. */
  readonly runs_max?: number;
  readonly signal?: AbortSignal | undefined;
  /** Asked before each run; true ends the search with what is left by then. */
  readonly enough?: (() => boolean) | undefined;
  /** Called after each run with what is left. */
  readonly onProgress?: ((runs: number, choices: number) => void) | undefined;
}

export interface Shrunk {
  readonly failure: Failure;
  /** What is left: without any one of these the run does not fail in this way. */
  readonly choices: readonly Choice[];
  /** How many choices the failing run had. */
  readonly before: number;
  readonly runs: number;
  /** False when the search was ended before nothing could be left out any more. */
  readonly complete: boolean;
  /** Repeats the shrunk run on its own. */
  readonly capsule: Capsule;
  /** What happens in it, for `drawText` and `drawSvg`. */
  readonly happenings: readonly Happening[];
  /** How much that is; see `SpaceTime`. */
  readonly events: number;
}

const RUN_COUNT_MAX = 3000;
/** The largest first: an operation that goes takes its messages along. */
const GROUPS: readonly (readonly Choice['kind'][])[] = [
  ['fault'],
  ['operation'],
  ['message', 'copy', 'lost'],
  ['disk'],
  ['node'],
];

class OutOfBudget extends Error {}

/**
 * Finds the least part of a failing seed's choices with which it still fails in the same way: faults,
 * operations, messages, delays, nodes. A message is left out only where the scenario has to stand
 * lost messages; elsewhere its delay becomes the usual one.
 *
 * @throws InvalidInput when the seed does not fail, or not when it is repeated from its choices
 * @throws the signal's reason
 */
export const shrink = async (scenario: Scenario, options: ShrinkOptions): Promise<Shrunk> => {
  const { seed, host, runs_max = RUN_COUNT_MAX, signal, enough, onProgress } = options;
  const first = await runScenario(scenario, { seed, host, choices: true });
  const { failure } = first;
  if (failure === undefined) {
    throw new InvalidInput(`seed ${seed} of ${scenario.name} does not fail`, {
      hint: 'shrink one of the seeds that its suite names',
    });
  }
  let runs = 1;
  let best = first.choices;

  // What goes wrong while faults strike may do without a node: it might be down. What is asked at the
  // end, when all is healed, may not.
  const early = failure.at_ms < scenario.length_ms;
  const groups = early ? GROUPS : GROUPS.filter((kinds) => !kinds.includes('node'));
  let unlisted: readonly Choice[] = [];
  let listed_ms = 0;

  /** Whether the run still fails in the same way; if so, what came up in it is the best so far. */
  const attempt = async (choices: readonly Choice[]): Promise<boolean> => {
    signal?.throwIfAborted();
    if (runs >= runs_max || enough?.()) throw new OutOfBudget();
    runs++;
    const plan = { choices, listed_ms };
    const run = await runScenario(scenario, { seed, host, plan });
    const fails =
      run.failure?.name === failure.name && (!early || run.failure.at_ms < scenario.length_ms);
    if (fails) {
      best = run.choices;
      unlisted = run.unlisted;
    }
    onProgress?.(runs, best.length);
    if (host !== undefined) await new Promise<void>((resolve) => host.yield(resolve));
    return fails;
  };

  /** Leaves out what can be of some choices, with the others as they are. */
  const reduce = async (belongs: (choice: Choice) => boolean): Promise<void> => {
    await ddmin(best.filter(belongs), async (some) => {
      const kept = new Set(some.map(idOf));
      const fails = await attempt(
        best.filter((choice) => !belongs(choice) || kept.has(idOf(choice))),
      );
      return fails ? best.filter(belongs) : undefined;
    });
  };

  /** Lets messages take the usual time where that changes nothing. */
  const straighten = async (): Promise<void> => {
    await ddmin(best.filter(isDelayed), async (some) => {
      const kept = new Set(some.map(idOf));
      const fails = await attempt(
        best.map((choice) =>
          isDelayed(choice) && !kept.has(idOf(choice)) ? plain(choice) : choice,
        ),
      );
      return fails ? best.filter(isDelayed) : undefined;
    });
  };

  const reduceAll = async (): Promise<void> => {
    let before: number;
    do {
      before = best.length;
      for (const kinds of groups) await reduce(({ kind }) => kinds.includes(kind));
      if (listed_ms > 0) await straighten();
    } while (best.length < before);
  };

  let complete = true;
  try {
    if (!(await attempt(best))) {
      throw new InvalidInput(`seed ${seed} of ${scenario.name} fails, but not from its choices`, {
        hint: 'it does something that the run does not decide: see auditDeterminism',
      });
    }
    // First with all other messages arriving, so that it does not matter how those are named that
    // change with what is left out; then with those only that have to arrive.
    await reduceAll();
    if (losesMessages(scenario)) {
      listed_ms = scenario.length_ms;
      const whole = [best, unlisted];
      if (await attempt(inOrder([...best, ...unlisted]))) await reduceAll();
      else [listed_ms, best = [], unlisted = []] = [0, ...whole];
    }
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    complete = false;
  }

  const plan = { choices: best, listed_ms };
  const last = await runScenario(scenario, { seed, host, plan, happenings: true });
  return {
    failure: last.failure ?? failure,
    choices: best,
    before: first.choices.length,
    runs,
    complete,
    capsule: capsuleOf({
      scenario: `scenario:${scenario.name}`,
      parameters: { listed_ms },
      variant: variantOf(failure),
      seed,
      choices: best.map((choice) => ({ ...choice })),
      hash: last.hash,
    }),
    happenings: last.happenings,
    events: spaceTimeOf(last.happenings).events,
  };
};

/** A failure's name is anything that a scenario says; a capsule's is a line. */
const variantOf = ({ name }: Failure): string =>
  name.replace(/\p{Cc}/gu, ' ').slice(0, 200) || 'failed';

/** As they came up: those that were in the plan have the times of another run, which is all the same. */
const inOrder = (choices: readonly Choice[]): readonly Choice[] =>
  choices.toSorted((a, b) => a.at_ms - b.at_ms);

const losesMessages = ({ faults }: Scenario): boolean =>
  (faults.network?.loss ?? 0) > 0 ||
  (faults.faults?.some((kind) => kind.endsWith('partition')) ?? false);

const isDelayed = (choice: Choice): boolean =>
  (choice.kind === 'message' || choice.kind === 'copy') && choice.value !== undefined;

const plain = ({ kind, where, key, at_ms }: Choice): Choice => ({ kind, where, key, at_ms });

export interface ScenarioReplay {
  /** The run gave the hash that the capsule expects. */
  readonly same: boolean;
  readonly hash: string;
  readonly failure: Failure | undefined;
  readonly happenings: readonly Happening[];
  /** The capsule comes from another engine version, so another hash says little. */
  readonly otherEngine: boolean;
}

/**
 * Repeats a run of a scenario from its capsule.
 * @throws InvalidInput when the capsule belongs to something else, or its choices are none
 */
export const replayScenario = async (
  capsule: Capsule,
  scenario: Scenario,
  host?: Host,
): Promise<ScenarioReplay> => {
  if (capsule.scenario !== `scenario:${scenario.name}`) {
    throw new InvalidInput(`the capsule is of ${capsule.scenario}, not of ${scenario.name}`, {
      hint: 'replay it with what it names',
    });
  }
  const listed_ms = capsule.parameters.listed_ms ?? 0;
  if (!isTime(listed_ms)) {
    throw new InvalidInput(`listed_ms of the capsule is ${JSON.stringify(listed_ms)}`, {
      hint: 'give a number, 0 or more',
    });
  }
  const plan = { choices: capsule.choices.map(readChoice), listed_ms };
  const { seed } = capsule;
  const run = await runScenario(scenario, { seed, host, plan, happenings: true });
  return {
    same: run.hash === capsule.hash,
    hash: run.hash,
    failure: run.failure,
    happenings: run.happenings,
    otherEngine: capsule.engine !== ENGINE_VERSION,
  };
};

const KINDS: readonly Choice['kind'][] = [
  'message',
  'copy',
  'lost',
  'fault',
  'disk',
  'operation',
  'node',
];

/** JSON has numbers that JavaScript reads as infinite. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY;

const readChoice = (entry: Capsule['choices'][number], index: number): Choice => {
  const { where, key, at_ms, value } = entry;
  const kind = KINDS.find((one) => one === entry.kind);
  const good =
    kind !== undefined &&
    typeof where === 'string' &&
    typeof key === 'string' &&
    isTime(at_ms) &&
    (value === undefined || isTime(value));
  if (!good) {
    throw new InvalidInput(`choice ${index + 1} of the capsule is none`, {
      hint: `give kind (${KINDS.join(', ')}), where, key, at_ms and perhaps value, 0 or more`,
    });
  }
  return { kind, where, key, at_ms, ...(value !== undefined && { value }) };
};
