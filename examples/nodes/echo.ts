import { defineNode } from '@dstudio/maelstrom';

export default defineNode((node) => {
  node.on('echo', (request) => node.reply(request, { type: 'echo_ok', echo: request.body.echo }));
});
