/**
 * Runs a defined node as a process of its own: `node serve.ts ./my-node.ts` speaks the protocol on
 * stdin and stdout. The module's default export is what `defineNode` gave.
 */
import { randomInt } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRandom } from '@dstudio/kernel';
import { createClock, openDisk } from '@dstudio/kernel/node';
import type { AnyNodeDefinition } from '../in-process/define-node.ts';
import { NodeRuntime } from '../in-process/runtime.ts';
import { textOfJson } from '../json.ts';
import { parseLine } from '../message.ts';
import { DISK_VARIABLE } from './disk-variable.ts';
import { Lines } from './lines.ts';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('give the file of a node: node serve.ts ./my-node.ts');
const { default: definition }: { default?: AnyNodeDefinition } = await import(
  pathToFileURL(resolve(file)).href
);
if (typeof definition?.start !== 'function') {
  throw new Error(`${file} has no node as its default export: export default defineNode(...)`);
}

/** The harness names a folder that outlives this process; under another one there is a new one. */
const diskFolder = (): string => {
  const given = process.env[DISK_VARIABLE];
  if (given !== undefined && given !== '') return given;
  const fresh = mkdtempSync(join(tmpdir(), 'dstudio-node-'));
  process.stderr.write(`the disk is ${fresh}; set ${DISK_VARIABLE} to keep one over a restart\n`);
  return fresh;
};

let outgoing: string[] = [];
const flush = (): void => {
  if (outgoing.length === 0) return;
  outgoing.push('');
  process.stdout.write(outgoing.join('\n'));
  outgoing = [];
};
const runtime = new NodeRuntime(definition, {
  clock: createClock(),
  // A node in the world draws anew each time, as any process does.
  random: createRandom(randomInt(2 ** 32)),
  disk: definition.disk ? await openDisk(diskFolder()) : undefined,
  msg_id: randomInt(2 ** 30),
  emit: (message) => {
    if (outgoing.length === 0) setImmediate(flush);
    outgoing.push(textOfJson(message));
  },
  fail(error) {
    throw error;
  },
  log: (text) => void process.stderr.write(`${text}\n`),
});
const lines = new Lines();
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => {
  const sane = lines.push(chunk, (line) => {
    if (line === '') return;
    const message = parseLine(line);
    if (typeof message === 'string') process.stderr.write(`${message}\n`);
    // The line itself is not kept: what goes out is new.
    else runtime.receive(message);
  });
  if (sane) return;
  process.stderr.write('stdin has a line without end; send one message in each line\n');
  process.exit(1);
});
// Whoever started it is gone, so there is nobody left to serve.
process.stdin.on('end', () => process.exit(0));
