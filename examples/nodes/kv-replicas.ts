import { defineNode, type Json } from '@dstudio/maelstrom';
import { KeyValues } from './key-values.ts';

/** Broken: the leader's changes reach the others later, but they answer reads at once. */
export default defineNode((node) => {
  const [leader = node.id] = node.ids;
  const values = new KeyValues();
  node.on('read', (request) => node.reply(request, values.execute(request.body)));
  for (const type of ['write', 'cas']) {
    node.on(type, (request) => {
      if (node.id !== leader) {
        node.rpc(leader, request.body, (reply) => node.reply(request, reply));
        return;
      }
      node.reply(request, values.execute(request.body));
      const change: Json = Object(request.body);
      for (const id of node.ids) if (id !== leader) node.send(id, { type: 'changed', change });
    });
  }
  node.on('changed', ({ body }) => void values.execute(Object(body.change)));
});
