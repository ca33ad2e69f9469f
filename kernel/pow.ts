import { chop, fromWords, highWord, lowWord, scale } from './bits.ts';

/**
 * Powers with the same bits on every engine. Method and constants of FDLIBM 5.3 (e_pow.c): Copyright
 * (C) 2004 by Sun Microsystems, Inc. All rights reserved. Permission to use, copy, modify, and
 * distribute this software is freely granted, provided that this notice is preserved.
 *
 * x^y = 2^(y log2 x). The product has to be right to 64 bits for the result to be right to 53, so the
 * logarithm comes in two parts, of which the first has few enough bits for exact products.
 */

const NORMAL_MIN = 2 ** -1022;

/** log2(e) and its parts. */
const LOG2_E = 1.442695040888963387;
const LOG2_E_HIGH = 1.44269502162933349609;
const LOG2_E_LOW = 1.92596299112661746887e-8;

/** 2 / (3 ln 2) and its parts. */
const CP = 9.61796693925975554329e-1;
const CP_HIGH = 9.61796700954437255859e-1;
const CP_LOW = -7.02846165095275826516e-9;

/** log2(3/2) in two parts. */
const LOG2_3_HALVES_HIGH = 5.84962487220764160156e-1;
const LOG2_3_HALVES_LOW = 1.35003920212974897128e-8;

const LN2 = 6.93147180559945286227e-1;
const LN2_HIGH = 6.93147182464599609375e-1;
const LN2_LOW = -1.90465429995776804525e-9;

/** The second part of what the two logarithms below return. No allocation, hence a variable. */
let tail = 0;

/** log2(x) for |x - 1| <= 2^-20, where four terms of the series are enough. */
const log2NearOne = (x: number): number => {
  const t = x - 1;
  const w = t * t * (0.5 - t * (0.3333333333333333333333 - t * 0.25));
  const u = LOG2_E_HIGH * t;
  const v = t * LOG2_E_LOW - w * LOG2_E;
  const head = chop(u + v);
  tail = v - (head - u);
  return head;
};

/** log2(x) for positive, finite x. */
const log2 = (x: number): number => {
  const subnormal = x < NORMAL_MIN;
  const scaled = subnormal ? x * 2 ** 53 : x;
  const high = highWord(scaled);
  let exponent = (high >> 20) - (subnormal ? 1023 + 53 : 1023);
  const fraction = high & 0xfffff;
  // a = x / 2^exponent lies near 1 or near 3/2: centre says which.
  let normalized = fraction | 0x3ff00000;
  let nearThreeHalves = false;
  if (fraction > 0x3988e) {
    if (fraction < 0xbb67a) {
      nearThreeHalves = true;
    } else {
      exponent += 1;
      normalized -= 0x00100000;
    }
  }
  const a = fromWords(normalized, lowWord(scaled));
  const centre = nearThreeHalves ? 1.5 : 1;

  // s = (a - centre) / (a + centre), in two parts
  const difference = a - centre;
  const inverse = 1 / (a + centre);
  const s = difference * inverse;
  const sHigh = chop(s);
  const sumHigh = fromWords(
    ((normalized >> 1) | 0x20000000) + 0x00080000 + (nearThreeHalves ? 0x40000 : 0),
    0,
  );
  const sumLow = a - (sumHigh - centre);
  const sLow = inverse * (difference - sHigh * sumHigh - sHigh * sumLow);

  // (3/2) log(a / centre) = s (3 + s^2 + r), in two parts
  const z = s * s;
  const r =
    z *
      z *
      (5.99999999999994648725e-1 +
        z *
          (4.28571428578550184252e-1 +
            z *
              (3.33333329818377432918e-1 +
                z *
                  (2.72728123808534006489e-1 +
                    z * (2.30660745775561754067e-1 + z * 2.06975017800338417784e-1))))) +
    sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const factorHigh = chop(3 + square + r);
  const factorLow = r - (factorHigh - 3 - square);
  const u = sHigh * factorHigh;
  const v = sLow * factorHigh + factorLow * s;
  const productHigh = chop(u + v);
  const productLow = v - (productHigh - u);

  // times 2 / (3 ln 2), plus log2(centre), plus the exponent
  const zHigh = CP_HIGH * productHigh;
  const zLow = CP_LOW * productHigh + productLow * CP + (nearThreeHalves ? LOG2_3_HALVES_LOW : 0);
  const ofCentre = nearThreeHalves ? LOG2_3_HALVES_HIGH : 0;
  const head = chop(zHigh + zLow + ofCentre + exponent);
  tail = zLow - (head - exponent - ofCentre - zHigh);
  return head;
};

/** 2^(high + low) for a sum from -1075 to 1024. */
const exp2 = (high: number, low: number): number => {
  const n = Math.trunc(high + low + (high < 0 ? -0.5 : 0.5));
  const rest = high - n;
  const t = chop(low + rest);
  const u = t * LN2_HIGH;
  const v = (low - (t - rest)) * LN2 + t * LN2_LOW;
  const z = u + v;
  const w = v - (z - u);
  const square = z * z;
  const c =
    z -
    square *
      (1.66666666666666019037e-1 +
        square *
          (-2.77777777770155933842e-3 +
            square *
              (6.61375632143793436117e-5 +
                square * (-1.6533902205465251539e-6 + square * 4.13813679705723846039e-8))));
  const r = (z * c) / (c - 2) - (w + z * w);
  return scale(1 - (r - z), n);
};

/** |x|^y for x neither 0, 1 nor infinite, and y neither 0 nor infinite. */
const powOfSize = (x: number, y: number): number => {
  let head: number;
  if (Math.abs(y) > 2 ** 31) {
    // So large a power leaves the range unless x is next to 1.
    if (x < 1 - 2 ** -20) return y < 0 ? Infinity : 0;
    if (x > 1 + 2 ** -20) return y > 0 ? Infinity : 0;
    head = log2NearOne(x);
  } else {
    head = log2(x);
  }
  const yHigh = chop(y);
  const low = (y - yHigh) * head + y * tail;
  const high = yHigh * head;
  const sum = low + high;
  if (sum > 1024) return Infinity;
  if (sum < -1075) return 0;
  return exp2(high, low);
};

/** x to the power of y, with the special cases of `Math.pow`: 1 to the power of Infinity is NaN. */
export const pow = (x: number, y: number): number => {
  if (y === 0) return 1;
  if (x !== x || y !== y) return Number.NaN;
  const size = Math.abs(x);
  if (Math.abs(y) === Infinity) {
    if (size === 1) return Number.NaN;
    return size > 1 === y > 0 ? Infinity : 0;
  }
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === -1) return 1 / x;
  if (y === 0.5 && x > 0) return Math.sqrt(x);
  const odd = Math.abs(y % 2) === 1;
  // -0 counts as negative: its odd powers keep the sign.
  const negative = x < 0 || Object.is(x, -0);
  if (negative && x !== 0 && size !== Infinity && !Number.isInteger(y)) return Number.NaN;
  let result: number;
  if (size === 1) result = 1;
  else if (size === 0) result = y > 0 ? 0 : Infinity;
  else if (size === Infinity) result = y > 0 ? Infinity : 0;
  else result = powOfSize(size, y);
  return negative && odd ? -result : result;
};
