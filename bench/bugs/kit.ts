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
  { id, value, list }: Fields = {},
): void => {
  env.network.send(to, new TextEncoder().encode(JSON.stringify({ kind, id, value, list })));
};

/** Sends it now, and again every `every_ms` until `done`. */
export const insist = (env: Env, every_ms: number, done: () => boolean, send: () => void): void => {
  if (done()) return;
  send();
  env.clock.after(every_ms, () => insist(env, every_ms, done, send));
};

const parse = (message: Uint8Array): Fields & Pick<Message, 'kind'> =>
  JSON.parse(new TextDecoder().decode(message));

/** With a 0 for each number that the sender had no use for. */
const read = (message: Uint8Array): Message => ({ id: 0, value: 0, ...parse(message) });

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

/** What messages say in a diagram, by kind. */
export type Says = Readonly<Record<string, (message: Message) => string>>;

/** Of elections by term: what is asked and answered. */
export const ballotSays: Says = {
  'vote?': ({ id }) => `vote? term ${id}`,
  vote: ({ id }) => `yes, term ${id}`,
  lead: ({ id }) => `leads term ${id}`,
};

/** What the clock on the wall says when a run begins. */
const START_MS = 1_735_689_600_000;

/** A time of day as it stands in a diagram, in seconds since the run began. */
export const timeOf = (wall_ms: number): string => `${((wall_ms - START_MS) / 1000).toFixed(3)} s`;

/** A scenario with the parts that all of them share. */
export const scenarioOf = (
  slug: string,
  right: boolean,
  {
    says = {},
    ...rest
  }: Omit<Partial<Scenario>, 'label'> &
    Pick<Scenario, 'faults' | 'build'> & { readonly says?: Says },
): Scenario => ({
  name: right ? `${slug}-right` : slug,
  lane: 'callback',
  length_ms: LENGTH_MS,
  sometimes: [],
  label(bytes) {
    const { kind, id, value, list } = parse(bytes);
    const words = says[kind]?.(read(bytes));
    if (words !== undefined) return words;
    return [kind, id, value, list && `[${list.join(' ')}]`]
      .filter((part) => part !== undefined)
      .join(' ');
  },
  ...rest,
});

export const peersOf = (names: readonly string[], name: string): readonly string[] =>
  names.filter((other) => other !== name);
