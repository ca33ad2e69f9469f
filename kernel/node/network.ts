import { createSocket, type RemoteInfo } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Network } from '../env.ts';
import { InvalidInput } from '../errors.ts';
import { quote } from '../quantity.ts';

/** What an IPv4 datagram can carry: 65535 bytes less the headers of IP and UDP. */
const MESSAGE_BYTES_MAX = 65_507;

/** A network that holds a socket until it is closed. */
export interface OpenNetwork extends Network {
  close(): Promise<void>;
}

const join = ({ address, port }: Pick<RemoteInfo, 'address' | 'port'>): string =>
  isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;

const split = (address: string): { readonly host: string; readonly port: number } => {
  const found = /^(?:\[([^\]]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(address);
  const host = found?.[1] ?? found?.[2];
  const port = Number(found?.[3]);
  if (host === undefined || !(port >= 1 && port <= 65_535)) {
    throw new InvalidInput(`${quote(address)} is not an address`, {
      hint: "write 'host:port', such as '127.0.0.1:7000' or '[::1]:7000'",
    });
  }
  return { host, port };
};

/**
 * UDP datagrams (RFC 768). Addresses are 'host:port'; a message has at most 65507 bytes. What cannot
 * be delivered is lost without a word, as on the wire.
 *
 * @param options.host address to listen on, default '127.0.0.1'
 * @param options.port default 0: any free one, see `address`
 * @throws the system's error when the address cannot be bound
 */
export const openNetwork = async (
  options: { readonly host?: string; readonly port?: number } = {},
): Promise<OpenNetwork> => {
  const { host = '127.0.0.1', port = 0 } = options;
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  // After this, errors concern single datagrams (such as an unreachable port), and those are lost.
  socket.on('error', () => {});
  let receiver: ((from: string, message: Uint8Array) => void) | undefined;
  socket.on('message', (message, from) => receiver?.(join(from), new Uint8Array(message)));
  let closed = false;
  return {
    address: join(socket.address()),
    send(to, message) {
      const target = split(to);
      if (message.byteLength > MESSAGE_BYTES_MAX) {
        throw new InvalidInput(
          `a message of ${message.byteLength} bytes does not fit into a datagram`,
          { hint: `send at most ${MESSAGE_BYTES_MAX} bytes at once` },
        );
      }
      if (closed) return;
      // A copy, because the sender may go on to change its buffer before the socket reads it.
      socket.send(Uint8Array.from(message), target.port, target.host, () => {});
    },
    receive(handler) {
      receiver = handler;
      return () => {
        if (receiver === handler) receiver = undefined;
      };
    },
    close() {
      if (closed) return Promise.resolve();
      closed = true;
      return new Promise((resolve) => socket.close(() => resolve()));
    },
  };
};
