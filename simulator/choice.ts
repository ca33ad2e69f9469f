/**
 * What chance decided in a run, as data: every message that went through and how long it took, every
 * fault that struck, every operation that was issued, every node. A run can be recorded as such a
 * list and repeated from it, whole or in part.
 */
export interface Choice {
  readonly kind: 'message' | 'copy' | 'lost' | 'fault' | 'disk' | 'operation' | 'node';
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
  /**
   * Its choices are what a run made of a plan, by the very names that they have there. Without, one
   * that goes by another name since others were left out is known by its time.
   */
  readonly exact?: boolean;
}

/** One name for one choice, whatever its time and value. */
export const idOf = (choice: Pick<Choice, 'kind' | 'where' | 'key'>): string =>
  `${choice.kind}|${choice.where}|${choice.key}`;

/** Records a run's choices, and holds it to a plan when there is one. @internal */
export class Chooser {
  /** What was chosen in this run, in order. */
  readonly made: Choice[] = [];
  /** Messages that went through without standing in the plan. */
  readonly unlisted: Choice[] = [];
  /** Messages that were lost because they do not stand in the plan. */
  readonly dropped: Choice[] = [];
  readonly plan: Plan | undefined;
  readonly #onMade: ((choice: Choice) => void) | undefined;
  readonly #listed = new Map<string, Choice>();
  readonly #byTime = new Map<string, Choice[]>();
  readonly #used = new Set<Choice>();
  readonly #counts = new Map<string, number>();

  constructor(plan?: Plan, onMade?: (choice: Choice) => void) {
    this.plan = plan;
    this.#onMade = onMade;
    for (const choice of plan?.choices ?? []) {
      this.#listed.set(idOf(choice), choice);
      if (!isFleeting(choice)) continue;
      const here = this.#byTime.get(momentOf(choice));
      if (here === undefined) this.#byTime.set(momentOf(choice), [choice]);
      else here.push(choice);
    }
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
    const listed = this.plan === undefined ? choice : this.#find(choice);
    if (listed === undefined) return undefined;
    this.#used.add(listed);
    // With the name and the time that it has in this run.
    const made =
      listed.kind === 'fault' ? listed : { ...listed, key: choice.key, at_ms: choice.at_ms };
    this.made.push(made);
    this.#onMade?.(made);
    return made;
  }

  /**
   * A message is known by what it says, or by when it was sent: leaving out others may change a number
   * in it, or delay it, but seldom both. So is an operation of a disk.
   */
  #find(choice: Choice): Choice | undefined {
    const same = this.#listed.get(idOf(choice));
    if (same !== undefined && !this.#used.has(same)) return same;
    if (this.plan?.exact === true || !isFleeting(choice)) return undefined;
    return this.#byTime.get(momentOf(choice))?.find((one) => !this.#used.has(one));
  }
}

/** Whether its key holds what leaving out others may change: what is said, or how often before. */
const isFleeting = ({ kind }: Choice): boolean =>
  kind === 'message' || kind === 'copy' || kind === 'lost' || kind === 'disk';

const momentOf = ({ kind, where, key, at_ms }: Choice): string =>
  `${kind}|${where}|${kind === 'disk' ? key.replace(/ #\d+(?=: )/, '') : ''}|${at_ms}`;

/** A short fingerprint of a message (FNV-1a, 32 bits), to name it by what it says. */
export const fingerprint = (bytes: Uint8Array): string => {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
};
