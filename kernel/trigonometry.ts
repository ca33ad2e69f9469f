import { highWord, lowWord } from './bits.ts';

/**
 * Sine and cosine with the same bits on every engine. Method and constants of FDLIBM 5.3 (k_sin.c,
 * k_cos.c, e_rem_pio2.c): Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed
 * at SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice is preserved. Large arguments are reduced in
 * integers, after Payne and Hanek, "Radian Reduction for Trigonometric Functions" (1983).
 */

const QUARTER_PI = 0.7853981633974483;
const TWO_OVER_PI = 6.36619772367581382433e-1;

/** pi/2 in 33 bits and what is left of it, three times over (Cody and Waite). */
const PART_1 = 1.57079632673412561417;
const REST_1 = 6.07710050650619224932e-11;
const PART_2 = 6.0771005063039659766e-11;
const REST_2 = 2.02226624879595063154e-21;
const PART_3 = 2.0222662487111664558e-21;
const REST_3 = 8.47842766036889956997e-32;

/** Up to here, n * PART_1 is exact for the n that follows. */
const MEDIUM_MAX = 2 ** 20 * QUARTER_PI;

/** x - n pi/2 in two parts, and n modulo 4. Variables, because nothing here may allocate. */
let head = 0;
let tail = 0;

const exponentOf = (x: number): number => (highWord(x) >> 20) & 0x7ff;

const reduce = (x: number): number => {
  const size = Math.abs(x);
  if (size <= QUARTER_PI) {
    head = x;
    tail = 0;
    return 0;
  }
  const n = size <= MEDIUM_MAX ? reduceMedium(size) : reduceLarge(size);
  if (x > 0) return n & 3;
  head = -head;
  tail = -tail;
  return -n & 3;
};

const reduceMedium = (size: number): number => {
  const n = Math.trunc(size * TWO_OVER_PI + 0.5);
  const exponent = exponentOf(size);
  let rest = size - n * PART_1;
  let correction = n * REST_1;
  head = rest - correction;
  // Each bit that cancels is a bit of pi/2 that is missing: go on with more of them.
  if (exponent - exponentOf(head) > 16) {
    const before = rest;
    rest = before - n * PART_2;
    correction = n * REST_2 - (before - rest - n * PART_2);
    head = rest - correction;
    if (exponent - exponentOf(head) > 49) {
      const last = rest;
      rest = last - n * PART_3;
      correction = n * REST_3 - (last - rest - n * PART_3);
      head = rest - correction;
    }
  }
  tail = rest - head - correction;
  return n;
};

/** Bits of 2/pi behind the point: up to 1024 are shifted before it, the rest is precision. */
const BITS = 1280n;

/** Bits behind the point of the remainder, more than any double comes near a multiple of pi/2. */
const REMAINDER_BITS = 256n;

interface Constants {
  /** floor(2/pi * 2^BITS) */
  readonly twoOverPi: bigint;
  /** floor(pi/2 * 2^REMAINDER_BITS) */
  readonly halfPi: bigint;
}

let constants: Constants | undefined;

/** pi/4 = 4 arctan(1/5) - arctan(1/239), Machin's formula, with 64 bits to spare. */
const computeConstants = (): Constants => {
  const bits = BITS + 64n;
  const one = 1n << bits;
  const arctanOfInverse = (n: bigint): bigint => {
    let power = one / n;
    let sum = power;
    for (let odd = 3n; power !== 0n; odd += 2n) {
      power /= -(n * n);
      sum += power / odd;
    }
    return sum;
  };
  const pi = 4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n));
  return {
    twoOverPi: (one << (BITS + 1n)) / pi,
    halfPi: pi >> (bits - REMAINDER_BITS + 1n),
  };
};

const reduceLarge = (size: number): number => {
  constants ??= computeConstants();
  // size = integer * 2^shift, with an integer of 53 bits
  const shift = exponentOf(size) - 1075;
  const integer =
    BigInt(lowWord(size) >>> 0) + (BigInt((highWord(size) & 0xfffff) | 0x100000) << 32n);
  const product = integer * constants.twoOverPi;
  const turns = shift < 0 ? product >> BigInt(-shift) : product << BigInt(shift);
  const n = (turns + (1n << (BITS - 1n))) >> BITS;
  const fraction = (turns - (n << BITS)) >> (BITS - REMAINDER_BITS);
  const remainder = (fraction * constants.halfPi) >> REMAINDER_BITS;
  head = Number(remainder);
  tail = Number(remainder - BigInt(head)) * REMAINDER_UNIT;
  head *= REMAINDER_UNIT;
  return Number(n & 3n);
};

const REMAINDER_UNIT = 2 ** -256;

/** sin(x + y) for |x| <= pi/4 and its tail y. */
const sinNearZero = (x: number, y: number): number => {
  if (Math.abs(x) < 2 ** -27) return x;
  const z = x * x;
  const v = z * x;
  const r =
    8.33333333332248946124e-3 +
    z *
      (-1.98412698298579493134e-4 +
        z *
          (2.75573137070700676789e-6 +
            z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  return x - (z * (0.5 * y - v * r) - y + v * 1.66666666666666324348e-1);
};

/** cos(x + y) for |x| <= pi/4 and its tail y. */
const cosNearZero = (x: number, y: number): number => {
  const z = x * x;
  const r =
    z *
    (4.16666666666666019037e-2 +
      z *
        (-1.38888888888741095749e-3 +
          z *
            (2.48015872894767294178e-5 +
              z *
                (-2.75573143513906633035e-7 +
                  z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11)))));
  // 1 - half loses bits of half; they come back in the second term.
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * r - x * y));
};

/** Sine of x in radians. */
export const sin = (x: number): number => {
  if (!Number.isFinite(x)) return Number.NaN;
  const n = reduce(x);
  const value = (n & 1) === 0 ? sinNearZero(head, tail) : cosNearZero(head, tail);
  return (n & 2) === 0 ? value : -value;
};

/** Cosine of x in radians. */
export const cos = (x: number): number => {
  if (!Number.isFinite(x)) return Number.NaN;
  const n = reduce(x);
  const value = (n & 1) === 0 ? cosNearZero(head, tail) : sinNearZero(head, tail);
  return n === 1 || n === 2 ? -value : value;
};
