import type { Random } from '@dstudio/kernel';
import type { Chooser } from './choice.ts';
import {
  checkDisk,
  DISK_DEFAULTS,
  DISK_FAULTS,
  type DiskFault,
  type DiskOperation,
  type DiskSettings,
  isQuiet,
} from './disk-settings.ts';
import type { Engine } from './engine.ts';

/** What strikes one operation: by fault a number in [0, 1) that decides the details. */
export type Struck = Readonly<Partial<Record<DiskFault, number>>>;

const NOTHING: Struck = {};

/**
 * Decides what goes wrong on one disk. Each fault has a random stream of its own, and every
 * operation draws from all that concern it, whatever their rates: raising one shifts no other.
 */
export class DiskChance {
  readonly #engine: Engine;
  readonly #node: string;
  readonly #random: Random;
  readonly #chooser: Chooser | undefined;
  readonly #streams = new Map<string, Random>();
  #settings = DISK_DEFAULTS;
  #quiet = true;

  constructor(engine: Engine, node: string, random: Random, chooser: Chooser | undefined) {
    this.#engine = engine;
    this.#node = node;
    this.#random = random;
    this.#chooser = chooser;
  }

  get settings(): DiskSettings {
    return this.#settings;
  }

  configure(settings: Partial<DiskSettings>): void {
    this.#settings = checkDisk({ ...this.#settings, ...settings });
    this.#quiet = isQuiet(this.#settings);
  }

  strike(operation: DiskOperation, path: string): Struck {
    const chooser = this.#chooser;
    const quiet = this.#quiet && chooser?.plan === undefined;
    if (quiet && chooser === undefined) return NOTHING;
    // Operations are counted also while nothing can strike, so that their names stay the same.
    const about = chooser?.key('disk', this.#node, `${operation} ${path}`) ?? '';
    if (quiet) return NOTHING;
    const struck: Partial<Record<DiskFault, number>> = {};
    for (const fault of DISK_FAULTS[operation]) {
      const share = this.#settings[fault];
      const drawn = this.#stream(`${operation} ${fault}`).next();
      if (chooser?.plan === undefined && drawn >= share) continue;
      const value = this.#choose(`${about}: ${fault}`, drawn / share);
      if (value !== undefined) struck[fault] = value;
    }
    return struck;
  }

  /** The stream that decides what a crash leaves; undefined when it leaves only what was synced. */
  survivors(): Random | undefined {
    // By a number of its own and not by how many there were: so another crash can be left out of a run,
    // and this one leaves the same.
    const drawn = this.#stream('crash').next();
    const about = this.#chooser?.key('disk', this.#node, 'crash') ?? '';
    if (this.#settings.survival === 0) return undefined;
    const roll = this.#choose(`${about}: some of what was not synced stays`, drawn);
    return roll === undefined ? undefined : this.#random.fork(`crash ${roll}`);
  }

  /** The stream that decides what a failed sync has written. */
  halfSynced(roll: number): Random {
    return this.#random.fork(`sync ${roll}`);
  }

  /** The choice's number when it is made; undefined when the run is held to another plan. */
  #choose(key: string, value: number): number | undefined {
    if (this.#chooser === undefined) return value;
    const choice = {
      kind: 'disk',
      where: this.#node,
      key,
      at_ms: this.#engine.now,
      value,
    } as const;
    const made = this.#chooser.make(choice);
    return made === undefined ? undefined : (made.value ?? 0);
  }

  #stream(name: string): Random {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      stream = this.#random.fork(name);
      this.#streams.set(name, stream);
    }
    return stream;
  }
}
