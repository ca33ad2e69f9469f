import { type Bug, insist, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'new-replica-counts-at-once',
  theme: 'replication',
  wrong:
    'An empty replica takes the place of a broken one and counts towards majorities from the start.',
  right:
    'It first copies what the others have, who refuse requests of the former configuration from then on.',
  scenario: (right) =>
    scenarioOf('new-replica-counts-at-once', right, {
      settle_ms: 400,
      faults: { network: { loss: 0.2, latency_ms: 10 }, faults: ['partition', 'pause', 'hold'] },
      sometimes: ['replaced', 'read'],
      says: {
        store: ({ value, list = [] }) => `store ${value} (${list.join('')})`,
        stored: () => 'stored',
        load: ({ list = [] }) => `load (${list.join('')})`,
        loaded: ({ value }) => `has ${value}`,
        copied: ({ value }) => `copied ${value}`,
      },
      build(run) {
        // As a service that never fails would tell it.
        let members = ['a', 'b', 'c'];
        let epoch = 1;
        /** The newest value that the client was told is stored. */
        let known = 0;
        const replica = (name: string, copyFrom: readonly string[]) =>
          run.node(name, (env) => {
            let value = 0;
            let newest = epoch;
            const copied = new Set<string>();
            listen(env, {
              store: (from, message) => {
                if ((message.list?.[0] ?? 0) < newest) return;
                value = Math.max(value, message.value);
                tell(env, from, 'stored', { id: message.id });
              },
              load: (from, { id, list }) => {
                if ((list?.[0] ?? 0) >= newest) tell(env, from, 'loaded', { id, value });
              },
              copy: (from, { id }) => {
                newest = Math.max(newest, id);
                tell(env, from, 'copied', { id, value });
              },
              copied: (from, message) => {
                value = Math.max(value, message.value);
                if (copied.add(from).size === copyFrom.length) takePart(name);
              },
            });
            for (const other of copyFrom) {
              const send = (): void => tell(env, other, 'copy', { id: epoch + 1 });
              insist(env, 30, () => copied.has(other), send);
            }
          });
        const takePart = (name: string): void => {
          if (members.includes(name)) return;
          members = ['b', 'c', name];
          epoch++;
          run.sometimes('replaced');
          run.record(name, 'takes part');
        };
        const broken = replica('a', []);
        for (const name of ['b', 'c']) replica(name, []);
        const { env } = run.node('client', undefined, { faults: false });
        run.issue(300 + run.random('when').next() * 400, 'client', 'replace a by d', () => {
          broken.remove();
          replica('d', right ? ['b', 'c'] : []);
          if (!right) takePart('d');
        });
        let ids = 0;
        let waiting = (_from: string, _value: number): void => {};
        const heard = (from: string, { id, value }: { id: number; value: number }): void => {
          if (id === ids) waiting(from, value);
        };
        listen(env, { stored: heard, loaded: heard });
        let busy = false;
        /** Asks until a majority answers; each time those who are members then. */
        const ask = (kind: string, value: number, done: (most: number) => void): void => {
          if (busy) return;
          busy = true;
          let over = false;
          const send = (): void => {
            const id = ++ids;
            const answers = new Map<string, number>();
            waiting = (from, found) => {
              if (over || answers.set(from, found).size < 2) return;
              over = true;
              busy = false;
              done(Math.max(...answers.values()));
            };
            for (const name of members) tell(env, name, kind, { id, value, list: [epoch] });
          };
          insist(env, 50, () => over, send);
        };
        for (let value = 1; value <= 22; value++) {
          run.issue(value * 60, 'client', `write ${value}`, () =>
            ask('store', value, () => {
              known = value;
            }),
          );
          run.issue(value * 60 + 30, 'client', 'read', () =>
            ask('load', 0, (most) => {
              run.sometimes('read');
              if (most < known) run.fail('lost write', `read ${most} after ${known} was stored`);
            }),
          );
        }
        return { progress: () => known };
      },
    }),
};
