/**
 * What chance decided in a run, as data: every message that went through and how long it took, every
 * fault that struck, every operation that was issued, every node. A run can be recorded as such a
 * list and repeated from it, whole or in part.
 */
export interface Choice {
  readonly kind: 'message' | 'copy' | 'fault' | 'disk' | 'operation' | 'node';
  /** The link ('a>b'), the node, or the name of the fault. */
  readonly where: string;
  /** Which one of those. Built from what it is about, so that it survives when others are left out. */
  readonly key: string;
  readonly at_ms: number;
  /** Of a message its delay in ms, of a fault its length in ms, of a disk fault a number in [0, 1). */
  readonly value?: number;
}

/** What a run is held to. */
export interface Plan {
  /** Nothing else is chosen than what stands here. */
  readonly choices: readonly Choice[];
  /** Messages sent before this and not in the list are lost; later ones take the usual time. */
  readonly listed_ms: number;
}

/** One name for one choice, whatever its time and value. */
export const idOf = (choice: Pick<Choice, 'kind' | 'where' | 'key'>): string =>
  `${choice.kind}|${choice.where}|${choice.key}`;

/** Records a run's choices, and holds it to a plan when there is one. @internal */
export class Chooser {
  /** What was chosen in this run, in order. */
  readonly made: Choice[] = [];
  readonly plan: Plan | undefined;
  readonly #listed = new Map<string, Choice>();
  readonly #counts = new Map<string, number>();

  constructor(plan?: Plan) {
    this.plan = plan;
    for (const choice of plan?.choices ?? []) this.#listed.set(idOf(choice), choice);
  }

  /** The key of the next choice about this: counts how often it came up. */
  key(kind: Choice['kind'], where: string, about: string): string {
    const counted = `${kind}|${where}|${about}`;
    const count = (this.#counts.get(counted) ?? 0) + 1;
    this.#counts.set(counted, count);
    return count === 1 ? about : `${about} #${count}`;
  }

  /** Without a plan, writes the choice down. With one, returns it as listed, or undefined. */
  make(choice: Choice): Choice | undefined {
    const made = this.plan === undefined ? choice : this.#listed.get(idOf(choice));
    if (made !== undefined) this.made.push(made);
    return made;
  }
}

/** A short fingerprint of a message (FNV-1a, 32 bits), to name it by what it says. */
export const fingerprint = (bytes: Uint8Array): string => {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
};
