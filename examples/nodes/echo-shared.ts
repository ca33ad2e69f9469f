import { defineNode, type Json } from '@dstudio/maelstrom';

const WORK_MS = 20;

/** Broken: one variable for all requests, so the second overwrites what the first is to get back. */
export default defineNode((node) => {
  let echo: Json = null;
  node.on('echo', (request) => {
    echo = request.body.echo ?? null;
    node.after(WORK_MS, () => node.reply(request, { type: 'echo_ok', echo }));
  });
});
