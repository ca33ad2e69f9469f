import type { Random } from '@dstudio/kernel';
import { ERRORS } from './errors.ts';
import { brief } from './json.ts';
import type { Body } from './message.ts';
import type { RpcClient } from './rpc-client.ts';
import type { Scheduler } from './scheduler.ts';

const ASK_TIMEOUT_MS = 1000;
const RETRY_MS = 200;
/** How long a change may still take once all faults have ended. */
const SETTLE_MS = 30_000;
/** More than these above the first ones there never are. */
const MORE_MAX = 2;

interface Change {
  readonly kind: 'join' | 'leave';
  readonly node: string;
  readonly client: RpcClient;
  /** The newcomer has answered `init`; who leaves was ready long ago. */
  ready: boolean;
}

interface Surroundings {
  readonly first: readonly string[];
  readonly interval_ms: number;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly connect: () => RpcClient;
  /** Whose side of a cut network a newcomer is on, if it is cut. */
  readonly place: (node: string) => string | undefined;
  /** Starts a node, and calls `ready` or `notReady` when it has answered `init` or has not. */
  readonly start: (node: string) => void;
  /** Ends a node for good. */
  readonly stop: (node: string) => void;
  /** Others are members now. */
  readonly changed: () => void;
  readonly record: (f: string, value: string) => void;
  readonly problem: (node: string, what: string) => void;
}

/**
 * Who belongs to the cluster. As a fault, members join and leave, one change at a time, as an operator
 * of etcd does it: one member is asked, and it has to see to the rest. A change is asked for until it
 * is done, also after a failure that leaves open whether it was; so nodes must take it twice.
 */
export class Membership {
  /** In the order of their coming. */
  members: readonly string[];
  /** Every node that ever was. */
  all: readonly string[];
  readonly #of: Surroundings;
  #change: Change | undefined;
  #over = false;
  #settled: (() => void) | undefined;

  constructor(of: Surroundings) {
    this.#of = of;
    this.members = of.first;
    this.all = of.first;
  }

  /** Members, and who is about to become one. */
  get running(): readonly string[] {
    const { kind, node } = this.#change ?? {};
    return kind === 'join' && node !== undefined ? [...this.members, node] : this.members;
  }

  /** Whom a node is told of when it starts. */
  idsFor(node: string): readonly string[] {
    return this.members.includes(node) ? this.members : [...this.members, node];
  }

  /** Begins to change who belongs. */
  begin(): void {
    const { scheduler, random, interval_ms } = this.#of;
    const next = (): void => {
      if (!this.#over) this.#next();
    };
    scheduler.after(random.next() * 2 * interval_ms, next, undefined, undefined);
  }

  ready(node: string): void {
    const change = this.#change;
    if (change === undefined || change.node !== node || change.ready) return;
    change.ready = true;
    this.#ask(change);
  }

  /** Whether it is a newcomer, which is now started once more. */
  notReady(node: string): boolean {
    const change = this.#change;
    if (change === undefined || change.node !== node || change.ready) return false;
    const again = (): void => {
      if (this.#change === change && !change.ready) this.#of.start(node);
    };
    this.#of.scheduler.after(ASK_TIMEOUT_MS, again, undefined, undefined);
    return true;
  }

  /** Begins no more changes. */
  heal(): void {
    this.#over = true;
  }

  /** Calls back when no change is under way: with all faults over, none may take long. */
  settle(settled: () => void): void {
    const change = this.#change;
    if (change === undefined) {
      settled();
      return;
    }
    this.#settled = settled;
    const giveUp = (): void => {
      if (this.#change !== change) return;
      const { kind, node } = change;
      const within = `within ${SETTLE_MS / 1000} s after all faults had ended`;
      this.#of.problem(node, `was to ${kind}, but no member answered ${kind}_ok ${within}`);
      this.#fail(change);
    };
    this.#of.scheduler.after(SETTLE_MS, giveUp, undefined, undefined);
  }

  /** One more, or one fewer: never less than a majority of the first ones. */
  #next(): void {
    const { first, random, connect, record, place, start } = this.#of;
    const count = this.members.length;
    const joins =
      count <= Math.floor(first.length / 2) + 1 ||
      (count < first.length + MORE_MAX && random.next() < 0.5);
    const node = joins ? this.#freshName() : this.#pick(this.members);
    const kind = joins ? 'join' : 'leave';
    const change: Change = { kind, node, client: connect(), ready: !joins };
    this.#change = change;
    if (joins) {
      const beside = place(node);
      record(kind, beside === undefined ? node : `${node}, beside ${beside}`);
      this.all = [...this.all, node];
      start(node);
    } else {
      record(kind, node);
      this.#ask(change);
    }
  }

  #freshName(): string {
    for (let at = this.#of.first.length; ; at++) {
      if (!this.all.includes(`n${at}`)) return `n${at}`;
    }
  }

  #pick(names: readonly string[]): string {
    const name = names[this.#of.random.below(names.length)];
    if (name === undefined) throw new RangeError('there is nobody to ask');
    return name;
  }

  /** Asks a member that is not concerned itself. */
  #ask(change: Change): void {
    const { kind, node, client } = change;
    if (this.#change !== change) return;
    const member = this.#pick(this.members.filter((name) => name !== node));
    client.ask(member, { type: kind, node_id: node }, ASK_TIMEOUT_MS, (reply) => {
      if (this.#change === change) this.#answered(change, member, reply);
    });
  }

  #answered(change: Change, member: string, reply: Body | undefined): void {
    const { kind, node } = change;
    if (reply?.type === `${kind}_ok`) {
      this.#done(change);
    } else if (reply === undefined || (reply.type === 'error' && !isNotSupported(reply))) {
      this.#of.scheduler.after(RETRY_MS, () => this.#ask(change), undefined, undefined);
    } else {
      const what = isNotSupported(reply)
        ? `does not know '${kind}': membership needs nodes that handle join and leave`
        : `answered ${kind} with ${brief(reply)}; the answer is ${kind}_ok`;
      this.#of.problem(member, what);
      if (kind === 'join') this.#of.stop(node);
      this.#fail(change);
    }
  }

  #done(change: Change): void {
    const { kind, node } = change;
    const { changed, record, stop } = this.#of;
    this.members =
      kind === 'join' ? [...this.members, node] : this.members.filter((name) => name !== node);
    record(kind === 'join' ? 'joined' : 'left', `${node}, now ${this.members.join(' ')}`);
    if (kind === 'leave') stop(node);
    this.#end(change);
    changed();
    this.begin();
  }

  #fail(change: Change): void {
    this.#of.record(`${change.kind}-failed`, change.node);
    this.#end(change);
  }

  #end(change: Change): void {
    change.client.close();
    this.#change = undefined;
    this.#settled?.();
    this.#settled = undefined;
  }
}

const isNotSupported = ({ type, code }: Body): boolean =>
  type === 'error' && code === ERRORS.notSupported.code;
