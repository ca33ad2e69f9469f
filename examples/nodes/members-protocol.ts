import { type Body, ERRORS, type Json, type NodeContext, RpcError } from '@dstudio/maelstrom';

const GOSSIP_MS = 200;

interface Rules {
  /** Whoever leaves first gives what it has to one who stays, and takes no more. */
  readonly handsOver: boolean;
}

/**
 * Broadcast among members that come and go. Each tells the others all it knows: the messages, and who
 * has joined and who has left. All three only grow, so what is heard late, twice or in another order
 * does no harm. Names are never used again, so who has left stays away.
 */
export const startMember = (node: NodeContext, rules: Rules): void => {
  const messages = new Set<Json>();
  const joined = new Set<Json>(node.ids);
  const left = new Set<Json>();
  let leaving = false;

  const all = (): Body => ({ messages: [...messages], joined: [...joined], left: [...left] });
  const learn = (body: Body): void => {
    for (const [known, heard] of [
      [messages, body.messages],
      [joined, body.joined],
      [left, body.left],
    ] as const) {
      if (Array.isArray(heard)) for (const one of heard) known.add(one);
    }
  };

  node.on('join', (request) => {
    joined.add(String(request.body.node_id));
    node.reply(request, { type: 'join_ok' });
  });
  node.on('leave', (request) => {
    const id = String(request.body.node_id);
    const done = (): void => {
      left.add(id);
      node.reply(request, { type: 'leave_ok' });
    };
    if (left.has(id) || !rules.handsOver) {
      done();
      return;
    }
    node.rpc(id, { type: 'hand_over' }, (reply) => {
      learn(reply);
      if (reply.type === 'hand_over_ok') done();
      else node.reply(request, { type: 'error', code: ERRORS.temporarilyUnavailable.code });
    });
  });
  node.on('hand_over', (request) => {
    leaving = true;
    node.reply(request, { ...all(), type: 'hand_over_ok' });
  });

  node.on('topology', (request) => node.reply(request, { type: 'topology_ok' }));
  node.on('broadcast', (request) => {
    if (leaving) throw new RpcError(ERRORS.temporarilyUnavailable, 'about to leave');
    messages.add(Number(request.body.message));
    node.reply(request, { type: 'broadcast_ok' });
  });
  node.on('read', (request) => node.reply(request, { type: 'read_ok', messages: [...messages] }));

  node.on('gossip', ({ body }) => learn(body));
  node.every(GOSSIP_MS, () => {
    for (const id of joined) {
      if (id !== node.id && !left.has(id)) node.send(String(id), { ...all(), type: 'gossip' });
    }
  });
};
