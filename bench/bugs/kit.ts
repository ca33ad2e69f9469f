import type { Env } from '@dstudio/kernel';
import type { Scenario } from '@dstudio/simulator';

/** A small system with one known bug, and its corrected twin. */
export interface Bug {
  readonly slug: string;
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
}

type Fields = Partial<Omit<Message, 'kind'>>;

export const tell = (
  env: Env,
  to: string,
  kind: string,
  { id = 0, value = 0 }: Fields = {},
): void => {
  env.network.send(to, new TextEncoder().encode(JSON.stringify({ kind, id, value })));
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

/** A scenario with the parts that all of them share. */
export const scenarioOf = (
  slug: string,
  right: boolean,
  rest: Partial<Scenario> & Pick<Scenario, 'faults' | 'build'>,
): Scenario => ({
  name: right ? `${slug}-right` : slug,
  lane: 'callback',
  length_ms: 1000,
  sometimes: [],
  label: (bytes) => {
    const { kind, id, value } = read(bytes);
    return `${kind} ${id} ${value}`;
  },
  ...rest,
});

export const peersOf = (names: readonly string[], name: string): readonly string[] =>
  names.filter((other) => other !== name);
