import { createRandom, type Random } from '@dstudio/kernel';
import { Recorder, type TestEvent } from './history.ts';
import { Journal, type Sent, type TrafficStats } from './journal.ts';
import { Load } from './load.ts';
import { isClient, type Message } from './message.ts';
import { createNemesis, type Nemesis } from './nemesis.ts';
import { Membership } from './nemesis-membership.ts';
import { Network, type Watch } from './network.ts';
import type { Nodes } from './nodes.ts';
import type { TestOptions } from './options.ts';
import { type Problem, Problems } from './problems.ts';
import { RpcClient } from './rpc-client.ts';
import type { Scheduler } from './scheduler.ts';
import { createServices } from './services/index.ts';
import { Startup } from './startup.ts';
import { createWorkload } from './workloads/index.ts';
import type { Workload } from './workloads/workload.ts';

/** What a test saw. */
export interface Observed {
  readonly options: TestOptions;
  /** Every node that there ever was. */
  readonly nodes: readonly string[];
  readonly events: readonly TestEvent[];
  /** The first messages. */
  readonly messages: readonly Sent[];
  /** When operations began, on the clock of `messages`. */
  readonly start_ms: number;
  readonly traffic: TrafficStats;
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  /** Why the test could not be run at all, if so: a node that did not start. */
  readonly failure: string | undefined;
  /** It was ended before its time. */
  readonly stopped: boolean;
  /** Nodes that left something running which they had started; undefined where none can. */
  readonly leaving?: readonly string[];
}

/**
 * One test from the first `init` to the last read. It touches nothing but the scheduler and the nodes
 * it is given: the same trial drives processes in real time and code in simulated time.
 */
export class Trial {
  readonly network: Network;
  readonly #options: TestOptions;
  readonly #scheduler: Scheduler;
  readonly #membership: Membership;
  readonly #random: Random;
  readonly #recorder = new Recorder();
  readonly #problems = new Problems();
  readonly #workload: Workload;
  readonly #nemesis: Nemesis;
  readonly #startup: Startup;
  readonly #deliver: (node: string, message: Message) => void;
  readonly #onDone: () => void;
  /** Those that ended by themselves and were not started again. */
  readonly #dead = new Set<string>();
  #clients = 0;
  #load: Load | undefined;
  #phase: 'setup' | 'main' | 'done' = 'setup';
  #ready = 0;
  #failure: string | undefined;
  #stopped = false;

  constructor(of: {
    readonly options: TestOptions;
    readonly scheduler: Scheduler;
    readonly nodes: Nodes;
    /** Messages to keep for the diagram. */
    readonly messages_max: number;
    readonly watch?: Watch | undefined;
    readonly onDone: () => void;
  }) {
    const { options, scheduler, nodes } = of;
    this.#options = options;
    this.#scheduler = scheduler;
    this.#onDone = of.onDone;
    const root = createRandom(options.seed).fork('maelstrom');
    this.#random = root.fork('clients');
    this.network = new Network({
      scheduler,
      journal: new Journal(of.messages_max),
      random: root.fork('network'),
      latency_ms: options.latency_ms,
      latencyDist: options.latencyDist,
      problem: (node, what) => this.problem(node, what),
      watch: of.watch,
    });
    this.#workload = createWorkload(options, options.nodes, root.fork('workload'));
    for (const service of createServices(root.fork('services'))) {
      const { name } = service;
      this.network.attach(name, ({ src, body }) => {
        const reply = service.handle(body, src);
        const { msg_id } = body;
        this.network.send({
          src: name,
          dest: src,
          body: msg_id === undefined ? reply : { ...reply, in_reply_to: msg_id },
        });
      });
    }
    const chance = root.fork('nemesis');
    const record = (f: string, value: string): void =>
      this.#recorder.add({ process: 'nemesis', type: 'info', f, value }, scheduler.now);
    this.#membership = new Membership({
      first: options.nodes,
      interval_ms: options.nemesisInterval_ms,
      random: chance.fork('membership'),
      scheduler,
      connect: () => this.#connect(),
      place: (node) => this.#nemesis.place(node),
      start: (node) => this.#start(node),
      stop: (node) => nodes.kill(node),
      changed: () => this.#load?.balance(this.#membership.members),
      record,
      problem: (node, what) => this.problem(node, what),
    });
    this.#deliver = (node, message) => nodes.deliver(node, message);
    this.#startup = new Startup({
      idsFor: (node) => this.#membership.idsFor(node),
      nodes,
      setup: this.#workload.setup,
      connect: () => this.#connect(),
      ready: (node) => {
        if (this.#phase !== 'setup') this.#membership.ready(node);
        else if (++this.#ready === options.nodes.length) this.#main();
      },
      notReady: (node, why) => this.#notReady(node, why),
    });
    this.#nemesis = createNemesis({
      faults: options.nemesis,
      interval_ms: options.nemesisInterval_ms,
      names: () => this.#membership.running,
      nodes,
      revive: (node) => {
        // One that has left in the meantime does not come back.
        if (this.#membership.running.includes(node)) this.#start(node);
      },
      network: this.network,
      scheduler,
      random: chance,
      record,
    });
  }

  /** Starts the nodes; operations begin when all have answered. */
  begin(): void {
    for (const node of this.#options.nodes) this.#start(node);
  }

  /** A node says something. */
  emitted(node: string, message: Message): void {
    const { src } = message;
    // As in Maelstrom, a node may pass on what a client asked in the client's name.
    if (src !== node && !isClient(src) && !this.network.has(src)) {
      this.problem(node, `sent a message in the name of ${src}, which does not exist`);
      return;
    }
    this.network.send(message);
  }

  /** A node did something that it must not do. */
  problem(node: string, what: string): void {
    this.#problems.add(node, what, this.#time());
  }

  /**
   * A node ended by itself. Before operations begin, or when none is left, that ends the test.
   * @param lastWords of a process that exited
   */
  died(node: string, how: string, lastWords?: string): void {
    const unanswered = this.#startup.unanswered(node);
    const exited = lastWords !== undefined;
    const when = exited && unanswered !== undefined ? ` before it answered ${unanswered}` : '';
    const words = exited && lastWords !== '' ? `; its last words: ${lastWords}` : '';
    const why = `${how}${when}${words}`;
    this.#problems.end(node, why, this.#time());
    this.#dead.add(node);
    if (this.#phase === 'setup') this.#fail(`${node} ${why}`);
    else if (this.#membership.members.every((name) => this.#dead.has(name))) this.#end();
  }

  /** Ends the test now; what is under way ends as unknown. */
  stop(): void {
    if (this.#phase === 'done') return;
    this.#stopped = true;
    this.#end();
  }

  /** Whether nothing more will be asked of anybody. */
  get ended(): boolean {
    return this.#phase === 'done';
  }

  observed(): Observed {
    return {
      options: this.#options,
      nodes: this.#membership.all,
      events: this.#recorder.events,
      messages: this.network.journal.kept,
      start_ms: this.#recorder.start_ms,
      traffic: this.network.journal.stats(),
      problems: this.#problems.kept,
      problemCount: this.#problems.count,
      failure: this.#failure,
      stopped: this.#stopped,
    };
  }

  #time(): number {
    return this.#scheduler.now - this.#recorder.start_ms;
  }

  #connect(): RpcClient {
    return new RpcClient(`c${this.#clients++}`, this.network, this.#scheduler);
  }

  #start(node: string): void {
    if (this.#phase === 'done') return;
    if (!this.network.has(node)) {
      this.network.attach(node, (message) => this.#deliver(node, message));
    }
    this.#dead.delete(node);
    this.#startup.start(node);
  }

  #notReady(node: string, why: string): void {
    if (this.#phase === 'setup') this.#fail(`${node} ${why}`);
    else if (this.#phase !== 'done') {
      const { nemesis } = this.#options;
      const again = this.#membership.notReady(node);
      // That a node is killed again before it has answered, or paused, is not its fault.
      const excused = nemesis.includes('kill') || (again && nemesis.includes('pause'));
      if (!excused) this.problem(node, why);
    }
  }

  #fail(failure: string): void {
    this.#failure = failure;
    this.#end();
  }

  #main(): void {
    const { concurrency, rate, timeLimit_ms } = this.#options;
    this.#phase = 'main';
    this.#recorder.start_ms = this.#scheduler.now;
    this.#load = new Load({
      crew: {
        workload: this.#workload,
        recorder: this.#recorder,
        scheduler: this.#scheduler,
        concurrency,
        connect: () => this.#connect(),
        malformed: (node, what) => this.problem(node, what),
      },
      names: this.#membership.members,
      random: this.#random,
      rate,
    });
    this.#nemesis.start();
    if (this.#options.nemesis.includes('membership')) this.#membership.begin();
    this.#load.start();
    this.#scheduler.after(timeLimit_ms, () => this.#drain(), undefined, undefined);
  }

  /** No more operations and no more faults; then, where the workload has them, the last reads. */
  #drain(): void {
    const load = this.#load;
    if (this.#phase !== 'main' || load === undefined) return;
    this.#nemesis.heal();
    this.#membership.heal();
    load.drain(() => {
      const { final } = this.#workload;
      if (final === undefined) {
        this.#end();
        return;
      }
      const finish = (): void => {
        if (this.#phase === 'main') load.finish(final, () => this.#end());
      };
      this.#membership.settle(() => {
        this.#scheduler.after(this.#options.recovery_ms, finish, undefined, undefined);
      });
    });
  }

  #end(): void {
    if (this.#phase === 'done') return;
    this.#phase = 'done';
    this.#nemesis.heal();
    this.#load?.abandon();
    this.#onDone();
  }
}
