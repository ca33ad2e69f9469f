import { InvalidInput, type Random } from '@dstudio/kernel';
import type { DiskSettings } from './disk-settings.ts';
import { type Distribution } from './distribution.ts';
import type { LinkSettings } from './network.ts';

/** A fault that is there for a while. */
export type FaultKind =
  | 'partition'
  | 'one-way partition'
  | 'hold'
  | 'kill'
  | 'pause'
  | 'clock'
  | 'disk'
  | 'upgrade';

type DiskRate = Exclude<keyof DiskSettings, 'names' | 'capacity_bytes' | 'slow_ms'>;

/** The most of everything that a run may meet. What is not named never happens. */
export interface SwarmSpec {
  /** Shares at most; the mean latency at most (exponential), at least 1 ms. */
  readonly network?: {
    readonly loss?: number;
    readonly duplication?: number;
    readonly reordering?: number;
    readonly latency_ms?: number;
  };
  /** Shares at most. `survival` and `names` are there in every seed that draws any of it. */
  readonly disk?: Readonly<Partial<Record<DiskRate, number>>> & {
    readonly names?: DiskSettings['names'];
    readonly slow_ms?: number;
  };
  /** Faults that come and go. */
  readonly faults?: readonly FaultKind[];
  /** Mean time between two of them. Defaults to a tenth of the run. */
  readonly every_ms?: number;
  /** Mean time one of them lasts. Defaults to `every_ms`. */
  readonly lasts_ms?: number;
  /** How far a clock is set off at most, either way, by 'clock'. Defaults to 1000. */
  readonly skew_ms?: number;
  /** How fast or slow it runs at most. Defaults to 1000 (86 s a day). */
  readonly drift_ppm?: number;
}

/** What one seed meets. */
export interface Mix {
  readonly network: Partial<LinkSettings>;
  readonly disk: Partial<DiskSettings>;
  readonly faults: readonly FaultKind[];
  readonly every_ms: number;
  readonly lasts_ms: number;
  readonly skew_ms: number;
  readonly drift_ppm: number;
}

/** Of a disk, what is a share. */
export const DISK_RATES: readonly DiskRate[] = [
  'survival',
  'misdirectedWrite',
  'staleRead',
  'corruptedRead',
  'readError',
  'writeError',
  'syncError',
  'noSpace',
  'slow',
];

/**
 * Draws what one seed meets: each fault is there by the toss of a coin, and if so at a rate from 0 to
 * the most it may have. A run that has everything at once hides what needs some faults and the
 * absence of others (Groce, Zhang, Eide, Chen and Regehr, "Swarm Testing", ISSTA 2012).
 *
 * @param length_ms how long faults may strike
 * @throws InvalidInput when a number is negative or not finite
 */
export const swarm = (random: Random, spec: SwarmSpec, length_ms: number): Mix => {
  // Each concern draws from a stream of its own: allowing one fault more changes no other.
  const rate = (name: string, most: number | undefined, always = false): number => {
    if (most === undefined) return 0;
    checkMost(name, most);
    const stream = random.fork(name);
    const there = stream.next() < 0.5;
    const share = stream.next();
    return there || always ? share * most : 0;
  };
  const { network = {}, disk = {}, faults = [] } = spec;
  const mean_ms = rate('latency_ms', network.latency_ms);
  const latency: Distribution | undefined =
    mean_ms === 0 ? undefined : { shape: 'exponential', mean_ms: Math.max(1, mean_ms) };
  const disks: Partial<Record<DiskRate, number>> = {};
  for (const name of DISK_RATES) {
    if (disk[name] !== undefined)
      disks[name] = rate(`disk ${name}`, disk[name], name === 'survival');
  }
  const every_ms = spec.every_ms ?? length_ms / 10;
  return {
    network: {
      ...(latency && { latency }),
      loss: rate('loss', network.loss),
      duplication: rate('duplication', network.duplication),
      reordering: rate('reordering', network.reordering),
    },
    disk: {
      ...disks,
      ...(disk.names && { names: disk.names }),
      ...(disk.slow_ms !== undefined && { slow_ms: disk.slow_ms }),
    },
    faults: faults.filter((kind) => random.fork(`fault ${kind}`).next() < 0.5),
    every_ms: checkMost('every_ms', every_ms),
    lasts_ms: checkMost('lasts_ms', spec.lasts_ms ?? every_ms),
    skew_ms: checkMost('skew_ms', spec.skew_ms ?? 1000),
    drift_ppm: checkMost('drift_ppm', spec.drift_ppm ?? 1000),
  };
};

const checkMost = (name: string, most: number): number => {
  if (most >= 0 && most < Number.POSITIVE_INFINITY) return most;
  throw new InvalidInput(`${name} of a swarm is ${most}`, { hint: 'give a number, 0 or more' });
};
