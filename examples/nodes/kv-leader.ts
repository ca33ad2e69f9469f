import { defineNode } from '@dstudio/maelstrom';
import { KeyValues } from './key-values.ts';

/** The first node holds all data, and the others ask it. */
export default defineNode((node) => {
  const [leader = node.id] = node.ids;
  const values = new KeyValues();
  for (const type of ['read', 'write', 'cas']) {
    node.on(type, (request) => {
      if (node.id === leader) node.reply(request, values.execute(request.body));
      else node.rpc(leader, request.body, (reply) => node.reply(request, reply));
    });
  }
});
