import { defineNode } from '@dstudio/maelstrom';

/** The node's name keeps nodes apart, the count requests, and the random number lives of one node. */
export default defineNode((node) => {
  const life = node.random.below(2 ** 32);
  let count = 0;
  node.on('generate', (request) =>
    node.reply(request, { type: 'generate_ok', id: `${node.id}-${life}-${count++}` }),
  );
});
