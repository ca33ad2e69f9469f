import type { Content, Survivors } from './disk-content.ts';

type Change = (names: Map<string, Content>) => void;

/** Which file goes by which name, now and after a crash. */
export class Names {
  #now = new Map<string, Content>();
  /** As on the disk, and what has to be done to bring it up to date; undefined: it always is. */
  #journal: { readonly durable: Map<string, Content>; pending: Change[] } | undefined;

  get(path: string): Content | undefined {
    return this.#now.get(path);
  }

  sorted(): readonly (readonly [string, Content])[] {
    return [...this.#now].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Whether names wait for a sync from now on. */
  journaled(on: boolean): void {
    if (!on) this.#journal = undefined;
    else this.#journal ??= { durable: new Map(this.#now), pending: [] };
  }

  create(path: string, content: Content): void {
    this.#apply((names) => names.set(path, content));
  }

  rename(from: string, to: string): void {
    this.#apply((names) => {
      const content = names.get(from);
      if (content === undefined) return;
      names.delete(from);
      names.set(to, content);
    });
  }

  remove(path: string): void {
    this.#apply((names) => names.delete(path));
  }

  /** Brings all names to the disk. */
  commit(): void {
    if (this.#journal === undefined) return;
    for (const change of this.#journal.pending) change(this.#journal.durable);
    this.#journal.pending = [];
  }

  /** Leaves the names as on the disk, with some first part of what was pending. */
  crash(survivors: Survivors | undefined): void {
    if (this.#journal === undefined) return;
    const { durable, pending } = this.#journal;
    if (survivors !== undefined && survivors.random.next() < survivors.survival) {
      const count = survivors.random.below(pending.length + 1);
      for (const change of pending.slice(0, count)) change(durable);
    }
    this.#journal.pending = [];
    this.#now = new Map(durable);
  }

  #apply(change: Change): void {
    change(this.#now);
    this.#journal?.pending.push(change);
  }
}
