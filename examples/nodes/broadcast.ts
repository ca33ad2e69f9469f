import { defineNode } from '@dstudio/maelstrom';

const RETRY_MS = 200;

/** Sends each message to every other node, again and again until that one has acknowledged it. */
export default defineNode((node) => {
  const messages = new Set<number>();
  /** By node: what it has not acknowledged. */
  const owed = new Map(
    node.ids.filter((id) => id !== node.id).map((id) => [id, new Set<number>()]),
  );

  const pass = (id: string, some: readonly number[]): void => {
    node.rpc(id, { type: 'gossip', messages: some }, ({ type }) => {
      if (type === 'gossip_ok') for (const message of some) owed.get(id)?.delete(message);
    });
  };

  node.on('topology', (request) => node.reply(request, { type: 'topology_ok' }));
  node.on('broadcast', (request) => {
    const message = Number(request.body.message);
    messages.add(message);
    for (const [id, waiting] of owed) {
      waiting.add(message);
      pass(id, [message]);
    }
    node.reply(request, { type: 'broadcast_ok' });
  });
  node.on('gossip', (request) => {
    const { messages: heard } = request.body;
    if (Array.isArray(heard)) for (const message of heard) messages.add(Number(message));
    node.reply(request, { type: 'gossip_ok' });
  });
  node.on('read', (request) => node.reply(request, { type: 'read_ok', messages: [...messages] }));

  node.every(RETRY_MS, () => {
    for (const [id, waiting] of owed) if (waiting.size > 0) pass(id, [...waiting]);
  });
});
