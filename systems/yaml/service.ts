import * as defaults from '../defaults.ts';
import type { Call, Distribution, Operation, Resources, Service, Tri } from '../system.ts';
import type { PolicyReader } from './policies.ts';
import type { Position } from './problem.ts';
import { type Reader, UNSAID } from './reader.ts';
import { type OperationNames, resolveOperation } from './resolve.ts';
import type { Entry, Tree } from './tree.ts';
import { readCpu, readMemory } from './units.ts';

const REPLICAS_MAX = 1000;
const SLOTS_MAX = 1_000_000;
const COUNT_MAX = 1000;
const HOUR_MS = 3_600_000;
const CPU_MAX = 10_000;

const SERVICE_KEYS = [
  'kind',
  'replicas',
  'zones',
  'concurrency',
  'queue',
  'cpu',
  'memory',
  'probes',
  'operations',
  'policies',
];
const OPERATION_KEYS = ['time', 'order', 'calls'];
const CALL_KEYS = ['count', 'idempotent', 'optional', 'mode', 'policies'];
const PROBES = ['liveness', 'readiness', 'startup'] as const;

/** A call with the place it was written at, for what is checked once all calls are known. */
export interface PlacedCall {
  readonly from: string;
  readonly to: string;
  readonly at: Position;
}

/** Reads the services of a file. */
export class ServiceReader {
  readonly calls: PlacedCall[] = [];
  readonly #reader: Reader;
  readonly #names: OperationNames;
  readonly #policies: PolicyReader;

  constructor(reader: Reader, names: OperationNames, policies: PolicyReader) {
    this.#reader = reader;
    this.#names = names;
    this.#policies = policies;
  }

  service({ key: name, value: tree }: Entry): Service {
    const reader = this.#reader;
    const path = `services.${name}`;
    reader.untagged(tree, path);
    const fields = reader.fields(tree, path, SERVICE_KEYS);
    const kindTree = fields.get('kind');
    const kind: Service['kind'] =
      kindTree === undefined
        ? 'service'
        : reader.fact(kindTree, `${path}.kind`, { value: 'service', why: UNSAID }, (given) =>
            reader.choice(given, `${path}.kind`, ['service', 'store', 'queue']),
          );
    const whole = (key: string, min: number, max: number, fallback: defaults.Default<number>) =>
      reader.fact(fields.get(key), `${path}.${key}`, fallback, (given) =>
        reader.number(given, `${path}.${key}`, min, max, true),
      );
    return {
      name,
      kind,
      replicas: whole('replicas', 1, REPLICAS_MAX, defaults.REPLICAS),
      zones: this.#words(fields.get('zones'), `${path}.zones`, '[a, b]', (zone) => zone),
      concurrency: whole('concurrency', 1, SLOTS_MAX, defaults.concurrencyOf(kind)),
      queue: whole('queue', 0, SLOTS_MAX, defaults.QUEUE),
      resources: this.#resources(fields, path),
      probes: this.#words(
        fields.get('probes'),
        `${path}.probes`,
        '[liveness, readiness]',
        (probe, at) => reader.choice(at, `${path}.probes`, PROBES),
      ),
      operations: this.#operations(fields.get('operations'), name, kind),
      policies: this.#policies.service(fields.get('policies'), `${path}.policies`),
    };
  }

  #words<T>(
    tree: Tree | undefined,
    path: string,
    example: string,
    read: (word: string, at: Tree) => T | undefined,
  ): readonly T[] {
    if (tree === undefined) return [];
    const reader = this.#reader;
    return reader.fact<readonly T[]>(tree, path, { value: [], why: UNSAID }, () => {
      const words: T[] = [];
      const seen = new Set<string>();
      for (const item of reader.items(tree, path, example)) {
        const word = reader.text(item, path, example)?.trim();
        if (word === undefined) continue;
        if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/.test(word)) {
          reader.fault(item.at, `${path}: '${word}' is no name`, `write ${example}`);
        } else if (seen.has(word)) {
          reader.fault(item.at, `${path} names '${word}' twice`, 'keep one of the two');
        } else {
          const value = read(word, item);
          if (value !== undefined) words.push(value);
        }
        seen.add(word);
      }
      return words;
    });
  }

  #resources(fields: ReadonlyMap<string, Tree>, path: string): Resources {
    const reader = this.#reader;
    const limit = (key: string, read: (text: string) => number, max: number, example: string) => {
      const tree = fields.get(key);
      if (tree === undefined) return undefined;
      const where = `${path}.${key}`;
      const amount = reader.fact(tree, where, { value: 0, why: UNSAID }, (given) => {
        const text = reader.text(given, where, example);
        if (text === undefined) return undefined;
        const value = read(text);
        if (value > 0 && value <= max) return value;
        return reader.fault(
          given.at,
          `${where} is '${text}'`,
          `write an amount such as ${example}`,
        );
      });
      return amount > 0 ? amount : undefined;
    };
    const cpu = limit('cpu', readCpu, CPU_MAX, '200m');
    const memory_bytes = limit(
      'memory',
      (text) => readMemory(text, 'kubernetes'),
      2 ** 50,
      '128Mi',
    );
    return {
      ...(cpu === undefined ? {} : { cpu }),
      ...(memory_bytes === undefined ? {} : { memory_bytes }),
    };
  }

  #operations(tree: Tree | undefined, service: string, kind: Service['kind']): Operation[] {
    const path = `services.${service}.operations`;
    const example = `${defaults.OPERATION}: { time: 5ms }`;
    this.#reader.untagged(tree, path);
    const entries = this.#reader.entries(tree, path, example);
    if (entries.length === 0)
      return [this.#operation(undefined, service, defaults.OPERATION, kind)];
    return entries
      .filter((entry) => this.#reader.name(entry.key, entry.at, 'an operation'))
      .map((entry) => this.#operation(entry.value, service, entry.key, kind));
  }

  #operation(
    tree: Tree | undefined,
    service: string,
    name: string,
    kind: Service['kind'],
  ): Operation {
    const reader = this.#reader;
    const path = `services.${service}.operations.${name}`;
    reader.untagged(tree, path);
    const fields = reader.fields(tree, path, OPERATION_KEYS);
    return {
      name,
      time: reader.fact(fields.get('time'), `${path}.time`, defaults.timeOf(kind), (given) =>
        this.#time(given, `${path}.time`),
      ),
      order: reader.fact<Operation['order']>(
        fields.get('order'),
        `${path}.order`,
        defaults.ORDER,
        (given) => reader.choice(given, `${path}.order`, ['sequence', 'parallel']),
      ),
      calls: this.#calls(fields.get('calls'), `${path}.calls`, `${service}/${name}`),
    };
  }

  #time(tree: Tree, path: string): Distribution | undefined {
    const reader = this.#reader;
    if (tree.kind !== 'map') {
      const mean_ms = reader.duration(tree, path, HOUR_MS, true);
      return mean_ms === undefined ? undefined : { shape: 'exponential', mean_ms, spread: 1 };
    }
    const fields = reader.fields(tree, path, ['mean', 'shape', 'spread']);
    const mean = fields.get('mean');
    const shapeTree = fields.get('shape');
    const spreadTree = fields.get('spread');
    if (mean === undefined) {
      return reader.fault(tree.at, `${path} has no mean`, 'write {mean: 5ms, shape: lognormal}');
    }
    const mean_ms = reader.duration(mean, `${path}.mean`, HOUR_MS, true);
    const shapes = ['exponential', 'constant', 'lognormal'] as const;
    const shape =
      shapeTree === undefined ? 'exponential' : reader.choice(shapeTree, `${path}.shape`, shapes);
    if (shape !== 'lognormal' && spreadTree !== undefined && shape !== undefined) {
      const hint = "leave it out, or write 'shape: lognormal'";
      return reader.fault(spreadTree.at, `${path}: only lognormal has a spread`, hint);
    }
    const spread =
      spreadTree === undefined
        ? shape === 'constant'
          ? 0
          : 1
        : reader.number(spreadTree, `${path}.spread`, 0, 10, false);
    if (mean_ms === undefined || shape === undefined || spread === undefined) return undefined;
    return { shape, mean_ms, spread };
  }

  #calls(tree: Tree | undefined, path: string, from: string): Call[] {
    const reader = this.#reader;
    reader.untagged(tree, path);
    const calls: Call[] = [];
    const seen = new Set<string>();
    for (const entry of reader.entries(tree, path, 'cart/handle: { count: 1 }')) {
      const target = resolveOperation(entry.key, entry.at, path, this.#names, reader);
      if (target === undefined) continue;
      const to = `${target.service}/${target.operation}`;
      if (seen.has(to)) {
        const hint = 'keep one and give it a count';
        reader.fault(entry.at, `${path} names ${to} twice`, hint);
        continue;
      }
      seen.add(to);
      this.calls.push({ from, to, at: entry.at });
      calls.push(this.#call(entry, `${path}.${to}`, target));
    }
    return calls;
  }

  #call(entry: Entry, path: string, target: { service: string; operation: string }): Call {
    const reader = this.#reader;
    reader.origin(entry.value, path);
    const fields = reader.fields(entry.value, path, CALL_KEYS);
    const count = reader.fact(fields.get('count'), `${path}.count`, defaults.COUNT, (given) => {
      const value = reader.number(given, `${path}.count`, 0, COUNT_MAX, false);
      if (value !== 0) return value;
      return reader.fault(given.at, `${path}.count is 0`, 'leave the call out instead');
    });
    const mode = reader.fact<Call['mode']>(
      fields.get('mode'),
      `${path}.mode`,
      defaults.MODE,
      (given) => reader.choice(given, `${path}.mode`, ['synchronous', 'queue']),
    );
    const idempotent = this.#tri(fields.get('idempotent'), `${path}.idempotent`);
    const optional = this.#tri(fields.get('optional'), `${path}.optional`);
    const policies = this.#policies.call(fields.get('policies'), `${path}.policies`, {
      idempotent,
      optional,
    });
    return { ...target, count, mode, idempotent, optional, policies };
  }

  /** Only a person knows these: an assumed 'yes' would charge a card twice on a guess. */
  #tri(tree: Tree | undefined, path: string): Tri {
    if (tree === undefined) return 'unknown';
    this.#reader.untagged(tree, path);
    const word = this.#reader.text(tree, path, 'yes, no or unknown')?.trim().toLowerCase();
    if (word === undefined) return 'unknown';
    if (word === 'yes' || word === 'true') return 'yes';
    if (word === 'no' || word === 'false') return 'no';
    if (word !== 'unknown') {
      this.#reader.fault(tree.at, `${path} is '${word}'`, 'write yes, no or unknown');
    }
    return 'unknown';
  }
}
