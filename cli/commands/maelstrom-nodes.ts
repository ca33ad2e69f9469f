import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidInput } from '@dstudio/kernel';

/** How nodes may be named, as in Jepsen's command line. */
export interface NamedNodes {
  readonly node: readonly string[];
  readonly nodes?: readonly string[];
  readonly nodesFile?: string;
  readonly nodeCount?: number;
}

const FILE_BYTES_MAX = 1_000_000;

/**
 * The nodes' names, from the file, the list and the single ones together; undefined when a count is
 * given, which takes the place of all names, or nothing is.
 * @throws InvalidInput when the file cannot be read, or is too large
 */
export const nodesOf = (given: NamedNodes, folder: string): readonly string[] | undefined => {
  const { node, nodes = [], nodesFile, nodeCount } = given;
  if (nodeCount !== undefined) return undefined;
  const all = [...(nodesFile === undefined ? [] : namesIn(nodesFile, folder)), ...nodes, ...node];
  return all.length === 0 && nodesFile === undefined ? undefined : all;
};

const namesIn = (file: string, folder: string): readonly string[] => {
  let text: string | undefined;
  try {
    text = readSmall(resolve(folder, file));
  } catch (error) {
    throw new InvalidInput(`${file} cannot be read: ${String(error)}`, {
      hint: 'give --nodes-file a file with the name of a node in each line',
    });
  }
  if (text === undefined) {
    throw new InvalidInput(`${file} is larger than ${FILE_BYTES_MAX / 1e6} MB`, {
      hint: 'give --nodes-file a file with the name of a node in each line',
    });
  }
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
};

/** Undefined when it is too large: no more than that is read, also of what has no size, such as a pipe. */
const readSmall = (path: string): string | undefined => {
  const bytes = Buffer.alloc(FILE_BYTES_MAX + 1);
  const file = openSync(path, 'r');
  try {
    let length = 0;
    while (length < bytes.length) {
      const more = readSync(file, bytes, length, bytes.length - length, null);
      if (more === 0) return bytes.toString('utf8', 0, length);
      length += more;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
};
