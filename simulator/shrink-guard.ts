import type { Choice } from './choice.ts';
import type { ScenarioRun } from './run-scenario.ts';
import { mentions } from './space-time-slice.ts';

/** Whether a run with these nodes and operations fails in the same way when nothing goes wrong at all. */
type FailsCalm = (choices: readonly Choice[]) => Promise<boolean>;

/**
 * Tells a smaller run of the same failure from one that fails only because of what was left out. A
 * check may be careless: "all of them hold the lease" is true of one holder alone, and "not all 20
 * were written" of nobody who writes. Under the same name such a run would explain nothing.
 *
 * So each candidate that goes without a node is compared with calm runs, in which no fault strikes and
 * every message takes its usual time. When it fails calm as well, and would not with all nodes there,
 * the missing node is the reason. Nor may the failure name a node that is left out, or fewer nodes than
 * it did.
 */
export class Guard {
  readonly #nodes: readonly Choice[];
  readonly #operations: readonly Choice[];
  readonly #message: string;
  readonly #failsCalm: FailsCalm;
  /** Nodes without which the check failed of itself. */
  readonly #needed = new Set<string>();
  /** The check fails when nobody does anything, so operations are not what it needs. */
  #restless = false;
  #calmFails = false;

  /** @param first the run in which the failure was found */
  constructor(first: ScenarioRun, failsCalm: FailsCalm) {
    this.#nodes = first.choices.filter(({ kind }) => kind === 'node');
    this.#operations = first.choices.filter(({ kind }) => kind === 'operation');
    this.#message = first.failure?.message ?? '';
    this.#failsCalm = failsCalm;
  }

  /** Runs the scenario with nobody doing anything, and with everybody but no faults. */
  async prepare(): Promise<void> {
    if (this.#operations.length === 0) return;
    this.#restless = await this.#failsCalm(this.#nodes);
    if (!this.#restless) return;
    this.#calmFails = await this.#failsCalm([...this.#nodes, ...this.#operations]);
  }

  /** Whether leaving out operations can tell anything. */
  get losesOperations(): boolean {
    return !(this.#restless && this.#calmFails);
  }

  /** Whether what is left in makes the run fail, and not what is left out. */
  async allows({ choices, failure }: ScenarioRun): Promise<boolean> {
    const there = choices.filter(({ kind }) => kind === 'node');
    const operations = choices.filter(({ kind }) => kind === 'operation');
    const names = new Set(there.map(({ where }) => where));
    const missing = this.#nodes.filter(({ where }) => !names.has(where));
    const needsFault = this.#restless && !this.#calmFails;
    if (missing.length === 0 && !needsFault) return true;
    const message = failure?.message ?? '';
    const named = (nodes: readonly Choice[], text: string): number =>
      nodes.filter(({ where }) => mentions(text, where)).length;
    const other =
      missing.length > 0 &&
      (named(missing, message) > 0 || named(there, message) < named(this.#nodes, this.#message));
    const trivial =
      other ||
      ((await this.#failsCalm([...there, ...operations])) &&
        (needsFault || !(await this.#failsCalm([...this.#nodes, ...operations]))));
    if (trivial) for (const { where } of missing) this.#needed.add(where);
    return !trivial;
  }

  /** What to tell a reader of what is left. */
  notesOn(choices: readonly Choice[]): readonly string[] {
    const kept = choices.filter(({ kind, where }) => kind === 'node' && this.#needed.has(where));
    const notes: string[] = [];
    if (kept.length > 0) {
      const which = kept.map(({ where }) => where).join(', ');
      notes.push(
        `${which} stayed: left out, the check fails even when nothing goes wrong, or fails of something else`,
      );
    }
    if (this.#restless) {
      notes.push(
        this.losesOperations
          ? 'the check fails when nobody does anything, so a smaller run counted only when it holds without faults'
          : 'the check fails when nobody does anything and nothing goes wrong, so no operation was left out',
      );
    }
    return notes;
  }
}
