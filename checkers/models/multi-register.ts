import type { Operation } from '../history/operation.ts';
import type { Model } from '../linearizability/model.ts';
import { isArray, isRecord, keyOf, same, show, type Value } from '../value.ts';

/** What registers hold, by name: maps of EDN and JSON have texts for names, so all names are texts. */
type Values = ReadonlyMap<string, Value>;

interface Micro {
  readonly writes: boolean;
  readonly key: string;
  readonly value: Value;
}

const NAMES: Readonly<Record<string, 'read' | 'write'>> = {
  r: 'read',
  read: 'read',
  w: 'write',
  write: 'write',
};

const microOf = (micro: Value): Micro | undefined => {
  const [f, key, value = null] = isArray(micro) ? micro : [];
  const name = typeof f === 'string' && Object.hasOwn(NAMES, f) ? NAMES[f] : undefined;
  return name === undefined || key === undefined
    ? undefined
    : { writes: name === 'write', key: typeof key === 'string' ? key : show(key), value };
};

/** The reads and writes of an operation; undefined when it is none. */
function microsOf({ f, input, output, outcome }: Operation): readonly Micro[] | undefined {
  const body = outcome === 'ok' ? (output ?? input) : input;
  if (body === null) return [];
  if (isRecord(body) && f !== 'txn') {
    return Object.entries(body).map(([key, value]) => ({ writes: f === 'write', key, value }));
  }
  if (!isArray(body)) return undefined;
  const micros = body.map(microOf).filter((one) => one !== undefined);
  return micros.length === body.length ? micros : undefined;
}

/**
 * Registers that one operation reads and writes together: `txn [[read k v] [write k v] ...]`, or `read`
 * and `write` of such lists or of maps, as Knossos' multi-register.
 *
 * @param initial what each register holds at the start, by name, or one value for all. Without it a
 *   register may begin with anything, and the first read tells what it was. With it, a read of nil says
 *   nothing, as in Knossos.
 */
export function multiRegister(initial?: Value): Model<Values> {
  const named = initial !== undefined && isRecord(initial) ? initial : {};
  const other = initial === undefined || isRecord(initial) ? null : initial;
  return {
    name: 'multi-register',
    initial: new Map(Object.entries(named)),
    local: true,
    // A read that tells what a register began with changes what is known.
    functions: { txn: 'write', write: 'write', read: initial === undefined ? 'write' : 'read' },
    keyOf: (values) =>
      [...values]
        .map(([key, value]) => JSON.stringify([key, keyOf(value)]))
        .sort()
        .join(),
    show: (values) =>
      values.size === 0
        ? 'as it began'
        : [...values].map(([key, value]) => `${key} ${show(value)}`).join(', '),
    observes: (operation, effect) => {
      const left = (microsOf(effect) ?? []).filter(({ writes }) => writes);
      return (microsOf(operation) ?? []).some(
        (read) =>
          !read.writes &&
          left.some(({ key, value }) => key === read.key && same(value, read.value)),
      );
    },
    step(before, operation) {
      let values = before;
      const set = ({ key, value }: Micro): void => {
        values = new Map(values).set(key, value);
      };
      for (const micro of microsOf(operation) ?? []) {
        if (micro.writes) set(micro);
        else if (operation.outcome === 'ok' && (micro.value !== null || initial === undefined)) {
          const known = values.get(micro.key);
          if (known === undefined && initial === undefined) set(micro);
          else if (!same(known ?? other, micro.value)) return [];
        }
      }
      return [values];
    },
    problem: (operation) =>
      microsOf(operation) === undefined
        ? `a multi-register takes a list such as [[read x nil] [write y 1]], not ${show(operation.input)}`
        : undefined,
  };
}
