import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { InvalidInput } from '@dstudio/kernel';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** What Node itself runs; anything else has to be executable. */
const SCRIPTS: ReadonlySet<string> = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts']);

/**
 * How to run a node: a script goes to this Node, and anything else is run as it is.
 * @throws InvalidInput when there is no such file, or it is none that can be run.
 */
export const commandOf = (bin: string, args: readonly string[]): Command => {
  const file = resolve(bin);
  const about = statSync(file, { throwIfNoEntry: false });
  if (about === undefined) {
    throw new InvalidInput(`there is no file ${bin}`, { hint: 'give --bin the path to a node' });
  }
  if (about.isDirectory()) {
    throw new InvalidInput(`${bin} is a folder`, { hint: 'give --bin the program in it' });
  }
  if (SCRIPTS.has(extname(file))) return { file: process.execPath, args: [file, ...args] };
  try {
    accessSync(file, constants.X_OK);
  } catch {
    throw new InvalidInput(`${bin} has no execute permission`, { hint: `chmod +x ${bin}` });
  }
  return { file, args };
};

const FIRST_LINE_BYTES_MAX = 256;

/** Why a program could not be started, for a person. */
export const whyNotRun = (
  { file }: Command,
  error: Error & { readonly code?: unknown },
): string => {
  const line = error.code === 'ENOENT' ? firstLine(file) : undefined;
  if (line === undefined) return error.message;
  const [, interpreter] = /^#!\s*(\S+)/.exec(line) ?? [];
  if (interpreter === undefined) return 'it is there, but what is to load it is not';
  return line.endsWith('\r')
    ? `the first line, ${line.trim()}, ends in a carriage return: save the file with the line ends of Unix`
    : `the interpreter on its first line, ${interpreter}, does not exist`;
};

/** Undefined when there is no such file. */
const firstLine = (path: string): string | undefined => {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const bytes = Buffer.alloc(FIRST_LINE_BYTES_MAX);
    return bytes.toString('utf8', 0, readSync(file, bytes)).split('\n')[0];
  } finally {
    closeSync(file);
  }
};
