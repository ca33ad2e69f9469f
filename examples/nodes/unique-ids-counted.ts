import { defineNode } from '@dstudio/maelstrom';

/** Broken: a restart begins to count at 0 again. */
export default defineNode((node) => {
  let count = 0;
  node.on('generate', (request) =>
    node.reply(request, { type: 'generate_ok', id: `${node.id}-${count++}` }),
  );
});
