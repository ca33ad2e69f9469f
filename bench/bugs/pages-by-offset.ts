import { type Bug, listen, scenarioOf, tell } from './kit.ts';

const PAGE = 3;

export const bug: Bug = {
  slug: 'pages-by-offset',
  theme: 'transactions',
  wrong:
    'A list is read page by page, by offset; when an entry before it goes, the next page skips one.',
  right: 'A page begins after the last entry that was read.',
  scenario: (right) =>
    scenarioOf('pages-by-offset', right, {
      faults: { network: { latency_ms: 10 }, faults: ['pause', 'hold'] },
      sometimes: ['read to the end'],
      says: {
        page: ({ value }) => `page from ${value}`,
        entries: ({ list = [] }) => `[${list.join(' ')}]`,
      },
      build(run) {
        const entries = Array.from({ length: 9 }, (_, i) => i + 1);
        run.node('store', (env) => {
          listen(env, {
            page: (from, { value }) => {
              const start = right ? entries.findIndex((entry) => entry > value) : value;
              const list = start < 0 ? [] : entries.slice(start, start + PAGE);
              tell(env, from, 'entries', { id: value, list });
            },
            remove: (_, { id }) => {
              const index = entries.indexOf(id);
              if (index >= 0) entries.splice(index, 1);
            },
          });
        });
        let read: number[] = [];
        let reading = false;
        const reader = run.node('reader', (env) => {
          listen(env, {
            entries: (from, { id, list = [] }) => {
              read.push(...list);
              const next = right ? (list.at(-1) ?? 0) : id + list.length;
              if (list.length > 0) return tell(env, from, 'page', { value: next });
              reading = false;
              run.sometimes('read to the end');
              // Entries only ever go: one that is there now was there all the time.
              const skipped = entries.filter((entry) => !read.includes(entry));
              if (skipped.length > 0)
                run.fail('entry skipped', `${skipped.join(', ')} stood on no page`);
            },
          });
        }).env;
        const { env } = run.node('client', undefined, { faults: false });
        const chance = run.random('removals');
        for (let i = 0; i < 4; i++) {
          run.issue(i * 250, 'reader', 'read all', () => {
            if (reading) return;
            reading = true;
            read = [];
            tell(reader, 'store', 'page');
          });
        }
        for (let i = 0; i < 8; i++) {
          const id = 1 + chance.below(9);
          run.issue(chance.next() * 900, 'client', `remove ${id}`, () => {
            tell(env, 'store', 'remove', { id });
          });
        }
        return undefined;
      },
    }),
};
