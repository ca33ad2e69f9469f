import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidInput } from '@dstudio/kernel';
import { NOT_TEXT } from '../files.ts';
import { quoted } from '../quoted.ts';

const GZIP = Buffer.of(0x1f, 0x8b);
/** How the files that Jepsen keeps its tests in begin (jepsen.store.format). */
const JEPSEN = Buffer.from('JEPSEN');

/** Why a history could not be read; of bytes that are a history after all, with how to read them. */
export function withWayOut(file: string, error: unknown, folder: string): unknown {
  if (!(error instanceof InvalidInput) || error.problem !== NOT_TEXT || file === '-') return error;
  const bytes = firstBytes(resolve(folder, file), JEPSEN.length);
  const told = (problem: string, hint: string): InvalidInput =>
    new InvalidInput(problem, { where: { file }, hint, cause: error });
  if (bytes.subarray(0, GZIP.length).equals(GZIP)) {
    const unpacked = `zcat ${quoted(file)} | dstudio check-history --model ... -`;
    return told('this is compressed with gzip', `write ${unpacked}`);
  }
  return bytes.equals(JEPSEN)
    ? told("this is Jepsen's binary store", 'name the history.edn beside it')
    : error;
}

function firstBytes(path: string, count: number): Buffer {
  const bytes = Buffer.alloc(count);
  // A pipe has been read, and to open it again would wait for ever.
  if (!statSync(path).isFile()) return bytes;
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}
