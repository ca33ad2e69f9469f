import crypto from 'node:crypto';
import dgram from 'node:dgram';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { type Ambient, guardForGood } from '../guard.ts';

const RANDOM = 'env.random or world.random(stream)';
const LATER = 'env.clock.after or world.after';

const MODULES: readonly (readonly [
  module: string,
  owner: object,
  instead: string,
  keys: readonly string[],
])[] = [
  [
    'node:crypto',
    crypto,
    RANDOM,
    ['randomUUID', 'randomBytes', 'randomInt', 'randomFill', 'randomFillSync', 'getRandomValues'],
  ],
  ['node:timers', timers, LATER, ['setTimeout', 'setInterval', 'setImmediate']],
  [
    'node:timers/promises',
    timersPromises,
    'env.clock.sleep',
    ['setTimeout', 'setInterval', 'setImmediate'],
  ],
  ['node:http', http, 'env.network', ['request', 'get', 'createServer']],
  ['node:https', https, 'env.network', ['request', 'get', 'createServer']],
  ['node:net', net, 'env.network', ['connect', 'createConnection', 'createServer']],
  ['node:dgram', dgram, 'env.network', ['createSocket']],
  ['node:os', os, 'a figure of your own', ['freemem', 'loadavg', 'uptime']],
];

/**
 * Guards this thread for good, with the modules of Node that read clocks, roll dice or speak to the
 * world. To be called before the module with the nodes is loaded.
 */
export const guardThread = (): void => {
  const more = MODULES.flatMap(([module, owner, instead, keys]) =>
    keys.map((key): Ambient => ({ owner, key, used: `${key} of ${module}`, instead })),
  );
  guardForGood(more);
  // So that `import { randomUUID }` gets what `crypto.randomUUID` is now.
  syncBuiltinESMExports();
};
