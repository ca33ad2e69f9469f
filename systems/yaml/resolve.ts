import { meant } from './near.ts';
import { type Position, quote } from './problem.ts';
import type { Reader } from './reader.ts';

/** The operations of each service, in the order of the file. */
export type OperationNames = ReadonlyMap<string, readonly string[]>;

/** 'cart/get', or 'cart' for its operation 'handle' or its only one. Faults name what there is. */
export const resolveOperation = (
  text: string,
  at: Position,
  path: string,
  names: OperationNames,
  reader: Reader,
): { readonly service: string; readonly operation: string } | undefined => {
  const [service = '', operation, ...more] = text.split('/');
  const operations = names.get(service);
  if (operations === undefined || more.length > 0) {
    const hint = `${meant(service, [...names.keys()])}; what is called stands under 'services'`;
    return reader.fault(at, `${path}: no service is called ${quote(service)}`, hint);
  }
  if (operation === undefined) {
    const only =
      operations.includes('handle') || operations.length !== 1 ? 'handle' : operations[0];
    if (only !== undefined && operations.includes(only)) return { service, operation: only };
    const which = operations.map((name) => `${service}/${name}`).join(' or ');
    return reader.fault(at, `${path}: ${service} has several operations`, `write ${which}`);
  }
  if (operations.includes(operation)) return { service, operation };
  const message = `${path}: ${service} has no operation called ${quote(operation)}`;
  return reader.fault(at, message, meant(operation, operations));
};
