import { defineNode } from '@dstudio/maelstrom';

/** Broken: tells each node once, and what a partition swallows is never said again. */
export default defineNode((node) => {
  const messages = new Set<number>();
  node.on('topology', (request) => node.reply(request, { type: 'topology_ok' }));
  node.on('broadcast', (request) => {
    const { message } = request.body;
    messages.add(Number(message));
    for (const id of node.ids) if (id !== node.id) node.send(id, { type: 'gossip', message });
    node.reply(request, { type: 'broadcast_ok' });
  });
  node.on('gossip', ({ body: { message } }) => void messages.add(Number(message)));
  node.on('read', (request) => node.reply(request, { type: 'read_ok', messages: [...messages] }));
});
