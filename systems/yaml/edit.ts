import { InvalidInput } from '@dstudio/kernel';
import { policies as knownPolicies } from '@dstudio/patterns/policies';
import type { Policy } from '@dstudio/patterns/policy';
import type { Change } from '../report.ts';
import type { System } from '../system.ts';
import { parseSystem } from './parse.ts';
import { policyText } from './print.ts';
import { SystemFileError } from './problem.ts';
import { setValue } from './splice.ts';

/**
 * Writes patterns into a system file, each at its service or call, and leaves every other byte as it
 * was. A pattern that is there already keeps the parameters that the change does not name.
 *
 * @returns the new text, which parses
 * @throws SystemFileError when the text is no system before or after, InvalidInput when a change names
 * a place that is not there
 */
export const applyChanges = (
  text: string,
  changes: readonly Change[],
  policies: readonly Policy[] = knownPolicies,
): string => {
  const system = parsed(text, policies);
  let edited = text;
  for (const { slug, parameters, at } of changes) {
    const keys = [...placeOf(system, at), ['policies'], [slug]];
    const given = Object.entries(parameters);
    // A pattern without parameters still has to be there.
    if (given.length === 0) edited = setValue(edited, keys, '{}', { keep: true });
    else if (isThere(edited, at, slug, policies)) {
      for (const [key, value] of given) {
        edited = setValue(edited, [...keys, [key]], textOf(value), { keep: false });
      }
    } else {
      const inside = given.map(([key, value]) => `${key}: ${textOf(value)}`).join(', ');
      edited = setValue(edited, keys, `{ ${inside} }`, { keep: false });
    }
  }
  parsed(edited, policies);
  return edited;
};

/**
 * Sets one value by its path in `provenance` ('services.cart.concurrency') as a person who knows it:
 * the tag that said where it came from goes, and the comment that belonged to the tag. What is not in
 * the file yet is added.
 *
 * @param value as the file writes it: '5ms', '50/s', 'yes'
 * @returns the new text, which parses
 * @throws SystemFileError when the text is no system before or after, InvalidInput when the path leads
 * nowhere
 */
export const stateFact = (
  text: string,
  path: string,
  value: string,
  policies: readonly Policy[] = knownPolicies,
): string => {
  const system = parsed(text, policies);
  const plain = value.trim();
  if (plain === '' || plain.length > 200 || /[\n\r#]/.test(plain)) {
    throw new InvalidInput('a value has to stand on one line', { hint: "write it as in '5ms'" });
  }
  const edited = setValue(text, keysOf(system, path), plain, { keep: false });
  parsed(edited, policies);
  return edited;
};

const textOf = (value: string | number | boolean): string =>
  typeof value === 'string' ? policyText(value) : String(value);

const parsed = (text: string, policies: readonly Policy[]): System => {
  const result = parseSystem(text, 'system.yaml', policies);
  if (!result.ok) throw new SystemFileError(result.problems);
  return result.system;
};

/** A place as the keys that lead to it; a key may be spelled in several ways. */
type Keys = readonly (readonly string[])[];

/** 'cart/handle', and 'cart' where that is what the short form means. */
const spellings = (system: System, id: string): readonly string[] => {
  const [service, operation] = id.split('/');
  const operations = system.services.find((one) => one.name === service)?.operations ?? [];
  const names = operations.map((one) => one.name);
  const short = names.includes('handle') || names.length !== 1 ? 'handle' : names[0];
  return operation === short && service !== undefined ? [id, service] : [id];
};

const placeOf = (system: System, at: string): Keys => {
  const [from = '', to] = at.split(' -> ');
  const [service = '', operation] = from.split('/');
  const found = system.services.find((one) => one.name === service);
  const nowhere = (): never => {
    throw new InvalidInput(`the system has no '${at}'`, {
      hint: "name a service as 'cart', a call as 'front/handle -> cart/handle'",
    });
  };
  if (found === undefined) return nowhere();
  if (to === undefined) return operation === undefined ? [['services'], [service]] : nowhere();
  const caller = found.operations.find((one) => one.name === operation);
  if (caller?.calls.some((call) => `${call.service}/${call.operation}` === to) !== true) {
    return nowhere();
  }
  const calls = [['services'], [service], ['operations'], [caller.name], ['calls']];
  return [...calls, spellings(system, to)];
};

const isThere = (text: string, at: string, slug: string, policies: readonly Policy[]): boolean => {
  const system = parsed(text, policies);
  const [from = '', to] = at.split(' -> ');
  const [name, operation] = from.split('/');
  const service = system.services.find((one) => one.name === name);
  const calls = service?.operations.find((one) => one.name === operation)?.calls ?? [];
  const call = calls.find((one) => `${one.service}/${one.operation}` === to);
  const attached = to === undefined ? service?.policies : call?.policies;
  return attached?.some((one) => one.slug === slug) === true;
};

const FACT =
  /^(objectives\.(availability|latency)|entries\.[^.]+\.(rate|patience)|services\.[^.]+\.(kind|replicas|zones|concurrency|queue|cpu|memory|probes|operations\.[^.]+\.(time|order|calls\.[^.]+\.(count|mode|idempotent|optional))))$/;

const keysOf = (system: System, path: string): Keys => {
  const parts = path.split('.');
  const [top, name, , operation, , call] = parts;
  const entry = system.entries.some((one) => `${one.service}/${one.operation}` === name);
  const service = system.services.find((one) => one.name === name);
  const caller = service?.operations.find((one) => one.name === operation);
  const known =
    FACT.test(path) &&
    (top === 'objectives' || (top === 'entries' && entry) || service !== undefined) &&
    (operation === undefined || caller !== undefined) &&
    (call === undefined ||
      caller?.calls.some((one) => `${one.service}/${one.operation}` === call) === true);
  if (!known) {
    throw new InvalidInput(`the system has no value '${path}'`, {
      hint: "write a path such as 'services.cart.concurrency'",
    });
  }
  return parts.map((part) => (part.includes('/') ? spellings(system, part) : [part]));
};
