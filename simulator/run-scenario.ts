import { InvalidInput, type Random } from '@dstudio/kernel';
import { type Choice, Chooser, type Plan } from './choice.ts';
import { AmbientUse, guarded, placeIn } from './guard.ts';
import { type Happening, Recorder } from './happening.ts';
import type { Host } from './host.ts';
import type { Journal } from './journal.ts';
import type { Boot, Machine } from './machine.ts';
import { awaitsInCallbackLane, Misuse } from './misuse.ts';
import { type Battlefield, calm, heal, type Target, unleash } from './nemesis.ts';
import type { Failure, Judge, NodeOptions, Run, Scenario } from './scenario.ts';
import { type Mix, swarm } from './swarm.ts';
import { createWorld, type World } from './world.ts';
import { refuseType } from './written.ts';

export interface ScenarioOptions {
  readonly seed: number;
  /** For the async lane. */
  readonly host?: Host | undefined;
  /** Holds the run to this instead of to chance. */
  readonly plan?: Plan | undefined;
  /** Writes down what chance chose. */
  readonly choices?: boolean;
  /** Writes down what happened, for a diagram. */
  readonly happenings?: boolean;
  /** Writes down every event, for a comparison. */
  readonly journal?: Journal;
}

export interface ScenarioRun {
  readonly seed: number;
  readonly failure: Failure | undefined;
  /** Where that comes from when something was thrown; not in the failure, for it is one machine's. */
  readonly place: string | undefined;
  /** Which of `sometimes` were reached. */
  readonly reached: readonly string[];
  readonly hash: string;
  /** Number of events. */
  readonly processed: number;
  readonly choices: readonly Choice[];
  /** Of a run that is held to a plan, messages that went through without standing in it. */
  readonly unlisted: readonly Choice[];
  /** And those that were lost because they do not stand in it. */
  readonly dropped: readonly Choice[];
  readonly happenings: readonly Happening[];
}

/**
 * Runs one seed of a scenario. What a node throws is a failure of the run, not of the call.
 * @throws InvalidInput when the scenario itself is wrong: it awaits in the callback lane, its `check`
 *   is async, it says of something that it sometimes happens that is not in its list
 */
export const runScenario = async (
  scenario: Scenario,
  options: ScenarioOptions,
): Promise<ScenarioRun> => {
  try {
    return await runToEnd(scenario, options);
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    const { problem, hint } = error;
    throw new Misuse(`scenario '${scenario.name}': ${problem}`, { hint, cause: error });
  }
};

const runToEnd = async (scenario: Scenario, options: ScenarioOptions): Promise<ScenarioRun> => {
  const until_ms = scenario.length_ms + (scenario.settle_ms ?? 0);
  if (scenario.lane === 'callback') {
    // The guard goes up once, instead of for each part.
    return guarded(() => {
      const run = new ScenarioWorld(scenario, options);
      try {
        run.world.run({ until_ms });
        run.judge();
      } catch (error) {
        run.threw(error);
      }
      return run.result();
    });
  }
  const run = new ScenarioWorld(scenario, options);
  try {
    await run.world.runAsync({ until_ms });
    run.judge();
  } catch (error) {
    run.threw(error);
  }
  return run.result();
};

/** 'write log #2: misdirectedWrite' as a person says it. */
const diskWords = ({ where, key }: Choice): string => {
  const [what = '', fault = ''] = key.replace(/ #\d+(?=: )/, '').split(': ');
  return `disk of ${where}, ${what}: ${fault.replace(/[A-Z]/g, (sign) => ` ${sign.toLowerCase()}`)}`;
};

/** Calls what has to answer at once, and keeps the ambient world out of it. */
const atOnce = <T>(name: string, work: () => T): T =>
  guarded(() => {
    const answer = work();
    if (!(answer instanceof Promise)) return answer;
    answer.catch(() => {});
    throw new Misuse(`${name} is async, and nobody waits for it`, {
      hint: 'let it do without await: nodes and operations may await, and keep what it asks for',
    });
  });

/** @throws InvalidInput with the place of what `build` throws */
const built = <T>(build: () => T): T => {
  try {
    return atOnce('build', build);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof InvalidInput) throw error;
    if (error instanceof AmbientUse) throw error;
    const { name, message, stack = '' } = error;
    const place = placeIn(stack);
    const at = place === undefined ? '' : `, at ${place}`;
    throw new InvalidInput(`build threw ${name}: ${message}${at}`, { cause: error });
  }
};

/** A run as its scenario sees it. What it says is made text: no types check a module of somebody else's. */
class ScenarioWorld implements Run {
  readonly world: World;
  readonly seed: number;
  readonly #scenario: Scenario;
  readonly #chooser: Chooser | undefined;
  readonly #recorder: Recorder | undefined;
  readonly #journal: Journal | undefined;
  readonly #machines = new Map<string, Machine>();
  readonly #targets = new Map<string, Target>();
  readonly #mix: Mix;
  readonly #judge: Judge | undefined;
  readonly #reached = new Set<string>();
  #failure: Failure | undefined;
  #place: string | undefined;
  #progress = Number.NaN;

  constructor(scenario: Scenario, options: ScenarioOptions) {
    const { seed, host, plan, choices = false, happenings = false, journal } = options;
    this.seed = seed;
    this.#scenario = scenario;
    this.#journal = journal;
    const recorder = happenings
      ? new Recorder(
          () => this.world.now,
          scenario.label?.bind(scenario),
          (name) => this.#machines.get(name)?.state !== 'crashed',
        )
      : undefined;
    this.#recorder = recorder;
    this.#chooser =
      plan !== undefined || choices || happenings
        ? new Chooser(plan, (choice) => {
            if (choice.kind === 'disk') recorder?.mark('fault', choice.where, diskWords(choice));
          })
        : undefined;
    this.world = createWorld({
      seed,
      host,
      journal,
      chooser: this.#chooser,
      watcher: this.#recorder,
    });
    const { length_ms, settle_ms = 0, faults } = scenario;
    this.#mix = swarm(this.world.random('swarm'), faults, length_ms);
    this.world.network.configure(this.#mix.network);
    this.#judge = built(() => scenario.build(this));
    const field = this.#field();
    unleash(field);
    if (settle_ms > 0) {
      this.world.at(length_ms, () => {
        this.#recorder?.mark('fault', undefined, 'all faults are healed');
        heal(field);
        this.#progress = this.#measure() ?? Number.NaN;
      });
    }
  }

  random(stream: string): Random {
    return this.world.random(`scenario: ${stream}`);
  }

  node(name: string, boot?: Boot, { upgrade, faults = true }: NodeOptions = {}): Machine {
    if (typeof name !== 'string') refuseType('text', 'run.node', 'the name', name);
    if (!/^[\w.-]+$/.test(name)) {
      throw new InvalidInput(`a node cannot be called '${name.slice(0, 80)}'`, {
        hint: 'use letters, digits and . _ -',
      });
    }
    const machine = this.world.node(name, boot);
    this.#machines.set(name, machine);
    if (!faults) return machine;
    this.#targets.set(name, { machine, upgrade });
    // With strikes on disks, rates are for those; without, they hold all the time.
    const strikes = this.#scenario.faults.faults?.includes('disk') === true;
    machine.configureDisk(strikes ? calm(this.#mix) : this.#mix.disk);
    return machine;
  }

  issue(at_ms: number, node: string, said: string, action: () => void): void {
    const what = String(said);
    if (typeof node !== 'string') refuseType('text', `run.issue of '${what}'`, 'the node', node);
    const key = this.#chooser?.key('operation', node, what) ?? what;
    const choice = { kind: 'operation', where: node, key, at_ms } as const;
    this.world.at(at_ms, () => {
      const machine = this.#machines.get(node);
      if (machine?.state === 'crashed') return;
      if (this.#chooser !== undefined && this.#chooser.make(choice) === undefined) return;
      const act = (): void => {
        this.world.trace.addText(node);
        this.world.trace.addText(what);
        this.#recorder?.mark('operation', node, what);
        this.#follow(action(), `operation '${what}'`);
      };
      if (machine === undefined) act();
      else machine.enter(act);
    });
  }

  record(node: string, said: string): void {
    const what = String(said);
    this.world.record(node, what);
    this.#recorder?.mark('fact', node, what);
  }

  sometimes(name: string): void {
    if (this.#reached.has(name)) return;
    if (!this.#scenario.sometimes.includes(name)) {
      const error = new Misuse(
        `'${name}' is not in the scenario's list of what sometimes happens`,
        {
          hint: `add it to \`sometimes\`, or use one of: ${this.#scenario.sometimes.join(', ')}`,
        },
      );
      // A node may catch what it throws.
      this.world.fail(error);
      throw error;
    }
    this.#reached.add(name);
    this.world.trace.addText(name);
  }

  fail(name: string, message: string): void {
    if (this.#failure !== undefined) return;
    const said = String(message);
    this.world.trace.addText(said);
    this.#fail(String(name), said);
  }

  /** What the engine says of an error may name a place on this machine: it does not count in the hash. */
  threw(error: unknown): void {
    if (error instanceof Misuse) throw error;
    const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    if (this.#failure !== undefined) return;
    if (error instanceof Error) this.#place = placeIn(stack);
    this.#fail(`threw ${name}`, message);
  }

  #fail(name: string, message: string): void {
    this.world.trace.addText(name);
    this.#failure = { name, message, at_ms: this.world.now };
    this.#recorder?.mark('failure', undefined, `${name}: ${message}`);
    this.world.stop();
  }

  /** Asks at the end whether all is well. */
  judge(): void {
    if (this.#failure !== undefined) return;
    atOnce('check', () => this.#judge?.check?.());
    const after = this.#measure();
    if (after === undefined || Number.isNaN(this.#progress) || after > this.#progress) return;
    const { settle_ms } = this.#scenario;
    this.fail('no progress', `still at ${after}, ${settle_ms} ms after all faults were healed`);
  }

  result(): ScenarioRun {
    this.#journal?.end();
    return {
      seed: this.seed,
      failure: this.#failure,
      place: this.#place,
      reached: [...this.#reached],
      hash: this.world.hash(),
      processed: this.world.processed,
      choices: this.#chooser?.made ?? [],
      unlisted: this.#chooser?.unlisted ?? [],
      dropped: this.#chooser?.dropped ?? [],
      happenings: this.#recorder?.happenings ?? [],
    };
  }

  #measure(): number | undefined {
    return atOnce('progress', () => this.#judge?.progress?.());
  }

  /** Lets the run fail with what an async operation rejects with. */
  #follow(returned: unknown, what: string): void {
    if (!(returned instanceof Promise)) return;
    returned.catch((error: unknown) => this.world.fail(error));
    if (this.world.lane === 'callback') throw awaitsInCallbackLane(`${what} is async`);
  }

  #field(): Battlefield {
    return {
      world: this.world,
      chooser: this.#chooser,
      targets: this.#targets,
      mix: this.#mix,
      until_ms: this.#scenario.length_ms,
      watch: (what, nodes) => {
        for (const node of nodes) this.#recorder?.mark('fault', node, what);
      },
    };
  }
}
