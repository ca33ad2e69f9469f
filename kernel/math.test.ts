import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { powerOfTwo } from './bits.ts';
import { exp, log, tanh } from './math.ts';
import { pow } from './pow.ts';
import { createRandom } from './random.ts';
import { cos, sin } from './trigonometry.ts';

const random = createRandom('math');
const between = (low: number, high: number): number => low + (high - low) * random.next();

const NORMAL_MIN = 2 ** -1022;

/** Close in relative terms; subnormal results are close to within their last bits. */
const assertClose = (found: number, expected: number, about: string, within = 1e-15): void => {
  if (Object.is(found, expected)) return;
  const error = Math.abs(found - expected) / Math.max(Math.abs(expected), NORMAL_MIN);
  assert.ok(error <= within, `${about}: ${found}, not ${expected}; off by ${error}`);
};

const COUNT = 10_000;

test('log, exp, tanh, sin and cos agree with the engine over wide ranges', () => {
  for (let index = 0; index < COUNT; index += 1) {
    const wide = Math.exp(between(-744, 709));
    assertClose(log(wide), Math.log(wide), `log ${wide}`);
    const nearOne = between(0.5, 2);
    assertClose(log(nearOne), Math.log(nearOne), `log ${nearOne}`);
    const exponent = between(-745, 709);
    assertClose(exp(exponent), Math.exp(exponent), `exp ${exponent}`);
    const small = between(-1, 1) * powerOfTwo(-Math.trunc(between(0, 60)));
    assertClose(exp(small), Math.exp(small), `exp ${small}`);
    assertClose(tanh(small), Math.tanh(small), `tanh ${small}`);
    assertClose(sin(small), Math.sin(small), `sin ${small}`);
    assertClose(cos(small), Math.cos(small), `cos ${small}`);
    const medium = between(-25, 25);
    assertClose(tanh(medium), Math.tanh(medium), `tanh ${medium}`);
    const angle = between(-1e6, 1e6);
    assertClose(sin(angle), Math.sin(angle), `sin ${angle}`);
    assertClose(cos(angle), Math.cos(angle), `cos ${angle}`);
  }
});

test('sin and cos keep their digits next to the multiples of pi/2 and for huge angles', () => {
  for (let index = 1; index < 2000; index += 1) {
    for (const angle of [index * (Math.PI / 2), -index * 17 * (Math.PI / 2)]) {
      assertClose(sin(angle), Math.sin(angle), `sin ${angle}`);
      assertClose(cos(angle), Math.cos(angle), `cos ${angle}`);
    }
    const huge = Math.exp(between(13, 709));
    assertClose(sin(huge), Math.sin(huge), `sin ${huge}`);
    assertClose(cos(-huge), Math.cos(-huge), `cos ${-huge}`);
  }
  // Those below a million that come closest to one: 71 bits cancel.
  for (const angle of [321307.9594422229, 642615.9188844458, 413441.44719405076]) {
    assertClose(sin(angle), Math.sin(angle), `sin ${angle}`, 3e-16);
    assertClose(cos(angle), Math.cos(angle), `cos ${angle}`, 3e-16);
  }
  // The double that comes closest to a multiple of pi/2 (Muller, "Elementary Functions", 2016).
  const worst = 6381956970095103 * 2 ** 797;
  assertClose(cos(worst), -4.68716592425462761112e-19, 'cos of the worst case');
  assertClose(sin(Number.MAX_VALUE), Math.sin(Number.MAX_VALUE), 'sin of the greatest double');
});

test('pow agrees with the engine over wide ranges', () => {
  for (let index = 0; index < COUNT; index += 1) {
    const pairs: readonly (readonly [number, number])[] = [
      [Math.exp(between(-20, 20)), between(-30, 30)],
      [between(0, 2), between(-1000, 1000)],
      [1 + between(-1e-8, 1e-8), between(-1e10, 1e10)],
      [Math.trunc(between(-20, 20)), Math.trunc(between(-20, 20))],
      [between(0, 1) * NORMAL_MIN, between(-1, 1)],
    ];
    for (const [x, y] of pairs) assertClose(pow(x, y), Math.pow(x, y), `${x} ** ${y}`);
  }
});

test('whole powers of whole numbers are exact', () => {
  for (let base = 2; base <= 12; base += 1) {
    let power = 1;
    for (let exponent = 0; power <= Number.MAX_SAFE_INTEGER; exponent += 1) {
      assert.equal(pow(base, exponent), power, `${base} ** ${exponent}`);
      power *= base;
    }
  }
  for (let exponent = -1074; exponent <= 1023; exponent += 1) {
    assert.equal(pow(2, exponent), powerOfTwo(exponent));
  }
});

const SPECIAL = [
  0,
  0.5,
  1,
  1.5,
  2,
  3,
  4,
  22,
  700,
  709.78,
  709.79,
  745.13,
  745.14,
  1e308,
  5e-324,
  1e-310,
  NORMAL_MIN,
  2 ** 31 + 1,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 53 + 2,
  1e20,
  Infinity,
  Number.NaN,
].flatMap((x) => [x, -x]);

test('special values are those of the engine', () => {
  for (const x of SPECIAL) {
    assertClose(log(x), Math.log(x), `log ${x}`);
    assertClose(exp(x), Math.exp(x), `exp ${x}`);
    assertClose(tanh(x), Math.tanh(x), `tanh ${x}`);
    assertClose(sin(x), Math.sin(x), `sin ${x}`);
    assertClose(cos(x), Math.cos(x), `cos ${x}`);
    for (const y of SPECIAL) assertClose(pow(x, y), Math.pow(x, y), `${x} ** ${y}`);
  }
  assert.ok(Object.is(sin(-0), -0) && Object.is(tanh(-0), -0) && Object.is(log(1), 0));
});

test('log, exp and tanh never fall as their argument rises', () => {
  const seams = [0.625, 22, 1, Math.SQRT2, Math.SQRT1_2, 0.34657, 709.78, 2 ** -28, NORMAL_MIN];
  const start = fc.oneof(
    fc.double({ min: -745, max: 709, noNaN: true }),
    fc.constantFrom(...seams.flatMap((x) => [x, -x])),
  );
  fc.assert(
    fc.property(start, fc.integer({ min: 0, max: 60 }), (x, bits) => {
      const step = Math.max(Math.abs(x) * powerOfTwo(-bits), 5e-324);
      for (let index = -3; index <= 3; index += 1) {
        const low = x + index * step;
        const high = x + (index + 1) * step;
        assert.ok(exp(low) <= exp(high), `exp at ${low}`);
        assert.ok(tanh(low) <= tanh(high), `tanh at ${low}`);
        if (low > 0) assert.ok(log(low) <= log(high), `log at ${low}`);
      }
    }),
    { numRuns: 2000 },
  );
});

test('the powers of two are exact', () => {
  assert.equal(powerOfTwo(-1074), 5e-324);
  assert.equal(powerOfTwo(-1022), 2.2250738585072014e-308);
  assert.equal(powerOfTwo(-53), 1.1102230246251565e-16);
  assert.equal(powerOfTwo(0), 1);
  assert.equal(powerOfTwo(1023), 8.98846567431158e307);
});
