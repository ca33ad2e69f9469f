import { InvalidInput } from '@dstudio/kernel';
import type { Capsule } from './capsule.ts';
import { type Choice, idOf } from './choice.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import type { Happening } from './happening.ts';
import type { Host } from './host.ts';
import { runScenario, type ScenarioRun } from './run-scenario.ts';
import type { Failure, Scenario } from './scenario.ts';
import { isLength } from './written.ts';

export interface ScenarioReplay {
  /** The run gave the hash that the capsule expects, and failed of what the capsule says. */
  readonly same: boolean;
  /**
   * The first thing that the capsule holds and that came up in another way or not at all; undefined
   * when there is none: it holds what matters of the run, and not the run.
   */
  readonly difference: string | undefined;
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
  const { listed_ms = 0, length_ms = scenario.length_ms } = capsule.parameters;
  const calm = (scenario.settle_ms ?? 0) > 0;
  const length_ms_min = calm ? 0 : scenario.length_ms;
  if (!isLength(length_ms) || length_ms < length_ms_min || length_ms > scenario.length_ms) {
    throw new InvalidInput(`length_ms of the capsule is ${JSON.stringify(length_ms)}`, {
      hint: `give a number from ${length_ms_min} to ${scenario.length_ms}, when this scenario heals all faults`,
    });
  }
  // Later ones are sent when all is healed, and no scenario has to stand their loss.
  const listed_ms_max = losesMessages(scenario) ? length_ms : 0;
  if (!isLength(listed_ms) || listed_ms > listed_ms_max) {
    throw new InvalidInput(`listed_ms of the capsule is ${JSON.stringify(listed_ms)}`, {
      hint: `give a number from 0 to ${listed_ms_max}, until when this scenario may lose messages`,
    });
  }
  const plan = { choices: capsule.choices.map(readChoice), listed_ms, exact: true };
  const { seed } = capsule;
  const short = healedAt(scenario, length_ms);
  const run = await runScenario(short, { seed, host, plan, happenings: true });
  if (length_ms < scenario.length_ms && !isInTime(run, length_ms)) {
    throw new InvalidInput('the capsule has something happen after all is healed', {
      hint: `give a length_ms after it, at most ${scenario.length_ms}`,
    });
  }
  const same = run.hash === capsule.hash && variantOf(run.failure) === capsule.variant;
  return {
    same,
    difference: same ? undefined : differenceOf(capsule, plan.choices, run),
    hash: run.hash,
    failure: run.failure,
    happenings: run.happenings,
    otherEngine: capsule.engine !== ENGINE_VERSION,
  };
};

/** A failure's name is anything that a scenario says; a capsule's variant is a line. */
export const variantOf = (failure: Failure | undefined): string =>
  (failure?.name ?? '').replace(/\p{Cc}/gu, ' ').slice(0, 200) || 'failed';

const differenceOf = (
  { variant }: Capsule,
  listed: readonly Choice[],
  { choices, unlisted, dropped, failure }: ScenarioRun,
): string | undefined => {
  const momentOf = ({ kind, where, at_ms }: Choice): string => `${kind}|${where}|${at_ms}`;
  const cameUp = new Set(choices.map((choice) => `${idOf(choice)}|${choice.at_ms}`));
  const others = new Set([...unlisted, ...dropped].map(momentOf));
  const missing = listed
    .filter((choice) => !cameUp.has(`${idOf(choice)}|${choice.at_ms}`))
    .toSorted((a, b) => a.at_ms - b.at_ms)[0];
  if (missing !== undefined) {
    const { kind, where, key, at_ms } = missing;
    const about = key.replace(/ #\d+$/, '');
    const at = `at ${Number(at_ms.toFixed(3))} ms`;
    if (kind === 'message' || kind === 'copy' || kind === 'lost') {
      const message = `message from ${where.replace('>', ' to ')} ${at}`;
      return others.has(momentOf({ ...missing, kind: 'message' }))
        ? `the ${message} carries other content`
        : `there is no ${message}`;
    }
    if (kind === 'node') return `there is no node ${where}`;
    return kind === 'operation'
      ? `${where} has nothing called '${about}' to do ${at}`
      : `there is no ${kind === 'fault' ? `${where} ${about}` : `'${key}' on the disk of ${where}`} ${at}`;
  }
  if (failure === undefined) return `the capsule says that it fails of '${variant}', and it passes`;
  const failed = variantOf(failure);
  if (failed === variant) return undefined;
  return `the capsule says that it fails of '${variant}', and it fails of '${failed}'`;
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

/** Whether the scenario has to stand lost messages. */
export const losesMessages = ({ faults }: Scenario): boolean =>
  (faults.network?.loss ?? 0) > 0 ||
  (faults.faults?.some((kind) => kind.endsWith('partition')) ?? false);

/** The scenario with its faults healed at a time, and as long a calm after it. */
export const healedAt = (scenario: Scenario, length_ms: number): Scenario => {
  const { name, lane, settle_ms, faults, sometimes } = scenario;
  if (length_ms === scenario.length_ms) return scenario;
  return {
    name,
    lane,
    length_ms,
    ...(settle_ms !== undefined && { settle_ms }),
    faults,
    sometimes,
    ...(scenario.label !== undefined && { label: (message) => scenario.label?.(message) ?? '' }),
    build: (run) => scenario.build(run),
  };
};

/** What somebody or a fault does at a time of its own. */
export const isDeed = ({ kind }: Choice): boolean =>
  kind === 'operation' || kind === 'fault' || kind === 'disk';

/** A scenario promises to be well only after a calm without anything new. */
export const isInTime = ({ choices }: ScenarioRun, length_ms: number): boolean =>
  choices.every((choice) => !isDeed(choice) || choice.at_ms < length_ms);
