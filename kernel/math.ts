import { highWord, powerOfTwo, scale } from './bits.ts';

/**
 * Elementary functions that give the same bits on every engine. `Math.log` and its kin may differ
 * between engines and versions; only + - * / and `Math.sqrt` may not (IEEE 754, ECMA-262), so these
 * use nothing else. Errors stay below one unit in the last place; special values are those of `Math`.
 *
 * The methods and constants are those of FDLIBM 5.3 (e_log.c, e_exp.c): Copyright (C) 1993 by Sun
 * Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that
 * this notice is preserved. `tanh` follows Cody and Waite as in Cephes 2.8 (Stephen L. Moshier).
 */

/** ln 2 in two parts: the first has so few bits that its product with an exponent is exact. */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const LOG2_E = 1.442695040888963387;

const NORMAL_MIN = 2 ** -1022;

/** Natural logarithm. Negative numbers give NaN, zero -Infinity. */
export const log = (x: number): number => {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return Infinity;
  const subnormal = x < NORMAL_MIN;
  const scaled = subnormal ? x * 2 ** 54 : x;
  const high = highWord(scaled);
  // scaled = 2^binary * (1 + f), with 1 + f between the roots of 1/2 and 2.
  const aboveRoot = ((high & 0xfffff) + 0x95f64) >> 20;
  const binary = (high >> 20) - 1023 + aboveRoot;
  const f = scaled * powerOfTwo(-binary) - 1;
  const exponent = subnormal ? binary - 54 : binary;
  // log(1 + f) = log((1 + s) / (1 - s)) = 2 s + s R(s^2)
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even =
    w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + (even + odd)) + exponent * LN2_LOW) - f);
};

/** e to the power of x. */
export const exp = (x: number): number => {
  if (x !== x) return x;
  if (x > 7.09782712893383973096e2) return Infinity;
  if (x < -7.4513321910194110842e2) return 0;
  // x = k ln 2 + r, |r| <= ln 2 / 2
  const k = Math.trunc(x * LOG2_E + (x < 0 ? -0.5 : 0.5));
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  // r (e^r + 1) / (e^r - 1) = 2 + r^2 / 6 - ...
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t *
              (6.61375632143793436117e-5 +
                t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  return scale(1 - (low - (r * c) / (2 - c) - high), k);
};

/** Hyperbolic tangent. */
export const tanh = (x: number): number => {
  const size = Math.abs(x);
  if (size >= 0.625) {
    if (size > 22) return x < 0 ? -1 : 1;
    const t = 1 - 2 / (exp(2 * size) + 1);
    return x < 0 ? -t : t;
  }
  if (!(size >= 2 ** -28)) return x; // NaN and -0 as well
  const z = x * x;
  const above =
    (-9.64399179425052238628e-1 * z - 9.92877231001918586564e1) * z - 1.61468768441708447952e3;
  const below =
    ((z + 1.12811678491632931402e2) * z + 2.23548839060100448583e3) * z + 4.84406305325125486048e3;
  return x + x * z * (above / below);
};
