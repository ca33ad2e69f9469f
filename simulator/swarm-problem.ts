import { DISK_RATES, type FaultKind } from './swarm.ts';
import { isLength, isRecord, show } from './written.ts';

/** What is wrong with something, and what to give instead. */
export type Problem = readonly [problem: string, hint: string];

const FAULTS: Readonly<Record<FaultKind, true>> = {
  partition: true,
  'one-way partition': true,
  hold: true,
  kill: true,
  pause: true,
  clock: true,
  disk: true,
  upgrade: true,
};
const NETWORK_SHARES = ['loss', 'duplication', 'reordering'];
const LENGTHS = ['every_ms', 'lasts_ms', 'skew_ms', 'drift_ppm'];
const SHARE = 'give a share from 0 to 1, or leave it out';
const LENGTH = 'give a number, 0 or more, or leave it out';

/** Looks at a `SwarmSpec` that somebody else wrote; undefined when nothing is wrong with it. */
export const swarmProblem = (faults: unknown): Problem | undefined => {
  if (!isRecord(faults)) return [`faults is ${show(faults)}`, 'give {} or what may go wrong'];
  const { faults: kinds = [], network = {}, disk = {} } = faults;
  const known = Object.keys(FAULTS);
  if (!Array.isArray(kinds) || !kinds.every((kind) => known.includes(kind))) {
    return [`faults.faults is ${show(kinds)}`, `give a list out of: ${known.join(', ')}`];
  }
  if (!isRecord(network)) {
    return [`faults.network is ${show(network)}`, 'give { loss, ... }, or leave it out'];
  }
  if (!isRecord(disk)) {
    return [`faults.disk is ${show(disk)}`, 'give { survival, ... }, or leave it out'];
  }
  const { names } = disk;
  if (names !== undefined && names !== 'durable' && names !== 'journaled') {
    return [
      `faults.disk.names is ${show(names)}`,
      "give 'durable' or 'journaled', or leave it out",
    ];
  }
  return (
    strange('faults', faults, [...LENGTHS, 'faults', 'network', 'disk']) ??
    strange('faults.network', network, [...NETWORK_SHARES, 'latency_ms']) ??
    strange('faults.disk', disk, [...DISK_RATES, 'names', 'slow_ms']) ??
    firstWrong('faults.network', network, NETWORK_SHARES, isShare, SHARE) ??
    firstWrong('faults.network', network, ['latency_ms'], isLength, LENGTH) ??
    firstWrong('faults.disk', disk, DISK_RATES, isShare, SHARE) ??
    firstWrong('faults.disk', disk, ['slow_ms'], isLength, LENGTH) ??
    firstWrong('faults', faults, LENGTHS, isLength, LENGTH)
  );
};

const isShare = (value: unknown): boolean => isLength(value) && value <= 1;

/** A name that is misspelt would leave its author believing that the fault was tried. */
const strange = (
  where: string,
  record: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Problem | undefined => {
  const field = Object.keys(record).find((one) => !fields.includes(one));
  return field === undefined
    ? undefined
    : [`${where} has no '${field.slice(0, 80)}'`, `there are: ${fields.join(', ')}`];
};

const firstWrong = (
  where: string,
  record: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  fits: (value: unknown) => boolean,
  hint: string,
): Problem | undefined => {
  const wrong = fields.find((field) => record[field] !== undefined && !fits(record[field]));
  return wrong === undefined ? undefined : [`${where}.${wrong} is ${show(record[wrong])}`, hint];
};
