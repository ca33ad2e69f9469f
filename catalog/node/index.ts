import { type Evidence, parseEvidence } from '../evidence.ts';
import { outline } from '../markdown.ts';
import type { Page } from '../page.ts';
import { PAGE_LENGTH_MAX, parsePage } from '../parse.ts';
import { compare, type Problem, Problems, sortProblems } from '../problem.ts';
import { readText, walk } from './files.ts';

/** A page with what stands beside it in its room. */
export interface Room {
  readonly page: Page;
  readonly hasLab: boolean;
  /** What proving the room found, when `evidence.json` is there and sound. */
  readonly evidence: Evidence | undefined;
}

export interface Catalog {
  /** Sorted by file. */
  readonly rooms: readonly Room[];
  readonly pages: readonly Page[];
  /** All files seen, with the anchors of those that are Markdown: pass it to `checkCatalog`. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Markdown files that are no patterns: a README, an index, a guide. */
  readonly skipped: readonly string[];
  /** What is wrong with single files; what is wrong between pages, `checkCatalog` finds. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a folder of rooms (`retry/pattern.md`) or of pages (`retry.md`, nested as one likes) as data;
 * no code in it is run. In a room, Markdown beside `pattern.md` is no page; neither is a README or an
 * index that states no excellence tier, nor, among rooms, Markdown without front matter. Never
 * throws: what cannot be read comes back as problems.
 *
 * Bounds: 20,000 files and folders, 8 levels, 1 MB a page. `node_modules` and names that begin with
 * a dot are left out; symbolic links are not followed.
 */
export const readCatalog = async (folder: string): Promise<Catalog> => {
  const walked = await walk(folder);
  const paths = new Set(walked.files);
  const problems: Problem[] = [...walked.problems];
  const files: Record<string, readonly string[]> = Object.create(null);
  const rooms: Room[] = [];
  const skipped: string[] = [];
  const hasRooms = walked.files.some((file) => beside(file, 'pattern.md') === file);
  for (const file of walked.files) {
    files[file] = [];
    if (!/\.md$/i.test(file)) continue;
    const read = await readText(folder, file, PAGE_LENGTH_MAX);
    if ('problem' in read) {
      problems.push(read.problem);
      continue;
    }
    const { page, problems: own } = parsePage(read.text, file);
    files[file] = page?.anchors ?? outline(read.text, 1).anchors;
    const isRoom = file === beside(file, 'pattern.md');
    const isBare = own.some(({ code }) => code === 'no-front-matter');
    const isGuide = /(?:^|\/)(?:readme|index)\.md$/i.test(file) && !page?.at.excellence_tier;
    if (!isRoom && (isGuide || (hasRooms && isBare) || paths.has(beside(file, 'pattern.md')))) {
      skipped.push(file);
      continue;
    }
    problems.push(...own);
    if (page !== undefined) {
      const proof = isRoom
        ? await readEvidence(folder, beside(file, 'evidence.json'), paths)
        : NONE;
      problems.push(...proof.problems);
      const hasLab = isRoom && paths.has(beside(file, 'lab.ts'));
      rooms.push({ page, hasLab, evidence: proof.evidence });
    } else if (own.every(({ severity }) => severity === 'warning')) skipped.push(file);
  }
  for (const { path, target } of walked.links) files[path] = files[target] ?? [];
  if (rooms.length === 0 && problems.length === 0) {
    const message = 'no page here; name a folder with pages (*.md), or with rooms (*/pattern.md)';
    new Problems(folder, problems).error('no-pages', { line: 1, column: 1 }, message);
  }
  rooms.sort((a, b) => compare(a.page.file, b.page.file));
  const pages = rooms.map((room) => room.page);
  return { rooms, pages, files, skipped, problems: sortProblems(problems) };
};

/** The path of another file in the same folder. */
const beside = (file: string, name: string): string => file.replace(/[^/]*$/, name);

type Proof = ReturnType<typeof parseEvidence>;
const NONE: Proof = { evidence: undefined, problems: [] };

const readEvidence = async (
  folder: string,
  file: string,
  paths: ReadonlySet<string>,
): Promise<Proof> => {
  if (!paths.has(file)) return NONE;
  const read = await readText(folder, file, PAGE_LENGTH_MAX);
  if ('problem' in read) return { evidence: undefined, problems: [read.problem] };
  return parseEvidence(read.text, file);
};
