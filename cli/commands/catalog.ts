import { resolve } from 'node:path';
import {
  checkCatalog,
  formatProblems,
  type Problem,
  sortProblems,
  toSarif,
} from '@dstudio/catalog';
import { readCatalog } from '@dstudio/catalog/node';
import { Option } from 'commander';
import { Exit } from '../exit.ts';
import { ROOMS } from '../house.ts';
import { count } from '../render/figures.ts';
import type { AddCommand } from './command.ts';

interface Options {
  readonly json?: true;
  readonly sarif?: true;
}

export const addCatalog: AddCommand = (program, terminal, ends) => {
  const catalog = program.command('catalog').description('Work with pages of patterns.');
  catalog
    .command('check')
    .description('Check the pages in a folder: front matter, tiers, sources, relations and links.')
    .argument('[folder]', "a folder of rooms or of pages (default: the studio's own rooms)")
    .addOption(new Option('--json', 'print the problems as JSON').conflicts('sarif'))
    .option('--sarif', 'print the problems as SARIF 2.1.0, for code scanning')
    .addHelpText(
      'after',
      `
Examples:
  dstudio catalog check
  dstudio catalog check docs/patterns --sarif > problems.sarif

Exit codes: 0 no errors (warnings may be there), 1 errors, 2 the folder cannot be used.`,
    )
    .action(
      ends(async (named: string | undefined, { json, sarif }: Options) => {
        const folder = named ?? ROOMS;
        const { pages, files, skipped, problems } = await readCatalog(
          resolve(terminal.folder, folder),
        );
        const today = new Date().toISOString().slice(0, 10);
        const found = sortProblems([...problems, ...checkCatalog(pages, { today, files })]);
        terminal.signal.throwIfAborted();
        const errors = found.filter(({ severity }) => severity === 'error').length;
        if (json)
          terminal.out.write(
            `${JSON.stringify({ format: 'catalog-check/1', pages: pages.length, problems: found }, null, 2)}\n`,
          );
        else if (sarif) terminal.out.write(`${JSON.stringify(toSarif(found), null, 2)}\n`);
        else {
          if (found.length > 0) terminal.out.write(`${formatProblems(within(folder, found))}\n`);
          const left =
            skipped.length === 0 ? '' : `, ${count(skipped.length, 'other file')} left out`;
          terminal.err.write(
            `${count(pages.length, 'page')}${left}: ${count(errors, 'error')}, ${count(found.length - errors, 'warning')}.\n`,
          );
        }
        if (pages.length === 0 && found.some(({ code }) => UNUSABLE.has(code)))
          return Exit.badInput;
        return errors === 0 ? Exit.ok : Exit.fails;
      }),
    );
};

/** Problems of the folder itself; with no page beside them, there was nothing to check. */
const UNUSABLE: ReadonlySet<Problem['code']> = new Set(['no-pages', 'unreadable-file']);

/** Paths as the person would type them from where they stand. */
function within(folder: string, problems: readonly Problem[]): readonly Problem[] {
  if (folder === '.') return problems;
  return problems.map((problem) =>
    problem.file === folder || problem.file.startsWith('/')
      ? problem
      : { ...problem, file: `${folder.replace(/\/$/, '')}/${problem.file}` },
  );
}
