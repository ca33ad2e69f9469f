import { InvalidInput } from '@dstudio/kernel';
import { type Capsule, capsuleOf } from './capsule.ts';
import { type Choice, idOf, type Plan } from './choice.ts';
import { ddmin } from './ddmin.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import type { Happening } from './happening.ts';
import type { Host } from './host.ts';
import { runScenario } from './run-scenario.ts';
import type { Failure, Scenario } from './scenario.ts';
import { spaceTimeOf } from './space-time.ts';
import { isLength } from './written.ts';

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

/** A plan with which the run fails as it should, and what such a run did beside it. */
interface Found extends Plan {
  readonly unlisted: readonly Choice[];
}

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
  // Replaced as a whole, and only by what a run has failed with: the search may end after any of them.
  let found: Found = { choices: first.choices, listed_ms: 0, unlisted: [] };

  // What goes wrong while faults strike may do without a node: it might be down. What is asked at the
  // end, when all is healed, may not.
  const early = failure.at_ms < scenario.length_ms;
  const groups = early ? GROUPS : GROUPS.filter((kinds) => !kinds.includes('node'));

  /** Whether the run still fails in the same way; if so, what came up in it is the best so far. */
  const attempt = async (
    choices: readonly Choice[],
    listed_ms = found.listed_ms,
  ): Promise<boolean> => {
    signal?.throwIfAborted();
    if (runs >= runs_max || enough?.()) throw new OutOfBudget();
    runs++;
    const run = await runScenario(scenario, { seed, host, plan: { choices, listed_ms } });
    const fails =
      run.failure?.name === failure.name && (!early || run.failure.at_ms < scenario.length_ms);
    if (fails) found = { choices: run.choices, listed_ms, unlisted: run.unlisted };
    onProgress?.(runs, found.choices.length);
    if (host !== undefined) await new Promise<void>((resolve) => host.yield(resolve));
    return fails;
  };

  /** Leaves out what can be of some choices, with the others as they are. */
  const reduce = async (belongs: (choice: Choice) => boolean): Promise<void> => {
    await ddmin(found.choices.filter(belongs), async (some) => {
      const kept = new Set(some.map(idOf));
      const fails = await attempt(
        found.choices.filter((choice) => !belongs(choice) || kept.has(idOf(choice))),
      );
      return fails ? found.choices.filter(belongs) : undefined;
    });
  };

  /** Lets messages take the usual time where that changes nothing. */
  const straighten = async (): Promise<void> => {
    await ddmin(found.choices.filter(isDelayed), async (some) => {
      const kept = new Set(some.map(idOf));
      const fails = await attempt(
        found.choices.map((choice) =>
          isDelayed(choice) && !kept.has(idOf(choice)) ? plain(choice) : choice,
        ),
      );
      return fails ? found.choices.filter(isDelayed) : undefined;
    });
  };

  const reduceAll = async (): Promise<void> => {
    let before: number;
    do {
      before = found.choices.length;
      for (const kinds of groups) await reduce(({ kind }) => kinds.includes(kind));
      if (found.listed_ms > 0) await straighten();
    } while (found.choices.length < before);
  };

  const refuse = (): never => {
    throw new InvalidInput(`seed ${seed} of ${scenario.name} fails, but not from its choices`, {
      hint: 'it does something that the run does not decide: see auditDeterminism',
    });
  };

  let complete = true;
  try {
    if (!(await attempt(found.choices))) refuse();
    // First with all other messages arriving, so that it does not matter how those are named that
    // change with what is left out; then with those only that have to arrive.
    await reduceAll();
    if (losesMessages(scenario)) {
      const whole = inOrder([...found.choices, ...found.unlisted]);
      if (await attempt(whole, scenario.length_ms)) await reduceAll();
    }
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    complete = false;
  }

  const { choices, listed_ms } = found;
  const plan = { choices, listed_ms };
  const last = await runScenario(scenario, { seed, host, plan, happenings: true });
  if (last.failure?.name !== failure.name) return refuse();
  return {
    failure: last.failure,
    choices,
    before: first.choices.length,
    runs,
    complete,
    capsule: capsuleOf({
      scenario: `scenario:${scenario.name}`,
      parameters: { listed_ms },
      variant: variantOf(failure),
      seed,
      choices: choices.map((choice) => ({ ...choice })),
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
  // Later ones are sent when all is healed, and no scenario has to stand their loss.
  const listed_ms_max = losesMessages(scenario) ? scenario.length_ms : 0;
  if (!isLength(listed_ms) || listed_ms > listed_ms_max) {
    throw new InvalidInput(`listed_ms of the capsule is ${JSON.stringify(listed_ms)}`, {
      hint: `give a number from 0 to ${listed_ms_max}, until when this scenario may lose messages`,
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

/** Names of two links or of all nodes of a run fit, and more would only cost time. */
const TEXT_LENGTH_MAX = 50_000;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= TEXT_LENGTH_MAX;

const readChoice = (entry: Capsule['choices'][number], index: number): Choice => {
  const { where, key, at_ms, value } = entry;
  const kind = KINDS.find((one) => one === entry.kind);
  const good =
    kind !== undefined &&
    isText(where) &&
    isText(key) &&
    isLength(at_ms) &&
    (value === undefined || isLength(value));
  if (!good) {
    throw new InvalidInput(`choice ${index + 1} of the capsule is none`, {
      hint: `give kind (${KINDS.join(', ')}), where and key (at most ${TEXT_LENGTH_MAX} characters), at_ms and perhaps value, 0 or more`,
    });
  }
  return { kind, where, key, at_ms, ...(value !== undefined && { value }) };
};
