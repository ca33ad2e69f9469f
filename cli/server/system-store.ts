import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { InvalidInput } from '@dstudio/kernel';
import { policies } from '@dstudio/patterns/policies';
import { detectFormat, parseSystem } from '@dstudio/systems';
import { readTextFile, writeTextFile } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import type { Problem } from './problem.ts';

/** What `GET /api/system` answers. */
export interface OpenSystem {
  readonly name: string;
  readonly text: string;
  /** Whether the page may save it back to its file. */
  readonly writable: boolean;
  /** Of the text. Sent back with a new text, it says which one that was made from. */
  readonly hash: string;
}

/** The file of the open system. */
export interface SystemStore {
  read(): Promise<OpenSystem>;
  /** Takes the body of `POST /api/system`: the new text and the hash of the one it was made from. */
  write(body: unknown): Promise<{ readonly hash: string } | Problem>;
}

/** @param path the file; standard input is read once and cannot be written */
export async function openSystemStore(
  path: string,
  options: { readonly writable: boolean },
  terminal: Pick<Terminal, 'folder' | 'stdin'>,
): Promise<SystemStore> {
  const once = path === '-' ? await readTextFile(path, terminal) : undefined;
  const name = once === undefined ? basename(path) : 'standard input';
  const text = async (): Promise<string> => once ?? readTextFile(path, terminal);
  const first = await text();
  // The page imports a manifest and would save a system file over it.
  const isManifest = ['kubernetes', 'compose'].includes(detectFormat(first));
  const writable = options.writable && once === undefined && !isManifest;
  // The last text that a page has seen, for a page that does not say which one it started from.
  let seen = hashOf(first);
  return {
    async read() {
      const now = await text();
      seen = hashOf(now);
      return { name, text: now, writable, hash: seen };
    },
    async write(body) {
      if (!writable)
        return {
          status: 403,
          title: 'This system cannot be saved',
          detail: READ_ONLY,
        };
      const given = textOf(body);
      if (given === undefined) return { status: 400, title: 'The body has no text' };
      const parsed = parseSystem(given.text, name, policies);
      if (!parsed.ok) {
        const [first] = parsed.problems;
        const detail = first && `${name}:${first.line}: ${first.message}; ${first.hint}`;
        return {
          status: 422,
          title: 'The text is no system',
          ...(detail && { detail }),
        };
      }
      if (hashOf(await text()) !== (given.hash ?? seen)) return CONFLICT;
      try {
        writeTextFile(path, given.text, {
          folder: terminal.folder,
          replace: true,
        });
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
        return {
          status: 409,
          title: 'The file could not be written',
          detail: error.message,
        };
      }
      seen = hashOf(given.text);
      return { hash: seen };
    },
  };
}

const READ_ONLY = 'Start the studio with a file of your own: dstudio start my.system.yaml';

const CONFLICT: Problem = {
  status: 409,
  title: 'The file was changed by somebody else',
  detail: 'Reload the page to see it as it is now; copy your text first.',
};

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);

function textOf(body: unknown): { readonly text: string; readonly hash?: string } | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const text = 'text' in body ? body.text : undefined;
  const hash = 'hash' in body ? body.hash : undefined;
  if (typeof text !== 'string') return undefined;
  return typeof hash === 'string' ? { text, hash } : { text };
}
