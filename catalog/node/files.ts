import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { compare, type Problem, Problems } from '../problem.ts';

const ENTRIES_MAX = 20_000;
const DEPTH_MAX = 8;

const TOP = { line: 1, column: 1 };

interface Walked {
  /** Paths from the folder, with forward slashes, sorted. */
  readonly files: readonly string[];
  /** Symbolic links to something else in the folder. */
  readonly links: readonly { readonly path: string; readonly target: string }[];
  readonly problems: readonly Problem[];
}

/**
 * Lists the plain files under `folder`. Left out: `node_modules`, names that begin with a dot, and
 * whatever a symbolic link points to (one that leaves the folder is reported).
 */
export const walk = async (folder: string): Promise<Walked> => {
  const files: string[] = [];
  const links: { path: string; target: string }[] = [];
  const problems: Problem[] = [];
  const root = await realpath(folder).catch(() => folder);
  const queue = [{ path: '', depth: 0 }];
  let entries = 0;
  // The queue grows while it is walked.
  for (const { path, depth } of queue) {
    const children = await readdir(join(root, path), { withFileTypes: true }).catch(reason);
    if (typeof children === 'string') {
      const message = `the folder cannot be read: ${children}`;
      new Problems(path || folder, problems).error('unreadable-file', TOP, message);
      continue;
    }
    for (const child of children.sort((a, b) => compare(a.name, b.name))) {
      if (child.name.startsWith('.') || child.name === 'node_modules') continue;
      const at = path === '' ? child.name : `${path}/${child.name}`;
      const report = new Problems(at, problems);
      entries += 1;
      if (entries > ENTRIES_MAX) {
        const message = `more than ${ENTRIES_MAX} files and folders; from here on nothing was read`;
        report.error('too-large', TOP, `${message}, name a smaller folder`);
        return { files: files.sort(compare), links, problems };
      }
      if (child.isFile()) files.push(at);
      else if (child.isDirectory() && depth < DEPTH_MAX) queue.push({ path: at, depth: depth + 1 });
      else if (child.isDirectory()) {
        report.error('too-large', TOP, `deeper than ${DEPTH_MAX} folders; move it up`);
      } else if (child.isSymbolicLink()) {
        const target = await realpath(join(root, at)).catch(() => '');
        if (target === root || target.startsWith(root + sep)) {
          links.push({ path: at, target: relative(root, target).replaceAll(sep, '/') });
        } else {
          const message = 'a symbolic link out of the folder; put the file itself here';
          report.warn('symlink-outside', TOP, message);
        }
      }
    }
  }
  return { files: files.sort(compare), links, problems };
};

/** The text of a file of at most `max_bytes` bytes, or why it could not be had. */
export const readText = async (
  folder: string,
  file: string,
  max_bytes: number,
): Promise<{ readonly text: string } | { readonly problem: Problem }> => {
  const fail = (code: 'too-large' | 'not-text' | 'unreadable-file', message: string) => ({
    problem: { code, severity: 'error' as const, file, ...TOP, message },
  });
  // A link put there since the walk must not lead out of the folder.
  const { O_RDONLY, O_NOFOLLOW = 0 } = constants;
  let bytes: Uint8Array;
  try {
    await using handle = await open(join(folder, file), O_RDONLY | O_NOFOLLOW);
    const { size } = await handle.stat();
    if (size > max_bytes)
      return fail('too-large', `${size} bytes, of at most ${max_bytes}; split it`);
    bytes = await handle.readFile();
  } catch (error) {
    return fail('unreadable-file', `the file cannot be read: ${reason(error)}`);
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return fail('not-text', 'not UTF-8 text; save it as UTF-8 or take it out of the folder');
  }
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is none of that name; correct the path',
  ENOTDIR: 'it is a file; name the folder it is in',
  EACCES: 'permission denied; allow reading it',
  EPERM: 'permission denied; allow reading it',
};

const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return REASONS[code] ?? error.message;
};
