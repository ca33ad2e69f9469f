/** The bits of a double, without allocation. One shared view: never hold it across a call. */

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);

/** Which of the two words comes first differs between processors; all the rest is IEEE 754. */
const LOW = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;

/** Sign, exponent and the upper 20 bits of the fraction, as a signed 32-bit integer. */
export const highWord = (x: number): number => {
  float[0] = x;
  return words[HIGH] as number; // the index is 0 or 1, and the array has two
};

/** The lower 32 bits of the fraction, as a signed 32-bit integer. */
export const lowWord = (x: number): number => {
  float[0] = x;
  return words[LOW] as number; // as above
};

export const fromWords = (high: number, low: number): number => {
  words[HIGH] = high;
  words[LOW] = low;
  return float[0] as number; // the array has one
};

/** x with its lower 32 bits cleared: what is left has so few bits that products with it are exact. */
export const chop = (x: number): number => {
  float[0] = x;
  words[LOW] = 0;
  return float[0] as number; // the array has one
};

const EXPONENT_MIN = -1074;
const EXPONENT_MAX = 1023;

/** Looked up, because a double that was written as two words takes long to come back as one. */
const POWERS = new Float64Array(EXPONENT_MAX - EXPONENT_MIN + 1);
for (let index = 0, power = Number.MIN_VALUE; index < POWERS.length; index += 1, power *= 2) {
  POWERS[index] = power;
}

/** 2^k, exact, for whole k from -1074 to 1023. */
export const powerOfTwo = (k: number): number => POWERS[k - EXPONENT_MIN] as number; // in range

/** y * 2^k, rounded once, for y from 1/2 to 2 and whole k from -1100 to 1024. */
export const scale = (y: number, k: number): number => {
  if (k > 1023) return y * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k > -1022) return y * powerOfTwo(k);
  return y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
};
