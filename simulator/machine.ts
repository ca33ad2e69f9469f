import type { Env, Log, LogLevel, Random } from '@dstudio/kernel';
import type { Chooser } from './choice.ts';
import { clockOf, Oscillator } from './clock.ts';
import { MemoryDisk } from './disk.ts';
import type { DiskSettings } from './disk-settings.ts';
import type { Engine } from './engine.ts';
import { Life } from './life.ts';
import type { VirtualNetwork } from './network.ts';

/** Starts a process. What it throws, or what its promise rejects with, fails the run. */
export type Boot = (env: Env, node: Machine) => void | Promise<void>;

/** What a machine needs of its world. @internal */
export interface Site {
  readonly engine: Engine;
  readonly network: VirtualNetwork;
  /** The machine's own stream. */
  readonly random: Random;
  readonly chooser: Chooser | undefined;
  log(node: string, level: LogLevel, message: string, fields: LogFields | undefined): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

type Receiver = (from: string, message: Uint8Array) => void;

/** A machine with one process on it: its clock and its disk outlive the process. */
export class Machine {
  readonly name: string;
  readonly #site: Site;
  /** The run goes without this machine, or from now on: no process ever starts on it. */
  #absent: boolean;
  readonly #oscillator: Oscillator;
  readonly #disk: MemoryDisk;
  #boot: Boot | undefined;
  #life: Life;
  #env: Env;
  #receiver: Receiver | undefined;
  #boots = 0;

  /** @internal Use `world.node`. */
  constructor(name: string, boot: Boot | undefined, site: Site) {
    this.name = name;
    this.#boot = boot;
    this.#site = site;
    const { engine, chooser } = site;
    this.#absent =
      chooser?.make({ kind: 'node', where: name, key: 'present', at_ms: engine.now }) ===
        undefined && chooser !== undefined;
    this.#oscillator = new Oscillator(engine);
    this.#disk = new MemoryDisk({
      engine,
      node: name,
      random: site.random.fork('disk'),
      chooser,
    });
    site.network.attach(name, (from, message) => this.#deliver(from, message));
    this.#life = new Life(engine, name);
    if (this.#absent) this.#life.end();
    this.#env = this.#start();
  }

  /** The world as the process on this machine sees it. Another one after each restart. */
  get env(): Env {
    return this.#env;
  }

  get state(): 'running' | 'paused' | 'crashed' {
    if (!this.#life.alive) return 'crashed';
    return this.#life.paused ? 'paused' : 'running';
  }

  /**
   * Ends the process without warning: its timers and receivers never run again, what it awaits stays
   * unresolved, and what it did not sync is lost.
   */
  crash(): void {
    if (!this.#life.alive) return;
    this.#life.end();
    this.#receiver = undefined;
    this.#disk.crash();
  }

  /**
   * Crashes the process when it runs, and boots a new one on the same disk: with fresh memory, as far
   * as the node keeps what it knows in what `boot` makes, and not beside it in its module.
   * @param boot another version of the program, from now on
   */
  restart(boot?: Boot): void {
    if (this.#absent) return;
    if (boot !== undefined) this.#boot = boot;
    this.crash();
    this.#life = new Life(this.#site.engine, this.name);
    this.#env = this.#start();
  }

  /** Takes the machine out of the run for good: its process crashes, and none starts on it again. */
  remove(): void {
    this.crash();
    this.#absent = true;
  }

  /** Stops the process in its tracks; what comes in the meantime waits. */
  pause(): void {
    if (this.#life.alive) this.#life.pause();
  }

  /** Lets a paused process go on: first with what came in the meantime, in order. */
  resume(): void {
    this.#life.resume();
  }

  /** Does something in the process: now, when it is no longer paused, or never, when it crashes. */
  enter(body: () => void): void {
    this.#life.enter(body);
  }

  /** Sets the time of day off by this much. Monotonic time does not notice. */
  skew(offset_ms: number): void {
    this.#oscillator.skew(offset_ms);
  }

  /** Lets the clock run fast (or slow, below 0) by this many millionths from now on. */
  drift(ppm: number): void {
    this.#oscillator.drift(ppm);
  }

  /** What goes wrong with the disk from now on; what is not named stays as it is. */
  configureDisk(settings: Partial<DiskSettings>): void {
    this.#disk.configure(settings);
  }

  #start(): Env {
    const { engine, random } = this.#site;
    const life = this.#life;
    const env: Env = {
      clock: clockOf(engine, this.#oscillator, life),
      // A new process draws anew, as a real one would.
      random: random.fork(`process ${++this.#boots}`),
      network: this.#endpoint(life),
      disk: this.#disk.portFor(life),
      log: this.#log(life),
    };
    const boot = this.#boot;
    if (boot !== undefined) {
      engine.after(0, () => {
        life.enter(() => {
          // An arrow may return what its last call did; only a promise is followed.
          life.follow(boot(env, this), 'what it boots with');
        });
      });
    }
    return env;
  }

  #endpoint(life: Life): Env['network'] {
    return {
      address: this.name,
      send: (to, message) => {
        if (life.alive) this.#site.network.send(this.name, to, message);
      },
      receive: (handler) => {
        if (!life.alive) return () => {};
        this.#receiver = handler;
        return () => {
          if (this.#receiver === handler) this.#receiver = undefined;
        };
      },
    };
  }

  #log(life: Life): Log {
    return {
      write: (level, message, fields) => {
        if (life.alive) this.#site.log(this.name, level, message, fields);
      },
    };
  }

  #deliver(from: string, message: Uint8Array): boolean {
    const { engine } = this.#site;
    engine.woke = true;
    this.#life.enter(() => {
      if (this.#receiver === undefined) engine.woke = false;
      else this.#life.follow(this.#receiver(from, message), 'what it receives with');
    });
    return engine.woke;
  }
}
