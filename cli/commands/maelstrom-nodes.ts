import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidInput } from '@dstudio/kernel';

/** How nodes may be named, as in Jepsen's command line. */
export interface NamedNodes {
  readonly node: readonly string[];
  readonly nodes?: readonly string[];
  readonly nodesFile?: string;
  readonly nodeCount?: number;
}

const FILE_LENGTH_MAX = 1_000_000;

/**
 * The nodes' names, from the file, the list and the single ones together; undefined when a count is
 * given, which takes the place of all names, or nothing is.
 * @throws InvalidInput when the file cannot be read
 */
export const nodesOf = (given: NamedNodes, folder: string): readonly string[] | undefined => {
  const { node, nodes = [], nodesFile, nodeCount } = given;
  if (nodeCount !== undefined) return undefined;
  const all = [...(nodesFile === undefined ? [] : namesIn(nodesFile, folder)), ...nodes, ...node];
  return all.length === 0 && nodesFile === undefined ? undefined : all;
};

const namesIn = (file: string, folder: string): readonly string[] => {
  let text: string;
  try {
    text = readFileSync(resolve(folder, file), 'utf8');
  } catch (error) {
    throw new InvalidInput(`${file} cannot be read: ${String(error)}`, {
      hint: 'give --nodes-file a file with the name of a node in each line',
    });
  }
  return text
    .slice(0, FILE_LENGTH_MAX)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
};
