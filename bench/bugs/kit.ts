import type { Env } from '@dstudio/kernel';
import type { Run, Scenario } from '@dstudio/simulator';

/** Where a bug belongs, as a reader looks for it. */
export type Theme =
  | 'disk'
  | 'messages'
  | 'queues'
  | 'consensus'
  | 'replication'
  | 'clocks'
  | 'transactions'
  | 'caches';

/** A small system with one known bug, and its corrected twin. */
export interface Bug {
  readonly slug: string;
  readonly theme: Theme;
  /** What is wrong, in one sentence. */
  readonly wrong: string;
  /** What the twin does instead. */
  readonly right: string;
  scenario(right: boolean): Scenario;
}

/** What nodes say to one another. */
export interface Message {
  readonly kind: string;
  readonly id: number;
  readonly value: number;
  /** A log, a list of members: what a message with two numbers cannot say. */
  readonly list?: readonly number[];
}

type Fields = Partial<Omit<Message, 'kind'>>;

export const tell = (
  env: Env,
  to: string,
  kind: string,
  { id = 0, value = 0, list }: Fields = {},
): void => {
  const message: Message = { kind, id, value, ...(list && { list }) };
  env.network.send(to, new TextEncoder().encode(JSON.stringify(message)));
};

/** Sends it now, and again every `every_ms` until `done`. */
export const insist = (env: Env, every_ms: number, done: () => boolean, send: () => void): void => {
  if (done()) return;
  send();
  env.clock.after(every_ms, () => insist(env, every_ms, done, send));
};

const read = (message: Uint8Array): Message => JSON.parse(new TextDecoder().decode(message));

export const listen = (
  env: Env,
  handlers: Readonly<Record<string, (from: string, message: Message) => void>>,
): void => {
  env.network.receive((from, bytes) => {
    const message = read(bytes);
    handlers[message.kind]?.(from, message);
  });
};

/** A client that asks 'server' for 20 payments, each again and again until it is 'charged'. */
export const payAgain = (run: Run): void => {
  const done = new Set<number>();
  const { env } = run.node('client', undefined, { faults: false });
  listen(env, { charged: (_, { id }) => done.add(id) });
  for (let id = 1; id <= 20; id++) {
    run.issue(id * 40, 'client', `pay ${id}`, () => {
      insist(
        env,
        50,
        () => done.has(id),
        () => tell(env, 'server', 'charge', { id }),
      );
    });
  }
};

/** How long faults may strike. */
export const LENGTH_MS = 1000;

/** A scenario with the parts that all of them share. */
export const scenarioOf = (
  slug: string,
  right: boolean,
  rest: Partial<Scenario> & Pick<Scenario, 'faults' | 'build'>,
): Scenario => ({
  name: right ? `${slug}-right` : slug,
  lane: 'callback',
  length_ms: LENGTH_MS,
  sometimes: [],
  label: (bytes) => {
    const { kind, id, value, list } = read(bytes);
    const numbers = list !== undefined && value === 0 ? [id] : [id, value];
    return [kind, ...numbers, ...(list === undefined ? [] : [`[${list.join(' ')}]`])].join(' ');
  },
  ...rest,
});

export const peersOf = (names: readonly string[], name: string): readonly string[] =>
  names.filter((other) => other !== name);
