import { defineNode } from '@dstudio/maelstrom';

const GOSSIP_MS = 100;

/** Each node counts for itself alone; all tell each other their counts and keep the greater ones. */
export default defineNode((node) => {
  const counts = new Map<string, number>();
  const raise = (id: string, count: number): void =>
    void counts.set(id, Math.max(counts.get(id) ?? 0, count));

  node.on('add', (request) => {
    raise(node.id, (counts.get(node.id) ?? 0) + Number(request.body.delta));
    node.reply(request, { type: 'add_ok' });
  });
  node.on('read', (request) => {
    const value = [...counts.values()].reduce((total, count) => total + count, 0);
    node.reply(request, { type: 'read_ok', value });
  });
  node.on('merge', ({ body }) => {
    for (const [id, count] of Object.entries(Object(body.counts))) raise(id, Number(count));
  });
  node.every(GOSSIP_MS, () => {
    const body = { type: 'merge', counts: Object.fromEntries(counts) };
    for (const id of node.ids) if (id !== node.id) node.send(id, body);
  });
});
