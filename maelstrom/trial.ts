import { createRandom, type Random } from '@dstudio/kernel';
import { Recorder, type TestEvent } from './history.ts';
import { Journal, type Sent, type TrafficStats } from './journal.ts';
import type { Json } from './json.ts';
import type { Message } from './message.ts';
import { createNemesis, type Nemesis } from './nemesis.ts';
import { Network, type Watch } from './network.ts';
import type { Nodes } from './nodes.ts';
import { nodeNames, type TestOptions } from './options.ts';
import { type Problem, Problems } from './problems.ts';
import { RpcClient } from './rpc-client.ts';
import type { Scheduler } from './scheduler.ts';
import { createServices } from './services/index.ts';
import { Worker } from './worker.ts';
import { createWorkload } from './workloads/index.ts';
import type { Workload } from './workloads/workload.ts';

/** How long a node may take to answer `init`, as in Maelstrom. */
const INIT_TIMEOUT_MS = 10_000;

/** What a test saw. */
export interface Observed {
  readonly options: TestOptions;
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
}

/**
 * One test from the first `init` to the last read. It touches nothing but the scheduler and the nodes
 * it is given: the same trial drives processes in real time and code in simulated time.
 */
export class Trial {
  readonly network: Network;
  readonly #options: TestOptions;
  readonly #scheduler: Scheduler;
  readonly #nodes: Nodes;
  readonly #names: readonly string[];
  readonly #random: Random;
  readonly #recorder = new Recorder();
  readonly #problems = new Problems();
  readonly #workload: Workload;
  readonly #nemesis: Nemesis;
  readonly #onDone: () => void;
  #workers: Worker[] = [];
  #idle: Worker[] = [];
  /** Those that ended by themselves and were not started again. */
  readonly #dead = new Set<string>();
  #clients = 0;
  #waitingForWorker = false;
  #phase: 'setup' | 'main' | 'drain' | 'final' | 'done' = 'setup';
  #ready = 0;
  #finished = 0;
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
    this.#nodes = nodes;
    this.#onDone = of.onDone;
    this.#names = nodeNames(options.nodeCount);
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
    this.#workload = createWorkload(options, this.#names, root.fork('workload'));
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
    for (const name of this.#names) {
      this.network.attach(name, (message) => nodes.deliver(name, message));
    }
    this.#nemesis = createNemesis({
      faults: options.nemesis,
      interval_ms: options.nemesisInterval_ms,
      names: this.#names,
      nodes,
      revive: (node) => this.#start(node),
      network: this.network,
      scheduler,
      random: root.fork('nemesis'),
      record: (f, value) =>
        this.#recorder.add({ process: 'nemesis', type: 'info', f, value }, scheduler.now),
    });
  }

  /** Starts the nodes; operations begin when all have answered. */
  begin(): void {
    for (const node of this.#names) this.#start(node);
  }

  /** A node says something. */
  emitted(node: string, message: Message): void {
    if (message.src !== node) {
      this.problem(node, `sent a message in the name of ${message.src}; src is to be ${node}`);
      return;
    }
    this.network.send(message);
  }

  /** A node did something that it must not do. */
  problem(node: string, what: string): void {
    this.#problems.add(node, what, this.#time());
  }

  /** A node ended by itself. Before operations begin, or when none is left, that ends the test. */
  died(node: string, why: string): void {
    this.problem(node, why);
    this.#dead.add(node);
    if (this.#phase === 'setup') this.#fail(`${node} ${why}`);
    else if (this.#dead.size === this.#names.length) this.#end();
  }

  /** Ends the test now; what is under way ends as unknown. */
  stop(): void {
    if (this.#phase === 'done') return;
    this.#stopped = true;
    this.#end();
  }

  observed(): Observed {
    return {
      options: this.#options,
      nodes: this.#names,
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
    this.#dead.delete(node);
    this.#nodes.start(node);
    const client = this.#connect();
    const ask = (body: Parameters<RpcClient['ask']>[1], then: () => void): void => {
      const { type } = body;
      client.ask(node, body, INIT_TIMEOUT_MS, (reply) => {
        if (reply?.type === `${type}_ok`) then();
        else {
          client.close();
          this.#notReady(
            node,
            reply === undefined
              ? `did not answer ${type} within ${INIT_TIMEOUT_MS / 1000} s`
              : `answered ${type} with ${JSON.stringify(reply).slice(0, 200)}; the answer is ${type}_ok`,
          );
        }
      });
    };
    const ready = (): void => {
      client.close();
      if (this.#phase === 'setup' && ++this.#ready === this.#names.length) this.#main();
    };
    const { setup } = this.#workload;
    ask({ type: 'init', node_id: node, node_ids: this.#names }, () => {
      if (setup === undefined) ready();
      else ask(setup, ready);
    });
  }

  #notReady(node: string, why: string): void {
    if (this.#phase === 'done') return;
    if (this.#phase === 'setup') this.#fail(`${node} ${why}`);
    // A node that is killed again before it has answered is no one's fault.
    else if (!this.#options.nemesis.includes('kill')) this.problem(node, why);
  }

  #fail(failure: string): void {
    this.#failure = failure;
    this.#end();
  }

  #main(): void {
    const { options } = { options: this.#options };
    const crew = {
      workload: this.#workload,
      recorder: this.#recorder,
      scheduler: this.#scheduler,
      concurrency: options.concurrency,
      connect: () => this.#connect(),
      malformed: (node: string, what: string) => this.problem(node, what),
    };
    this.#workers = Array.from({ length: options.concurrency }, (_, at) => {
      // The index is below the length.
      return new Worker(crew, at, this.#names[at % this.#names.length] as string);
    });
    this.#idle = [...this.#workers];
    this.#phase = 'main';
    this.#recorder.start_ms = this.#scheduler.now;
    this.#nemesis.start();
    if (options.rate > 0) this.#arrivalLater();
    this.#scheduler.after(options.timeLimit_ms, () => this.#drain(), undefined, undefined);
  }

  /** Operations come at random times, twice the mean apart at most, as Jepsen staggers them. */
  #arrivalLater(): void {
    const delay_ms = (this.#random.next() * 2000) / this.#options.rate;
    this.#scheduler.after(delay_ms, this.#arrival, undefined, undefined);
  }

  readonly #arrival = (): void => {
    if (this.#phase !== 'main') return;
    const { length } = this.#idle;
    if (length === 0) {
      this.#waitingForWorker = true;
      return;
    }
    const at = this.#random.below(length);
    const last = this.#idle.pop();
    const worker = at === length - 1 ? last : this.#idle[at];
    // One was there.
    if (worker === undefined || last === undefined) return;
    if (at < length - 1) this.#idle[at] = last;
    this.#arrivalLater();
    worker.perform(this.#workload.next(), false, () => this.#free(worker));
  };

  #free(worker: Worker): void {
    this.#idle.push(worker);
    if (this.#phase === 'drain') this.#drained();
    else if (this.#waitingForWorker) {
      this.#waitingForWorker = false;
      this.#arrival();
    }
  }

  /** No more operations; those under way end by themselves, by their timeout at the latest. */
  #drain(): void {
    if (this.#phase !== 'main') return;
    this.#phase = 'drain';
    this.#nemesis.heal();
    this.#drained();
  }

  #drained(): void {
    if (this.#idle.length < this.#workers.length) return;
    const { final } = this.#workload;
    if (final === undefined) {
      this.#end();
      return;
    }
    this.#phase = 'final';
    this.#scheduler.after(this.#options.recovery_ms, () => this.#finals(final), undefined, undefined);
  }

  #finals(final: NonNullable<Workload['final']>): void {
    for (const worker of this.#workers) {
      const next = (at: number, last: Json | undefined): void => {
        if (this.#phase !== 'final') return;
        const op = final(at, last);
        if (op !== undefined) worker.perform(op, true, (value) => next(at + 1, value));
        else if (++this.#finished === this.#workers.length) this.#end();
      };
      next(0, undefined);
    }
  }

  #end(): void {
    if (this.#phase === 'done') return;
    this.#phase = 'done';
    this.#nemesis.heal();
    for (const worker of this.#workers) worker.abandon();
    this.#onDone();
  }
}
