import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'moved-while-written',
  theme: 'replication',
  wrong:
    'A shard is copied to another node, and until all know that, the old one takes writes which stay there.',
  right: 'From the copy on the old node hands writes on to the new one.',
  scenario: (right) =>
    scenarioOf('moved-while-written', right, {
      settle_ms: 300,
      faults: { network: { latency_ms: 10 }, faults: ['hold', 'pause'] },
      sometimes: ['moved'],
      build(run) {
        const written = new Set<number>();
        let owner = 'n1';
        const shards = new Map(['n1', 'n2'].map((name) => [name, new Set<number>()]));
        for (const [name, entries] of shards) {
          run.node(name, (env) => {
            let movedTo = '';
            listen(env, {
              write: (_, { id }) => {
                if (right && movedTo !== '') return tell(env, movedTo, 'write', { id });
                entries.add(id);
                tell(env, 'client', 'written', { id });
              },
              move: () => {
                movedTo = 'n2';
                tell(env, movedTo, 'shard', { list: [...entries] });
              },
              shard: (_, { list = [] }) => {
                for (const id of list) entries.add(id);
                tell(env, 'client', 'moved');
              },
            });
          });
        }
        const { env } = run.node('client', undefined, { faults: false });
        listen(env, {
          written: (_, { id }) => written.add(id),
          moved: (from) => {
            run.sometimes('moved');
            owner = from;
          },
        });
        run.issue(200 + run.random('when').next() * 600, 'client', 'move the shard', () => {
          tell(env, 'n1', 'move');
        });
        for (let id = 1; id <= 40; id++) {
          run.issue(id * 24, 'client', `write ${id}`, () => tell(env, owner, 'write', { id }));
        }
        return {
          check() {
            const lost = [...written].filter((id) => shards.get(owner)?.has(id) !== true);
            if (lost.length > 0)
              run.fail(
                'lost write',
                `write ${lost.join(', ')} was answered, and is not on ${owner}`,
              );
          },
        };
      },
    }),
};
