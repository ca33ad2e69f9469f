import { errorCode } from './errors.ts';
import type { Outcome, Recorder } from './history.ts';
import { cut, type Json } from './json.ts';
import type { Body } from './message.ts';
import type { RpcClient } from './rpc-client.ts';
import type { Scheduler } from './scheduler.ts';
import {
  expectMessageId,
  MalformedReply,
  type Op,
  type Session,
  type Step,
  type Workload,
} from './workloads/workload.ts';

/** Of what a node says about an error; it stands in the history, and may in the verdict. */
const ERROR_LENGTH_MAX = 300;

/** What a worker shares with the others. */
export interface Crew {
  readonly workload: Workload;
  readonly recorder: Recorder;
  readonly scheduler: Scheduler;
  /** How many workers there are: a process that crashed goes on under its number plus this. */
  readonly concurrency: number;
  connect(): RpcClient;
  malformed(node: string, what: string): void;
}

/** A client that performs one operation after the other against one node. */
export class Worker {
  readonly #crew: Crew;
  /** Where it is, and where it goes when it begins something. */
  #node: string;
  #home: string;
  #process: number;
  #client: RpcClient;
  #session: Session;
  /** Under way. */
  #op: Op | undefined;
  #final = false;
  #done: (value: Json | undefined) => void = () => {};

  constructor(crew: Crew, index: number, node: string) {
    this.#crew = crew;
    this.#node = node;
    this.#home = node;
    this.#process = index;
    this.#client = crew.connect();
    this.#session = crew.workload.open();
  }

  /** The node it talks to, or will from its next operation on. */
  get node(): string {
    return this.#home;
  }

  moveTo(node: string): void {
    this.#home = node;
  }

  /** Performs an operation; `done` gets its value when it succeeded. */
  perform(op: Op, final: boolean, done: (value: Json | undefined) => void): void {
    if (this.#node !== this.#home) {
      this.#node = this.#home;
      this.#reconnect();
    }
    this.#op = op;
    this.#final = final;
    this.#done = done;
    this.#record('invoke', op, op.value, undefined);
    this.#go(op, undefined);
  }

  /** Ends the operation under way, if there is one: nobody knows whether it happened. */
  abandon(): void {
    const op = this.#op;
    if (op !== undefined) this.#end(op, 'info', 'the test was stopped');
  }

  #go(op: Op, reply: Body | undefined): void {
    let step: Step;
    try {
      if (reply === undefined) step = this.#session.begin(op);
      else {
        expectMessageId(reply);
        step = this.#session.reply(op, reply);
      }
    } catch (error) {
      if (!(error instanceof MalformedReply)) throw error;
      this.#crew.malformed(this.#node, error.message);
      this.#end(op, 'info', `malformed reply: ${error.message}`);
      return;
    }
    if ('ask' in step) {
      this.#client.ask(this.#node, step.ask, this.#crew.workload.timeout_ms, this.#answered);
    } else if ('ok' in step) {
      this.#record('ok', op, step.ok, undefined);
      this.#finish(step.ok);
    } else {
      this.#end(op, 'info', step.info);
    }
  }

  readonly #answered = (body: Body | undefined, stray?: string): void => {
    const op = this.#op;
    if (op === undefined) return;
    const harmless = this.#crew.workload.idempotent.has(op.f);
    if (body === undefined) {
      if (stray !== undefined) {
        const { timeout_ms } = this.#crew.workload;
        this.#crew.malformed(
          this.#node,
          `did not answer ${op.f} within ${timeout_ms / 1000} s: ${stray}`,
        );
      }
      this.#end(op, harmless ? 'fail' : 'info', 'net-timeout');
    } else if (body.type === 'error') {
      const { name, code, definite } = errorCode(body.code);
      const title = name === 'unknown' ? `error ${code}` : name;
      const text =
        typeof body.text === 'string' ? `${title}: ${cut(body.text, ERROR_LENGTH_MAX)}` : title;
      this.#end(op, definite || harmless ? 'fail' : 'info', text);
    } else {
      this.#go(op, body);
    }
  };

  #end(op: Op, type: 'fail' | 'info', error: string): void {
    this.#record(type, op, op.value, error);
    if (type === 'info') {
      // Nobody knows whether the old process is still at it, so another one takes its place.
      this.#reconnect();
    }
    this.#finish(undefined);
  }

  #reconnect(): void {
    this.#client.close();
    this.#client = this.#crew.connect();
    this.#session = this.#crew.workload.open();
    this.#process += this.#crew.concurrency;
  }

  #finish(value: Json | undefined): void {
    this.#op = undefined;
    this.#done(value);
  }

  #record(type: 'invoke' | Outcome, op: Op, value: Json, error: string | undefined): void {
    const { recorder, scheduler } = this.#crew;
    const final = this.#final ? true : undefined;
    recorder.add({ process: this.#process, type, f: op.f, value, error, final }, scheduler.now);
  }
}
