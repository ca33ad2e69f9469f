import type { Network } from '../env.ts';
import { InvalidInput } from '../errors.ts';

/** As large as a datagram, so that what works here works on the wire. */
const MESSAGE_BYTES_MAX = 65_507;

/** A network that holds a channel until it is closed. */
export interface OpenNetwork extends Network {
  close(): Promise<void>;
}

interface Datagram {
  readonly from: string;
  readonly to: string;
  readonly message: Uint8Array;
}

/** Whatever shares the origin can post to the channel. */
const isDatagram = (data: unknown): data is Datagram =>
  typeof data === 'object' &&
  data !== null &&
  'from' in data &&
  typeof data.from === 'string' &&
  'to' in data &&
  typeof data.to === 'string' &&
  'message' in data &&
  data.message instanceof Uint8Array;

/**
 * Datagrams between the windows and workers of one origin, over a BroadcastChannel. Whoever opens
 * the same channel is on the same network; an address is any name that is unique on it.
 *
 * @param options.address default: a random one
 * @param options.channel default 'dstudio'
 */
export const openNetwork = async (
  options: { readonly address?: string; readonly channel?: string } = {},
): Promise<OpenNetwork> => {
  const { address = crypto.randomUUID(), channel: name = 'dstudio' } = options;
  const channel = new BroadcastChannel(name);
  let receiver: ((from: string, message: Uint8Array) => void) | undefined;
  let closed = false;
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isDatagram(data) && data.to === address) receiver?.(data.from, data.message);
  };
  return {
    address,
    send(to, message) {
      if (message.byteLength > MESSAGE_BYTES_MAX) {
        throw new InvalidInput(
          `a message of ${message.byteLength} bytes does not fit into a datagram`,
          { hint: `send at most ${MESSAGE_BYTES_MAX} bytes at once` },
        );
      }
      if (closed) return;
      const copy = Uint8Array.from(message);
      // A channel does not hear itself.
      if (to === address) setTimeout(() => closed || receiver?.(address, copy), 0);
      else channel.postMessage({ from: address, to, message: copy } satisfies Datagram);
    },
    receive(handler) {
      receiver = handler;
      return () => {
        if (receiver === handler) receiver = undefined;
      };
    },
    async close() {
      closed = true;
      channel.close();
    },
  };
};
