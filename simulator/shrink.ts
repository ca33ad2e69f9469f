import { InvalidInput } from '@dstudio/kernel';
import { type Capsule, capsuleOf } from './capsule.ts';
import { type Choice, idOf, type Plan } from './choice.ts';
import { ddmin } from './ddmin.ts';
import type { Happening } from './happening.ts';
import type { Host } from './host.ts';
import { healedAt, isDeed, isInTime, losesMessages, variantOf } from './replay-scenario.ts';
import { runScenario, type ScenarioRun } from './run-scenario.ts';
import type { Failure, Scenario } from './scenario.ts';
import { Guard } from './shrink-guard.ts';
import { spaceTimeOf } from './space-time.ts';

export { replayScenario, type ScenarioReplay } from './replay-scenario.ts';

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
  /** What is left: without any one of these the run does not fail in this way, or for want of it only. */
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
  /** How much of it the diagram draws one by one; the rest is folded or beside the point. */
  readonly drawn: number;
  /**
   * Why something stayed that looks as if it could go, and where what was thrown comes from, in
   * sentences for the reader.
   */
  readonly notes: readonly string[];
}

const RUN_COUNT_MAX = 3000;
/** Of the time after the last deed, how much is tried to be left before all is healed. */
const SHARES = [0, 0.25, 0.5, 0.75];
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
  /** When all faults are healed. */
  readonly length_ms: number;
}

/**
 * Finds the least part of a failing seed's choices with which it still fails in the same way: faults,
 * operations, messages, delays, nodes. A message is left out only where the scenario has to stand
 * lost messages; elsewhere its delay becomes the usual one. A run that fails only because of what was
 * left out does not count (`Guard`). Where all is healed before the end, it is healed as early as that
 * changes nothing; the calm after it stays as long as it is.
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
  let found: Found = {
    choices: first.choices,
    listed_ms: 0,
    unlisted: [],
    length_ms: scenario.length_ms,
  };

  // What goes wrong while faults strike may do without a node: it might be down. What is asked at the
  // end, when all is healed, may not.
  const early = failure.at_ms < scenario.length_ms;

  const failsSo = ({ failure: other }: ScenarioRun): boolean =>
    other?.name === failure.name && (!early || other.at_ms < scenario.length_ms);

  const tryPlan = async (plan: Plan, length_ms = scenario.length_ms): Promise<ScenarioRun> => {
    signal?.throwIfAborted();
    if (runs >= runs_max || enough?.()) throw new OutOfBudget();
    runs++;
    const run = await runScenario(healedAt(scenario, length_ms), { seed, host, plan });
    onProgress?.(runs, found.choices.length);
    if (host !== undefined) await new Promise<void>((resolve) => host.yield(resolve));
    return run;
  };

  let groups = GROUPS;
  const calm = new Map<string, boolean>();
  const guard = new Guard(first, async (choices) => {
    const key = choices.map(idOf).join('\n');
    const known = calm.get(key);
    const fails = known ?? failsSo(await tryPlan({ choices, listed_ms: 0 }));
    calm.set(key, fails);
    return fails;
  });

  /** Whether the run still fails in the same way; if so, what came up in it is the best so far. */
  const attempt = async (
    choices: readonly Choice[],
    { listed_ms, length_ms }: Pick<Found, 'listed_ms' | 'length_ms'> = found,
  ): Promise<boolean> => {
    const run = await tryPlan({ choices, listed_ms }, length_ms);
    let fails = failsSo(run) && (await guard.allows(run));
    if (fails && length_ms < scenario.length_ms) {
      // What is healed early is the same failure only when it stays one until late.
      const whole = listed_ms > 0 ? scenario.length_ms : 0;
      fails = isInTime(run, length_ms) && failsSo(await tryPlan({ choices, listed_ms: whole }));
    }
    if (fails) found = { choices: run.choices, listed_ms, unlisted: run.unlisted, length_ms };
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

  /** Heals all faults as early as nothing comes after. */
  const shorten = async (): Promise<void> => {
    const { choices, listed_ms } = found;
    const last_ms = choices.filter(isDeed).reduce((last, { at_ms }) => Math.max(last, at_ms), 0);
    for (const share of SHARES) {
      const length_ms = Math.ceil(last_ms + 1 + share * (scenario.length_ms - last_ms));
      if (length_ms >= scenario.length_ms) return;
      if (await attempt(choices, { listed_ms: Math.min(listed_ms, length_ms), length_ms })) {
        return reduceAll();
      }
    }
  };

  const refuse = (): never => {
    throw new InvalidInput(`seed ${seed} of ${scenario.name} fails, but not from its choices`, {
      hint: 'it does something that the run does not decide: see auditDeterminism',
    });
  };

  let complete = true;
  try {
    const again = await tryPlan({ ...found, exact: true });
    if (!failsSo(again)) refuse();
    found = { ...found, choices: again.choices, unlisted: again.unlisted };
    await guard.prepare();
    groups = GROUPS.filter(
      (kinds) =>
        (early || !kinds.includes('node')) &&
        (guard.losesOperations || !kinds.includes('operation')),
    );
    // First with all other messages arriving, so that it does not matter how those are named that
    // change with what is left out; then with those only that have to arrive.
    await reduceAll();
    if (losesMessages(scenario)) {
      const whole = inOrder([...found.choices, ...found.unlisted]);
      const { length_ms } = scenario;
      if (await attempt(whole, { listed_ms: length_ms, length_ms })) await reduceAll();
    }
    if (!early && (scenario.settle_ms ?? 0) > 0) await shorten();
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    complete = false;
  }

  const { choices, listed_ms, length_ms } = found;
  const plan = { choices, listed_ms, exact: true };
  const short = healedAt(scenario, length_ms);
  const last = await runScenario(short, { seed, host, plan, happenings: true });
  if (last.failure?.name !== failure.name) return refuse();
  const { events, drawn } = spaceTimeOf(last.happenings);
  return {
    failure: last.failure,
    choices,
    before: first.choices.length,
    runs,
    complete,
    capsule: capsuleOf({
      scenario: `scenario:${scenario.name}`,
      parameters: { listed_ms, ...(length_ms < scenario.length_ms && { length_ms }) },
      variant: variantOf(failure),
      seed,
      choices: choices.map((choice) => ({ ...choice })),
      hash: last.hash,
    }),
    happenings: last.happenings,
    events,
    drawn,
    notes: [
      ...guard.notesOn(choices),
      ...(last.place === undefined ? [] : [`what was thrown comes from ${last.place}`]),
    ],
  };
};

/** As they came up: those that were in the plan have the times of another run, which is all the same. */
const inOrder = (choices: readonly Choice[]): readonly Choice[] =>
  choices.toSorted((a, b) => a.at_ms - b.at_ms);

const isDelayed = (choice: Choice): boolean =>
  (choice.kind === 'message' || choice.kind === 'copy') && choice.value !== undefined;

const plain = ({ kind, where, key, at_ms }: Choice): Choice => ({ kind, where, key, at_ms });
