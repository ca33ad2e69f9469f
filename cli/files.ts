import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { formatSize, InvalidInput } from '@dstudio/kernel';
import type { Terminal } from './terminal.ts';

/** Manifests of some hundred services stay well below; more would be something else. */
const TEXT_SIZE_MAX_BYTES = 8 * 2 ** 20;

/** What is wrong with a file of bytes. */
export const NOT_TEXT = 'this is not text';

/**
 * The text of a file that a person named; '-' is standard input. The size is looked at before
 * anything is read.
 *
 * @throws InvalidInput when it is missing, a folder, a device, unreadable, too big or no text
 */
export async function readTextFile(
  path: string,
  { folder, stdin }: Pick<Terminal, 'folder' | 'stdin'>,
): Promise<string> {
  if (path === '-') return decode('standard input', await readUpTo('standard input', stdin));
  const full = resolve(folder, path);
  try {
    const about = await stat(full);
    if (about.isDirectory()) refuse(path, 'this is a folder', 'name a file in it');
    // A pipe is how a shell passes the output of a command, as in <(kubectl get ...).
    if (!about.isFile() && !about.isFIFO()) refuse(path, 'this is no file', 'name a file');
    if (about.size > TEXT_SIZE_MAX_BYTES) refuseSize(path, formatSize(about.size));
    await using handle = await open(full);
    return decode(path, await readUpTo(path, handle.createReadStream({ autoClose: false })));
  } catch (error) {
    throw asInvalidInput(path, error);
  }
}

async function readUpTo(path: string, chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size_bytes = 0;
  for await (const part of chunks) {
    size_bytes += part.length;
    // The file may have grown since its size was looked at, and a pipe has none.
    if (size_bytes > TEXT_SIZE_MAX_BYTES) refuseSize(path, 'more');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/**
 * The text of a file in pieces, for files too long to be held at once; '-' is standard input.
 *
 * @throws InvalidInput when it is missing, a folder, a device, unreadable or no text
 */
export async function* readTextChunks(
  path: string,
  { folder, stdin }: Pick<Terminal, 'folder' | 'stdin'>,
): AsyncGenerator<string> {
  if (path === '-') {
    yield* decodeChunks('standard input', stdin);
    return;
  }
  try {
    await using handle = await open(resolve(folder, path));
    const about = await handle.stat();
    if (about.isDirectory()) refuse(path, 'this is a folder', 'name a file in it');
    if (!about.isFile() && !about.isFIFO()) refuse(path, 'this is no file', 'name a file');
    const chunks = handle.createReadStream({ autoClose: false, highWaterMark: 2 ** 18 });
    yield* decodeChunks(path, chunks);
  } catch (error) {
    throw asInvalidInput(path, error);
  }
}

async function* decodeChunks(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const text = (bytes?: Uint8Array): string => {
    try {
      const piece = decoder.decode(bytes, { stream: bytes !== undefined });
      if (!piece.includes('\0')) return piece;
    } catch {
      // Told below.
    }
    return refuse(path, NOT_TEXT, 'name a file in UTF-8');
  };
  for await (const bytes of chunks) yield text(bytes);
  yield text();
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Told below.
  }
  return refuse(path, NOT_TEXT, 'name a YAML file in UTF-8');
}

/**
 * Writes a file whole or not at all: into a file beside it first, which then takes its name. A file
 * that is already there is left alone unless `replace` is given.
 *
 * @throws InvalidInput when the file is there and may not be replaced, or cannot be written
 */
export function writeTextFile(
  path: string,
  text: string,
  { folder, replace }: { readonly folder: string; readonly replace: boolean },
): void {
  const named = resolve(folder, path);
  try {
    const old = statSync(named, { throwIfNoEntry: false });
    if (old?.isDirectory()) refuse(path, 'this is a folder', 'name a file in it');
    if (old !== undefined && !replace) refuseExisting(path);
    // Through a link to the file it stands for, or the link would be replaced by a file.
    const full = old === undefined ? named : realpathSync(named);
    const draft = join(dirname(full), `.${basename(full)}.${process.pid}.draft`);
    try {
      writeDraft(draft, text, old?.mode);
      if (replace) renameSync(draft, full);
      // Unlike renaming, this fails when somebody has made the file in the meantime.
      else linkSync(draft, full);
    } finally {
      rmSync(draft, { force: true });
    }
  } catch (error) {
    throw asInvalidInput(path, error);
  }
}

function writeDraft(draft: string, text: string, mode: number | undefined): void {
  const file = openSync(draft, 'wx');
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (mode !== undefined) chmodSync(draft, mode & 0o7777);
}

/** Fails early what `writeTextFile` would refuse after minutes of work. */
export function refuseToReplace(path: string, folder: string): void {
  if (statSync(resolve(folder, path), { throwIfNoEntry: false }) !== undefined)
    refuseExisting(path);
}

function refuseExisting(path: string): never {
  return refuse(path, 'this file is already there', 'use --force to replace it, or another name');
}

const REASONS: Readonly<Record<string, readonly [problem: string, hint: string]>> = {
  ENOENT: ['there is no such file or folder', 'check the path'],
  ENOTDIR: ['a part of this path is a file, not a folder', 'check the path'],
  EACCES: ['you may not read or write this', 'check its permissions'],
  EPERM: ['you may not read or write this', 'check its permissions'],
  EROFS: ['this disk cannot be written', 'name a file elsewhere'],
  ENOSPC: ['the disk is full', 'make room and try again'],
  ELOOP: ['this link leads in a circle', 'name the file itself'],
  ENAMETOOLONG: ['this name is too long', 'shorten it'],
};

/** The same failure in a person's words; what no person caused stays what it is. */
function asInvalidInput(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof InvalidInput)
    return error;
  const code = String(error.code);
  if (code === 'EEXIST') {
    return new InvalidInput('this file is already there', {
      where: { file: path },
      hint: 'use --force to replace it, or another name',
    });
  }
  const [problem, hint] = REASONS[code] ?? [error.message, undefined];
  return new InvalidInput(problem, {
    where: { file: path },
    hint,
    cause: error,
  });
}

function refuseSize(path: string, size: string): never {
  const most = formatSize(TEXT_SIZE_MAX_BYTES);
  return refuse(path, `this file has ${size}, and at most ${most} can be read`, 'split it');
}

function refuse(file: string, problem: string, hint: string): never {
  throw new InvalidInput(problem, { where: { file }, hint });
}
