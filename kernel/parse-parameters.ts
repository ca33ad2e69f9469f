import { compactDuration, formatDuration, parseDuration } from './duration.ts';
import { InvalidInput } from './errors.ts';
import { nearest } from './nearest.ts';
import type { Parameter, ParameterSpec, Values } from './parameters.ts';
import { quote } from './quantity.ts';
import { compactShare, parseShare } from './share.ts';

export type Parsed<S extends ParameterSpec> =
  | { readonly ok: true; readonly values: Values<S> }
  | { readonly ok: false; readonly problems: readonly string[] };

type Value = number | string | boolean;

/** A parameter's value as a file writes it: '250ms', '10%', '5', 'full', 'true'. Reads back. */
export const printParameter = (parameter: Parameter, value: Value): string => {
  if (typeof value === 'number') {
    if (parameter.kind === 'duration') return compactDuration(value);
    if (parameter.kind === 'share') return compactShare(value);
  }
  return String(value);
};

const parseNumber = (given: unknown, integer: boolean): number => {
  const text = typeof given === 'string' ? given.trim() : given;
  const value = typeof text === 'string' && text !== '' ? Number(text) : text;
  const noun = integer ? 'a whole number' : 'a number';
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new InvalidInput(`${quote(given)} is not ${noun}`);
  }
  if (integer && !Number.isInteger(value)) throw new InvalidInput(`${value} is not ${noun}`);
  return value + 0; // -0 becomes 0
};

const requireTextOrNumber = (given: unknown): string | number => {
  if (typeof given === 'string' || typeof given === 'number') return given;
  throw new InvalidInput(`${quote(given)} is neither text nor a number`);
};

const parseFlag = (given: unknown): boolean => {
  if (typeof given === 'boolean') return given;
  if (given === 'true') return true;
  if (given === 'false') return false;
  throw new InvalidInput(`${quote(given)} is neither true nor false`);
};

const parseChoice = (given: unknown, options: readonly string[]): string => {
  const found = options.find((option) => option === given);
  if (found !== undefined) return found;
  const near = typeof given === 'string' ? nearest(given, options) : undefined;
  const hint =
    near === undefined ? `choose one of ${options.join(', ')}` : `did you mean '${near}'?`;
  throw new InvalidInput(`${quote(given)} is no option`, { hint });
};

const parseOne = (parameter: Parameter, given: unknown): Value => {
  switch (parameter.kind) {
    case 'flag':
      return parseFlag(given);
    case 'choice':
      return parseChoice(given, parameter.options);
    case 'duration':
      return inRange(parameter, parseDuration(requireTextOrNumber(given)));
    case 'share':
      return inRange(parameter, parseShare(requireTextOrNumber(given)));
    case 'number':
    case 'integer':
      return inRange(parameter, parseNumber(given, parameter.kind === 'integer'));
  }
};

const inRange = (
  parameter: Exclude<Parameter, { readonly kind: 'choice' | 'flag' }>,
  value: number,
): number => {
  if (value >= parameter.min && value <= parameter.max) return value;
  const show = (limit: number): string =>
    parameter.kind === 'duration' ? formatDuration(limit) : printParameter(parameter, limit);
  throw new InvalidInput(`${show(value)} is ${value < parameter.min ? 'too small' : 'too big'}`, {
    hint: `write ${show(parameter.min)} to ${show(parameter.max)}`,
  });
};

const unknownKey = (key: string, known: readonly string[]): string => {
  const near = nearest(key, known);
  if (near !== undefined) return `${quote(key)} is unknown; did you mean '${near}'?`;
  return `${quote(key)} is unknown; known are ${known.join(', ')}`;
};

/** More problems than a person reads at once are counted, not listed. */
const PROBLEMS_MAX = 20;

/**
 * Reads what a person gave for a set of parameters: fills defaults, reads units, checks bounds and
 * options. Never throws.
 *
 * @param input an object of values by name; undefined or null stands for no values at all
 * @returns the values, or every problem found, each one sentence that begins with the name
 */
export const parseParameters = <const S extends ParameterSpec>(
  spec: S,
  input?: unknown,
): Parsed<S> => {
  const given = input ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    return { ok: false, problems: [`${quote(given)} is not a set of parameters`] };
  }
  const known = Object.keys(spec);
  const problems = Object.keys(given)
    .filter((key) => !Object.hasOwn(spec, key))
    .map((key) => unknownKey(key, known));
  const values: Record<string, Value> = {};
  for (const [key, parameter] of Object.entries(spec)) {
    const value: unknown = Object.hasOwn(given, key) ? Reflect.get(given, key) : undefined;
    if (value === undefined) {
      values[key] = parameter.default;
      continue;
    }
    try {
      values[key] = parseOne(parameter, value);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      problems.push(`${key}: ${error.message}`);
    }
  }
  if (problems.length > PROBLEMS_MAX) {
    const more = problems.length - PROBLEMS_MAX;
    problems.splice(PROBLEMS_MAX, more, `and ${more} more`);
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, values: values as Values<S> }; // every key of the spec was parsed by its kind
};

/**
 * As {@link parseParameters}, for construction in code.
 *
 * @param name what is being constructed; the message begins with it
 * @throws InvalidInput with every problem
 */
export const mustParse = <const S extends ParameterSpec>(
  name: string,
  spec: S,
  input?: unknown,
): Values<S> => {
  const parsed = parseParameters(spec, input);
  if (parsed.ok) return parsed.values;
  throw new InvalidInput(`${name}: ${parsed.problems.join('; ')}`);
};
