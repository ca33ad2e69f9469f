import type { Env } from '@dstudio/kernel';
import { type Bug, listen, scenarioOf, tell } from './kit.ts';

const LEASE_MS = 60;
/** How long a holder works on what it is about to write, and then takes to send it. */
const WORK_MS = 20;
const SEND_MS = 5;

/**
 * Kleppmann, "How to do distributed locking", 2016. Messages keep their order here and none is lost,
 * all clocks agree, the lock and the store never fail: all that happens is that a client stops for a
 * while, as for collecting garbage.
 */
export const bug: Bug = {
  slug: 'lock-without-fencing',
  theme: 'clocks',
  wrong:
    'A holder of a lock is paused between making sure that it still holds it and writing; meanwhile the lock runs out, and the next holder writes.',
  right: 'The store refuses a write whose token is older than one that it has seen.',
  scenario: (right) =>
    scenarioOf('lock-without-fencing', right, {
      faults: { faults: ['pause'], lasts_ms: 100 },
      sometimes: ['written late'],
      says: {
        acquire: () => 'acquire',
        granted: ({ id }) => `grant, token ${id}`,
        write: ({ id }) => `write, token ${id}`,
        release: ({ id }) => `done, token ${id}`,
      },
      build(run) {
        const spared = { faults: false };
        const lock = (env: Env): void => {
          const waiting: string[] = [];
          let token = 0;
          let held = false;
          const grant = (): void => {
            const next = held ? undefined : waiting.shift();
            if (next === undefined) return;
            held = true;
            const id = ++token;
            tell(env, next, 'granted', { id, value: env.clock.wall() + LEASE_MS });
            env.clock.after(LEASE_MS, () => free(id, 'runs out'));
          };
          const free = (id: number, how: string): void => {
            if (id !== token || !held) return;
            run.record('lock', `${how}, token ${id}`);
            held = false;
            grant();
          };
          listen(env, {
            acquire: (from) => {
              waiting.push(from);
              grant();
            },
            release: (_, { id }) => free(id, 'is released'),
          });
        };
        run.node('lock', lock, spared);
        const store = (env: Env): void => {
          let newest = 0;
          listen(env, {
            write: (_, { id }) => {
              if (id < newest) run.sometimes('written late');
              if (right && id < newest) return;
              if (id < newest) {
                run.fail('overwritten', `token ${id} wrote over what token ${newest} had written`);
              }
              newest = id;
            },
          });
        };
        run.node('store', store, spared);
        const times = run.random('times');
        for (const name of ['one', 'two']) {
          const machine = run.node(name, (env) => {
            listen(env, {
              granted: (_, { id, value }) => {
                env.clock.after(WORK_MS, () => {
                  const left_ms = value - env.clock.wall();
                  if (left_ms < SEND_MS) return;
                  run.record(name, `makes sure: the lock is its own for ${left_ms.toFixed(0)} ms`);
                  env.clock.after(SEND_MS, () => {
                    tell(env, 'store', 'write', { id });
                    tell(env, 'lock', 'release', { id });
                  });
                });
              },
            });
          });
          for (let i = 0; i < 10; i++) {
            run.issue(i * 100 + times.next() * 100, name, 'wants to change the file', () =>
              tell(machine.env, 'lock', 'acquire'),
            );
          }
        }
        return undefined;
      },
    }),
};
