import type { Env } from '@dstudio/kernel';
import type { Scenario, SwarmSpec } from '@dstudio/simulator';
import { listen, scenarioOf, tell } from './kit.ts';

const NAMES = ['a', 'b', 'c'];

export interface QuorumOptions {
  readonly slug: string;
  readonly right: boolean;
  /** Answers that end a read. */
  readonly reads: number;
  /** Whether a read stores what it found with a majority before it ends. */
  readonly writeBack: boolean;
  /** Whether two answers of one replica count as two. */
  readonly countsCopies: boolean;
  readonly faults: SwarmSpec;
}

/**
 * A register on three replicas with one writer and two readers, in the manner of Attiya, Bar-Noy and
 * Dolev (1995): what was written or read by one has to be seen by all who ask later.
 */
export const quorum = (options: QuorumOptions): Scenario => {
  const { slug, right, reads, writeBack, countsCopies, faults } = options;
  return scenarioOf(slug, right, {
    faults,
    sometimes: ['read'],
    says: {
      store: ({ value }) => `store ${value}`,
      stored: () => 'stored',
      load: () => 'load?',
      loaded: ({ value }) => `has ${value}`,
    },
    build(run) {
      for (const name of NAMES) {
        run.node(name, (env) => {
          let value = 0;
          listen(env, {
            store: (from, message) => {
              value = Math.max(value, message.value);
              tell(env, from, 'stored', { id: message.id });
            },
            load: (from, { id }) => tell(env, from, 'loaded', { id, value }),
          });
        });
      }
      /** The newest value that somebody was told of. */
      let known = 0;
      let ids = 0;
      const client = (name: string) => {
        const { env } = run.node(name, undefined, { faults: false });
        const waiting = new Map<number, (from: string, value: number) => void>();
        const heard = (from: string, { id, value }: { id: number; value: number }): void =>
          waiting.get(id)?.(from, value);
        listen(env, { stored: heard, loaded: heard });
        return { env, waiting };
      };
      type Client = { env: Env; waiting: Map<number, (from: string, value: number) => void> };
      const ask = (
        { env, waiting }: Client,
        kind: string,
        value: number,
        count: number,
        done: (most: number) => void,
      ): void => {
        const id = ++ids;
        const answers: string[] = [];
        let most = 0;
        waiting.set(id, (from, found) => {
          if (!countsCopies && answers.includes(from)) return;
          answers.push(from);
          most = Math.max(most, found);
          if (answers.length < count) return;
          waiting.delete(id);
          done(most);
        });
        for (const name of NAMES) tell(env, name, kind, { id, value });
      };
      const writer = client('writer');
      let writing = false;
      let last = 0;
      const times = run.random('times');
      for (let i = 1; i <= 15; i++) {
        run.issue(i * 60 + times.next() * 20, 'writer', `write ${i}`, () => {
          if (writing) return;
          writing = true;
          const value = ++last;
          ask(writer, 'store', value, 2, () => {
            writing = false;
            known = Math.max(known, value);
          });
        });
      }
      for (const name of ['reader1', 'reader2']) {
        const reader = client(name);
        for (let i = 1; i <= 25; i++) {
          run.issue(times.next() * 950, name, 'read', () => {
            const least = known;
            ask(reader, 'load', 0, reads, (value) => {
              const end = (): void => {
                run.sometimes('read');
                run.record(name, `read ${value}`);
                if (value < least)
                  run.fail(
                    'stale read',
                    `${name} read ${value} when ${least} had been stored or read`,
                  );
                known = Math.max(known, value);
              };
              if (writeBack) ask(reader, 'store', value, 2, end);
              else end();
            });
          });
        }
      }
      return undefined;
    },
  });
};
