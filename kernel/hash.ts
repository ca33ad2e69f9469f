import { highWord, lowWord } from './bits.ts';

/**
 * A 64-bit rolling hash in two 32-bit lanes, since JavaScript multiplies 32 bits fast and 64 slowly.
 * Not cryptographic. Each step is one round in the manner of MurmurHash3 (Austin Appleby, public
 * domain), with the lanes crossed: for a given input it permutes the state, and for a given state no
 * two numbers lead to the same place, so two runs that differ in one event part there.
 */
export interface TraceHash {
  /** Rolls over a number. All NaN are one; 0 and -0 are two. */
  add(value: number): void;
  /** Rolls over a text and its length. */
  addText(text: string): void;
  /** 16 hexadecimal digits. Adding may go on afterwards. */
  digest(): string;
}

const finish = (word: number): number => {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');

/** The two lanes of a hash. A typed array keeps them unboxed in every engine. */
type Lanes = Int32Array;

const roll = (lanes: Lanes, first: number, second: number): void => {
  // Both exist: lanes are two words long.
  let a = lanes[0] as number;
  let b = lanes[1] as number;
  a = Math.imul(a ^ first, 0xcc9e2d51);
  a = (((a << 13) | (a >>> 19)) + b) | 0;
  b = Math.imul(b ^ second, 0x1b873593);
  b = (((b << 17) | (b >>> 15)) + a) | 0;
  lanes[0] = a;
  lanes[1] = b;
};

const rollText = (lanes: Lanes, text: string): void => {
  roll(lanes, text.length, 0x9e3779b9);
  for (let index = 0; index < text.length; index += 4) {
    // Past the end, `charCodeAt` is NaN, which `|` turns into 0; the length tells them apart.
    const first = text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16);
    const second = text.charCodeAt(index + 2) | (text.charCodeAt(index + 3) << 16);
    roll(lanes, first, second);
  }
};

const finishLanes = (lanes: Lanes): readonly [number, number] => {
  const a = finish(lanes[0] as number); // as in `roll`
  const b = finish((lanes[1] as number) ^ a);
  return [finish((a + b) | 0), b];
};

const startLanes = (): Lanes => Int32Array.of(0x243f6a88, 0x85a308d3); // digits of pi

class RollingHash implements TraceHash {
  readonly #lanes = startLanes();

  add(value: number): void {
    // Engines may give NaN any payload, so it gets a fixed one.
    if (value !== value) roll(this.#lanes, 0, 0x7ff80000);
    else roll(this.#lanes, lowWord(value), highWord(value));
  }

  addText(text: string): void {
    rollText(this.#lanes, text);
  }

  digest(): string {
    const [a, b] = finishLanes(this.#lanes);
    return hex(a) + hex(b);
  }
}

/** An empty {@link TraceHash}. */
export const createTraceHash = (): TraceHash => new RollingHash();

/**
 * 64 bits of a text as two signed 32-bit words, such as for a seed. Not cryptographic.
 *
 * @param after two words to go on from, so that a chain of names needs no long text
 */
export const hashText = (
  text: string,
  after?: readonly [number, number],
): readonly [number, number] => {
  const lanes = startLanes();
  if (after !== undefined) roll(lanes, after[0], after[1]);
  rollText(lanes, text);
  return finishLanes(lanes);
};
