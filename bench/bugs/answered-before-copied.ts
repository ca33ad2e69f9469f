import { type Bug, listen, scenarioOf, tell } from './kit.ts';

export const bug: Bug = {
  slug: 'answered-before-copied',
  theme: 'replication',
  wrong:
    'A primary answers before its backup has the write; when it dies, the backup takes over without.',
  right: 'It answers when the backup has it.',
  scenario: (right) =>
    scenarioOf('answered-before-copied', right, {
      faults: { network: { loss: 0.1, latency_ms: 10 }, faults: ['partition', 'pause'] },
      sometimes: ['taken over'],
      build(run) {
        const backup = new Set<number>();
        const answered = new Set<number>();
        let takenOver = false;
        run.node('primary', (env) => {
          listen(env, {
            write: (_, { id }) => {
              tell(env, 'backup', 'copy', { id });
              if (!right) tell(env, 'client', 'done', { id });
            },
            copied: (_, { id }) => tell(env, 'client', 'done', { id }),
          });
          const beat = (): void => {
            tell(env, 'backup', 'beat');
            env.clock.after(20, beat);
          };
          beat();
        });
        run.node('backup', (env) => {
          let heard_ms = env.clock.now();
          const watch = (): void => {
            if (!takenOver && env.clock.now() - heard_ms > 150) {
              takenOver = true;
              run.sometimes('taken over');
              run.record('backup', 'takes over');
              const lost = [...answered].filter((id) => !backup.has(id));
              if (lost.length > 0)
                run.fail(
                  'lost write',
                  `write ${lost.join(', ')} was answered, and the backup never had it`,
                );
            }
            env.clock.after(20, watch);
          };
          watch();
          listen(env, {
            beat: () => {
              heard_ms = env.clock.now();
            },
            copy: (from, { id }) => {
              // It does not serve two masters: what comes later is refused.
              if (takenOver) return;
              backup.add(id);
              tell(env, from, 'copied', { id });
            },
          });
        });
        const { env } = run.node('client', undefined, { faults: false });
        listen(env, { done: (_, { id }) => answered.add(id) });
        for (let id = 1; id <= 30; id++) {
          run.issue(id * 30, 'client', `write ${id}`, () => tell(env, 'primary', 'write', { id }));
        }
        return undefined;
      },
    }),
};
