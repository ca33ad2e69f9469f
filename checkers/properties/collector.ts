import { FINDINGS_MAX, type Finding } from '../verdict.ts';

/**
 * Collects findings as they come, and keeps only so many of each kind: what one read shows wrong, a
 * thousand reads may show a thousand times.
 */
export class Collector {
  /** How many there are, kept or not. */
  count = 0;
  readonly #kinds: readonly string[];
  readonly #kept = new Map<string, Finding[]>();

  /** @param kinds all there are, worst first */
  constructor(kinds: readonly string[]) {
    this.#kinds = kinds;
  }

  /** Counts one; `describe` is asked for the rest of it only if it is kept. */
  add(kind: string, describe: () => Omit<Finding, 'kind'>): void {
    this.count += 1;
    const kept = this.#kept.get(kind) ?? [];
    this.#kept.set(kind, kept);
    if (kept.length < FINDINGS_MAX) kept.push({ kind, ...describe() });
  }

  /** Those that were kept: the worst kind first, and of each kind the first ones. */
  get findings(): readonly Finding[] {
    return this.#kinds.flatMap((kind) => this.#kept.get(kind) ?? []);
  }
}
