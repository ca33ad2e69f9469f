import { nearest } from '@dstudio/kernel';
import type { Link, Page } from './page.ts';
import { type Problems, quote } from './problem.ts';

/** Everything a relative link may point at. */
interface Targets {
  /** The anchors of each file, by path. */
  readonly anchors: ReadonlyMap<string, readonly string[]>;
  readonly folders: ReadonlySet<string>;
  /** Paths by file name, for a hint when the path is wrong. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

/** Files a folder is read as, in the order in which they are looked for. */
const FOLDER_PAGES = ['pattern.md', 'README.md', 'index.md'];

/** Suggestions compare many names, so a page full of broken links gets no more than these. */
const SUGGESTIONS_MAX = 50;

/** Files with their anchors, made ready for {@link checkLinks}. */
export const linkTargets = (anchors: ReadonlyMap<string, readonly string[]>): Targets => {
  const folders = new Set(['']);
  const byName = new Map<string, string[]>();
  for (const file of anchors.keys()) {
    const parts = file.split('/');
    const name = parts.pop() ?? '';
    byName.set(name, [...(byName.get(name) ?? []), file]);
    for (; parts.length > 0; parts.pop()) folders.add(parts.join('/'));
  }
  return { anchors, folders, byName };
};

/** Reports the relative links and anchors of a page that lead nowhere. */
export const checkLinks = (page: Page, targets: Targets, problems: Problems): void => {
  for (const link of page.links) checkLink(page, link, targets, problems);
};

const checkLink = (page: Page, link: Link, targets: Targets, problems: Problems): void => {
  const { href } = link;
  if (href === '' || href.startsWith('//') || /^[a-z][a-z\d+.-]*:/i.test(href)) return;
  if (href.startsWith('/')) {
    const message = `where ${quote(href)} points depends on the site; write it relative to this page`;
    problems.warn('absolute-link', link, message);
    return;
  }
  const hash = href.indexOf('#');
  const path = (hash === -1 ? href : href.slice(0, hash)).replace(/\?.*$/s, '');
  const target = path === '' ? page.file : resolve(page.file, decode(path));
  if (target === undefined) {
    problems.warn('link-outside', link, `${quote(href)} leaves the folder and was not followed`);
    return;
  }
  const folder = target === '' ? '' : `${target}/`;
  const file = [target, ...FOLDER_PAGES.map((name) => folder + name)].find((each) =>
    targets.anchors.has(each),
  );
  if (file !== undefined) {
    if (hash !== -1) checkAnchor(link, file, decode(href.slice(hash + 1)), targets, problems);
  } else if (!targets.folders.has(target)) {
    const near = sameName(target, targets);
    const advice =
      near === undefined ? 'correct it or take it out' : `did you mean ${quote(near)}?`;
    problems.error('broken-link', link, `${quote(href)}: there is no ${quote(target)}; ${advice}`);
  }
};

const checkAnchor = (
  link: Link,
  file: string,
  anchor: string,
  { anchors }: Targets,
  problems: Problems,
): void => {
  // Lines of a source file and the top of a page are no headings.
  if (anchor === '' || anchor === 'top' || !/\.md$/i.test(file)) return;
  const known = anchors.get(file) ?? [];
  if (known.includes(anchor)) return;
  const folded = known.find((each) => fold(each) === fold(anchor));
  if (folded !== undefined) {
    const message = `${quote(link.href)} works only on sites that fold dashes; write ${quote(`#${folded}`)}`;
    problems.warn('broken-anchor', link, message);
    return;
  }
  const near = problems.list.length < SUGGESTIONS_MAX ? nearest(anchor, known) : undefined;
  const advice = near === undefined ? 'correct it' : `did you mean ${quote(`#${near}`)}?`;
  const message = `${quote(link.href)}: ${file} has no heading ${quote(`#${anchor}`)}; ${advice}`;
  problems.error('broken-anchor', link, message);
};

/** Some site generators write 'use-when' and 'use-when_1' where GitHub has '-use--when' and 'use-when-1'. */
const fold = (anchor: string): string =>
  anchor
    .toLowerCase()
    .replace(/_(\d+)$/, '-$1')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '');

/** Undefined when the path climbs out of the folder. The folder itself is ''. */
const resolve = (from: string, path: string): string | undefined => {
  const parts = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return parts.join('/');
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The only file of that name, with or without '.md', or the room of that name. */
const sameName = (target: string, { byName, anchors }: Targets): string | undefined => {
  const name = target.split('/').at(-1) ?? '';
  const same = byName.get(name) ?? byName.get(`${name}.md`) ?? [];
  if (same.length === 1) return same[0];
  const room = `${name.replace(/\.md$/i, '')}/pattern.md`;
  return anchors.has(room) ? room : undefined;
};
