import { type Bug, insist, listen, peersOf, scenarioOf, tell } from './kit.ts';

const NAMES = ['a', 'b', 'c'];

export const bug: Bug = {
  slug: 'broadcast-once',
  theme: 'messages',
  wrong: 'A message to all is sent once to each; who is cut off never hears it.',
  right: 'It is sent to each until that one confirms.',
  scenario: (right) =>
    scenarioOf('broadcast-once', right, {
      settle_ms: 300,
      faults: { network: { loss: 0.1, latency_ms: 10 }, faults: ['partition', 'pause'] },
      build(run) {
        const heard = new Map(NAMES.map((name) => [name, new Set<number>()]));
        const said = new Set<number>();
        const times = run.random('times');
        for (const [own, name] of NAMES.entries()) {
          const mine = heard.get(name) ?? new Set();
          const confirmed = new Set<string>();
          const { env } = run.node(name, (process) => {
            listen(process, {
              news: (from, { id }) => {
                mine.add(id);
                tell(process, from, 'ok', { id });
              },
              ok: (from, { id }) => confirmed.add(`${from} ${id}`),
            });
          });
          for (let i = 0; i < 5; i++) {
            const id = own * 5 + i;
            run.issue(times.next() * 900, name, `say ${id}`, () => {
              said.add(id);
              mine.add(id);
              for (const peer of peersOf(NAMES, name)) {
                const send = (): void => tell(env, peer, 'news', { id });
                if (right) insist(env, 40, () => confirmed.has(`${peer} ${id}`), send);
                else send();
              }
            });
          }
        }
        return {
          check() {
            for (const [name, known] of heard) {
              const missed = [...said].filter((id) => !known.has(id));
              if (missed.length > 0) run.fail('not heard', `${name} missed ${missed.join(', ')}`);
            }
          },
        };
      },
    }),
};
