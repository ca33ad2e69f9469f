import { type Problem, Problems } from '../yaml/problem.ts';
import { readTrees, type Tree, type TreeLimits, textOf } from '../yaml/tree.ts';

const LIMITS: TreeLimits = {
  size_max: 8 * 2 ** 20,
  noun: 'a manifest',
  nodes_max: 1_000_000,
  aliases: 'follow',
};

/** Workloads that a file may hold. */
export const SERVICES_MAX = 500;

const START = { line: 1, column: 1 };

const HELM =
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Capabilities|Template|Files)\b|(?:include|template|tpl|toYaml)\s)/;

/**
 * Reads a manifest's documents, or says why it cannot be one: too large, binary, a template that
 * nobody rendered, no YAML, empty.
 */
export const readManifest = (
  text: string,
  file: string,
): { trees: Tree[] } | { problems: Problem[] } => {
  const problems = new Problems(file);
  const template = text.length <= LIMITS.size_max ? text.search(HELM) : -1;
  if (template >= 0) {
    const line = text.slice(0, template).split('\n').length;
    const hint = 'render it first: `helm template <chart> > rendered.yaml`';
    problems.add({ line, column: 1 }, 'this is a Helm template, not a manifest', hint);
    return { problems: problems.list };
  }
  const trees = readTrees(withoutUnread(text), LIMITS, problems);
  if (trees === undefined) {
    const [first] = problems.list;
    if (first !== undefined && text.split('\n')[first.line - 1]?.includes('{{') === true) {
      const hint = 'if this is a template, render it first, with `helm template` for Helm';
      return { problems: [{ ...first, hint }] };
    }
    return { problems: problems.sorted() };
  }
  if (trees.length === 0)
    problems.add(START, 'the file is empty', 'give a file that holds services');
  return problems.any ? { problems: problems.list } : { trees };
};

/** Kinds that are never read: definitions, which are long, and secrets, which are nobody's business. */
const UNREAD = /^kind:[ \t]*["']?(?:CustomResourceDefinition|Secret|SealedSecret)["']?[ \t\r]*$/m;

/** Blanks out the documents that nothing is read from. Lines keep their numbers. */
const withoutUnread = (text: string): string =>
  text.length > LIMITS.size_max || !UNREAD.test(text)
    ? text
    : text
        .split(/^(?=---)/m)
        .map((part) => (UNREAD.test(part) ? `---${part.replace(/[^\n]+/g, '')}` : part))
        .join('');

/** The name of a file without its folders. */
export const baseName = (file: string): string => file.split(/[\\/]/).at(-1) ?? file;

const GENERIC =
  /^(kubernetes|k8s|docker|compose|manifests?|release|all|deploy(ment)?s?|complete|demo|rendered|services?|stack|prod|production|dev|local|override|[-_.])+$/i;

/** What to call a system that does not say its name: its file, or its folder when the file says nothing. */
export const systemName = (file: string): string => {
  const parts = file.split(/[\\/]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  const stem = (parts.at(-1) ?? '').replace(/(\.system)?\.(ya?ml|json)$/i, '');
  const folder = parts.at(-2);
  const name = GENERIC.test(stem) && folder !== undefined ? folder : stem;
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').slice(0, 100) || 'system';
};

/** Makes names that can stand in paths, each one once. */
export class Names {
  readonly #taken = new Set<string>();

  take(wanted: string): string {
    const plain =
      wanted
        .replace(/[^A-Za-z0-9_-]/g, '-')
        .replace(/^-+/, '')
        .slice(0, 90) || 'service';
    let name = plain;
    for (let next = 2; this.#taken.has(name); next += 1) name = `${plain}-${next}`;
    this.#taken.add(name);
    return name;
  }
}

/** A number of replicas that is none. */
export const replicasNote = (name: string, given: Tree, file: string): string =>
  `${name}: '${(textOf(given) ?? `a ${given.kind}`).slice(0, 40)}' at ${file}:${given.at.line} is no ` +
  'number of replicas from 0 to 1000 and was not understood: 1 is assumed. State how many run.';

const SHOWN_MAX = 8;

/** 'a, b, c', the first eight of many. */
export const listed = (items: readonly string[]): string =>
  items.length <= SHOWN_MAX
    ? items.join(', ')
    : `${items.slice(0, SHOWN_MAX).join(', ')} and ${items.length - SHOWN_MAX} more`;
