import type { Random } from '@dstudio/kernel';
import type { Network } from './network.ts';

/** What a fault does and undoes. Each returns words for the history. */
export interface Act {
  begin(): string;
  end(): string;
}

type Grudge = ReadonlyMap<string, ReadonlySet<string>>;

/** The cuts of several faults at once: a link is cut while any of them cuts it. */
export class Cuts {
  readonly #network: Network;
  readonly #by = new Map<string, Grudge>();

  constructor(network: Network) {
    this.#network = network;
  }

  /** Cuts off a newcomer from whom this one is cut off. False when nothing is cut. */
  place(newcomer: string, beside: string): boolean {
    if (this.#by.size === 0) return false;
    for (const [by, cuts] of this.#by) {
      const placed = new Map<string, ReadonlySet<string>>();
      for (const [name, from] of cuts) {
        placed.set(name, from.has(beside) ? new Set([...from, newcomer]) : from);
      }
      const unheard = placed.get(beside);
      if (unheard !== undefined) placed.set(newcomer, unheard);
      this.#by.set(by, placed);
    }
    this.#apply();
    return true;
  }

  act(by: string, choose: () => { readonly cuts: Grudge; readonly words: string }): Act {
    return {
      begin: () => {
        const { cuts, words } = choose();
        this.#by.set(by, cuts);
        this.#apply();
        return words;
      },
      end: () => {
        this.#by.delete(by);
        this.#apply();
        return 'whole again';
      },
    };
  }

  #apply(): void {
    const all = new Map<string, Set<string>>();
    for (const cuts of this.#by.values()) {
      for (const [name, from] of cuts) all.set(name, new Set([...(all.get(name) ?? []), ...from]));
    }
    this.#network.cut(all);
  }
}

export const shuffled = (names: readonly string[], random: Random): readonly string[] => {
  const left = [...names];
  const out: string[] = [];
  while (left.length > 0) out.push(...left.splice(random.below(left.length), 1));
  return out;
};

/** Splits off one node, splits in a majority and a minority, or gives each node a majority of its own. */
export const grudge = (names: readonly string[], random: Random) => {
  const order = shuffled(names, random);
  const kind = random.below(3);
  if (kind === 2 && names.length >= 4) return ring(order);
  const size = kind === 0 ? 1 : Math.max(1, Math.ceil(names.length / 2) - 1);
  const few = order.slice(0, size);
  const many = order.slice(size);
  const cuts = new Map<string, ReadonlySet<string>>([
    ...few.map((name) => [name, new Set(many)] as const),
    ...many.map((name) => [name, new Set(few)] as const),
  ]);
  return { cuts, words: `${[...few].sort().join(' ')} | ${[...many].sort().join(' ')}` };
};

/** Every node hears a majority, and no two hear the same one. */
const ring = (order: readonly string[]) => {
  const count = order.length;
  const reach = Math.floor(Math.floor(count / 2 + 1) / 2);
  const cuts = new Map(
    order.map((name, at) => {
      const far = order.filter((_, other) => {
        const distance = Math.abs(at - other);
        return Math.min(distance, count - distance) > reach;
      });
      return [name, new Set(far)] as const;
    }),
  );
  return { cuts, words: `ring of majorities ${order.join(' ')}` };
};

/** Some nodes are not heard by the others any more, but hear them. */
export const oneWay = (names: readonly string[], random: Random) => {
  const order = shuffled(names, random);
  const size = 1 + random.below(Math.max(1, order.length - 1));
  const mute = order.slice(0, size);
  const others = order.slice(size);
  const cuts = new Map(others.map((name) => [name, new Set(mute)] as const));
  return {
    cuts,
    words: `${[...mute].sort().join(' ')} unheard by ${[...others].sort().join(' ')}`,
  };
};
