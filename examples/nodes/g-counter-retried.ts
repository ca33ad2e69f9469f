import { defineNode } from '@dstudio/maelstrom';

const ANSWER_MS = 200;

/** Broken: says "add 3" until it is acknowledged, so a lost acknowledgement adds 3 twice. */
export default defineNode((node) => {
  let value = 0;
  const tell = (id: string, delta: number): void => {
    node.rpc(
      id,
      { type: 'more', delta },
      ({ type }) => {
        if (type !== 'more_ok') tell(id, delta);
      },
      ANSWER_MS,
    );
  };
  node.on('add', (request) => {
    const delta = Number(request.body.delta);
    value += delta;
    for (const id of node.ids) if (id !== node.id) tell(id, delta);
    node.reply(request, { type: 'add_ok' });
  });
  node.on('more', (request) => {
    value += Number(request.body.delta);
    node.reply(request, { type: 'more_ok' });
  });
  node.on('read', (request) => node.reply(request, { type: 'read_ok', value }));
});
