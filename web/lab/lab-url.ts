import { type Parameter, type ParameterSpec, parseParameters } from '@dstudio/kernel';
import type { LabValues } from './protocol.ts';

/** A lab's parameters, seed and engine in the address, so that a link repeats a run. */

export interface LabState {
  readonly values: LabValues;
  readonly seed: number;
  /** The engine that the link was made with; undefined when it does not say. */
  readonly engine: string | undefined;
  /** What the run of a capsule has to give; undefined when the link is of no capsule. */
  readonly expected: Expected | undefined;
  /** What of the address could not be used, one sentence each. */
  readonly problems: readonly string[];
}

/** One variant's trace hash: 16 hexadecimal digits. */
export interface Expected {
  readonly variant: string;
  readonly hash: string;
}

const defaultSeed = 1;
export const seed_max = 2 ** 32 - 1;

/** Every value is written, defaults too: a later engine may have others. */
export function encodeLab(
  values: LabValues,
  seed: number,
  engine: string,
  expected?: Expected,
): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) params.set(`p.${name}`, String(value));
  params.set('seed', String(seed));
  params.set('engine', engine);
  if (expected) {
    params.set('variant', expected.variant);
    params.set('hash', expected.hash);
  }
  return params.toString();
}

/** Reads an address. What is missing gets its default; what is wrong, its default and a problem. */
export function decodeLab(search: string, spec: ParameterSpec): LabState {
  const params = new URLSearchParams(search);
  const problems: string[] = [];
  const values: Record<string, number | string | boolean> = {};
  for (const [name, parameter] of Object.entries(spec)) {
    const text = params.get(`p.${name}`);
    const value = text === null ? parameter.default : parse(text, parameter);
    values[name] = value ?? parameter.default;
    if (value === undefined) {
      problems.push(
        `The link gives ${parameter.label} as "${String(text).slice(0, 40)}", which it cannot be; the default is used.`,
      );
    }
  }
  const seedText = params.get('seed');
  const seed = seedText === null ? defaultSeed : Number(seedText);
  const seedFits = Number.isInteger(seed) && seed >= 0 && seed <= seed_max;
  if (!seedFits) problems.push(`The link's seed is no whole number from 0 to ${seed_max}.`);
  const engine = params.get('engine')?.slice(0, 80) || undefined;
  for (const key of params.keys()) {
    if (!key.startsWith('p.') || Object.hasOwn(spec, key.slice(2))) continue;
    problems.push(`The link gives "${key.slice(2, 42)}", which is no parameter of this lab.`);
  }
  const variant = params.get('variant')?.slice(0, 200);
  const hash = params.get('hash') ?? '';
  const expected = variant && /^[0-9a-f]{16}$/.test(hash) ? { variant, hash } : undefined;
  return { values, seed: seedFits ? seed : defaultSeed, engine, expected, problems };
}

function parse(text: string, parameter: Parameter): number | string | boolean | undefined {
  if (parameter.kind === 'choice') return parameter.options.find((option) => option === text);
  if (parameter.kind === 'flag')
    return text === 'true' ? true : text === 'false' ? false : undefined;
  const plain = Number(text.trim() === '' ? Number.NaN : text);
  if (!Number.isNaN(plain)) return fitNumber(plain, parameter);
  // A capsule may write them with units: '250ms', '10%'.
  const parsed = parseParameters({ value: parameter }, { value: text });
  return parsed.ok ? parsed.values.value : undefined;
}

/** The number when the parameter can be it, else undefined. */
export function fitNumber(
  value: number,
  parameter: Exclude<Parameter, { kind: 'choice' | 'flag' }>,
): number | undefined {
  if (!Number.isFinite(value) || value < parameter.min || value > parameter.max) return undefined;
  if (parameter.kind === 'integer' && !Number.isInteger(value)) return undefined;
  return value;
}
