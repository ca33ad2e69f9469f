import type { Random } from './env.ts';
import { InvalidInput } from './errors.ts';
import { hashText } from './hash.ts';

const BOUND_MAX = 2 ** 32;

/** A step of splitmix: a counter with a golden-ratio stride, finished as in MurmurHash3. */
const splitmix = (state: number, step: number): number => {
  let z = (state + Math.imul(step, 0x9e3779b9)) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return z ^ (z >>> 16);
};

/**
 * sfc32, the small fast counting generator of Chris Doty-Humphrey (PractRand 0.94): 96 bits of chaotic
 * state and a 32-bit counter, so no stream repeats before 2^32 draws and on average not before 2^127.
 */
class Sfc32 implements Random {
  /** What the stream was seeded with; forks derive from it, never from what was drawn. */
  readonly #key: readonly [number, number];
  readonly #state: Int32Array;

  constructor(key: readonly [number, number]) {
    this.#key = key;
    const [high, low] = key;
    this.#state = Int32Array.of(
      splitmix(high, 1),
      splitmix(low, 2),
      splitmix(splitmix(high, 3) ^ low, 4),
      1,
    );
    // The generator's author mixes 15 rounds after seeding with three words.
    for (let round = 0; round < 15; round += 1) this.#draw();
  }

  /** 32 random bits, signed. */
  #draw(): number {
    const state = this.#state;
    // All four exist: the state is four words long.
    const a = state[0] as number;
    const b = state[1] as number;
    const c = state[2] as number;
    const counter = state[3] as number;
    const drawn = (((a + b) | 0) + counter) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = (((c << 21) | (c >>> 11)) + drawn) | 0;
    state[3] = (counter + 1) | 0;
    return drawn;
  }

  next(): number {
    const high = this.#draw() >>> 5;
    const low = this.#draw() >>> 6;
    return (high * 2 ** 26 + low) * 2 ** -53;
  }

  below(bound: number): number {
    if (!(Number.isInteger(bound) && bound >= 1 && bound <= BOUND_MAX)) {
      throw new InvalidInput(`${bound} is not a bound for a random integer`, {
        hint: 'use a whole number from 1 to 2^32',
      });
    }
    if (bound === 1) return 0;
    // As many bits as the greatest result has; what is still too great is drawn again, so that no
    // result is favoured (bitmask with rejection, O'Neill, "Efficiently Generating a Number in a
    // Range", 2018).
    const mask = -1 >>> Math.clz32(bound - 1);
    let drawn = (this.#draw() & mask) >>> 0;
    while (drawn >= bound) drawn = (this.#draw() & mask) >>> 0;
    return drawn;
  }

  fork(name: string): Random {
    return new Sfc32(hashText(name, this.#key));
  }
}

/**
 * A stream of pseudo-random numbers that the seed alone decides, the same on every engine. 42, '42'
 * and 42n are one seed. Not for secrets.
 *
 * @throws InvalidInput when the seed is a number that is not finite
 */
export const createRandom = (seed: number | string | bigint): Random => {
  if (typeof seed === 'number' && !Number.isFinite(seed)) {
    throw new InvalidInput(`${seed} is not a seed`, { hint: 'use a finite number or a text' });
  }
  return new Sfc32(hashText(String(seed)));
};
