import { InvalidInput, parseDuration } from '@dstudio/kernel';
import {
  applyChanges,
  type FaultKind,
  faultKinds,
  type Matrix,
  proveSystem,
  type Recommendation,
  recommend,
  type System,
} from '@dstudio/systems';
import { type Command, InvalidArgumentError } from 'commander';
import { Exit } from '../exit.ts';
import { readTextFile, writeTextFile } from '../files.ts';
import { listOf, wholeNumber } from '../options.ts';
import { createProgress, progressOutput } from '../progress.ts';
import { count } from '../render/figures.ts';
import { JSON_WORDS, toJson } from '../render/json.ts';
import { renderRecommendation } from '../render/recommendation.ts';
import { styleFor } from '../render/style.ts';
import { checkFaults, readSystemFile } from '../system-file.ts';
import { type Terminal, widthOf } from '../terminal.ts';
import { addTiming, timingOf } from '../timing.ts';
import { createSystemWorkers } from '../workers.ts';
import type { AddCommand } from './command.ts';

/** What the search may spend: simulated runs, which a second search repeats exactly, or time. */
type Budget = { readonly runs: number } | { readonly time_ms: number };

interface Options {
  readonly budget?: Budget;
  readonly seeds: number;
  readonly faults?: readonly FaultKind[];
  readonly apply?: true;
  readonly force?: true;
  readonly json?: true;
}

export const addRecommend: AddCommand = (program, terminal, ends) => {
  const command = program
    .command('recommend')
    .description('Find the smallest set of patterns that mends what breaks, and measure it.')
    .argument('<file>', 'a system file')
    .option(
      '--budget <runs or time>',
      "how much the search may spend, such as 5000 runs or '120s'; with runs, the result repeats exactly (default: 60000)",
      budget,
    )
    .option('--seeds <n>', 'how many seeds for the matrix, at most 100', matrixSeeds, 5)
    .option('--faults <kinds>', `only these, of ${faultKinds.join(', ')}`, listOf(faultKinds))
    .option('--apply', 'write the patterns into the file, its comments kept')
    .option('--force', 'with --apply: also when some fault gets worse')
    .option('--json', 'print the result as JSON');
  addTiming(command).addHelpText(
    'after',
    `
Examples:
  dstudio recommend shop.system.yaml
  dstudio recommend shop.system.yaml --budget 120s --apply

${JSON_WORDS}

Exit codes: 0 nothing breaks regardless of what was assumed, or all of it is mended; 1 something
stays broken; 2 unusable input, nothing was written; 130 stopped by Ctrl-C: what the search had found
is shown, and nothing is written.`,
  );
  command.action(
    ends(async (file: string, options: Options) => {
      if (file === '-' && options.apply) {
        throw new InvalidInput('standard input cannot be written', {
          hint: 'name a file to --apply',
        });
      }
      const { system, text } = await readSystemFile(file, terminal);
      checkFaults(system, options.faults, file, terminal);
      const found = await search(system, options, command, terminal);
      const { out } = terminal;
      out.write(
        options.json
          ? toJson('recommendation/1', found)
          : renderRecommendation(found, system.name, widthOf(out), styleFor(out)),
      );
      // What was found by then is shown, and the command ends as one that was stopped.
      terminal.signal.throwIfAborted();
      const applied = !options.apply || (await apply(found, file, text, options, terminal));
      const mended = found.after.every(
        ({ id, verdict }) => verdict === 'holds' || found.undecided.includes(id),
      );
      return mended && applied ? Exit.ok : Exit.fails;
    }),
  );
};

/** The result is checked on seeds that the matrix has not seen, and those begin above this. */
const MATRIX_SEEDS_MAX = 100;

function matrixSeeds(text: string): number {
  try {
    return wholeNumber(1, MATRIX_SEEDS_MAX)(text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new InvalidArgumentError(
      `${error.message} The seeds above are kept to check the result on.`,
    );
  }
}

function budget(text: string): Budget {
  if (/^\d+$/.test(text)) return { runs: wholeNumber(1, 10_000_000)(text) };
  try {
    return { time_ms: parseDuration(text) };
  } catch {
    throw new InvalidArgumentError("Give a number of runs, or a time such as '120s'.");
  }
}

async function search(
  system: System,
  { budget: limit, seeds, faults: kinds, json }: Options,
  command: Command,
  { err, signal }: Terminal,
): Promise<Recommendation> {
  const timing = timingOf(command.opts());
  const workers = createSystemWorkers();
  const began_ms = performance.now();
  const common = { execute: workers.execute, timing, signal };
  const where = progressOutput(err, json);
  const proving = createProgress('Proving', where);
  const searching = createProgress('Searching', where);
  const checking = createProgress('Checking', where);
  try {
    let runs = 0;
    const matrix = await proveSystem(system, {
      ...common,
      seeds: Array.from({ length: seeds }, (_, index) => index + 1),
      ...(kinds === undefined ? {} : { kinds }),
      onProgress: (done, total) => {
        runs = done;
        proving.update(done, total);
      },
    });
    proving.end();
    const spent_ms = performance.now() - began_ms;
    return await recommend(system, {
      ...common,
      matrix,
      partial: true,
      onProgress: (stage, done, total) =>
        (stage === 'check' ? checking : searching).update(done, total),
      ...(limit === undefined ? {} : { budget_runs: runsFor(limit, matrix, runs, spent_ms) }),
    });
  } finally {
    for (const progress of [proving, searching, checking]) progress.end();
    workers.close();
  }
}

/** How often each cell is run again at the end, before and after: on five seeds. */
const CHECK_RUNS_PER_CELL = 10;

/** The runs that fit into the time that is left, at the speed the matrix had. */
function runsFor(limit: Budget, matrix: Matrix, runs: number, spent_ms: number): number {
  if ('runs' in limit) return limit.runs;
  const left_ms = Math.max(0, limit.time_ms - spent_ms);
  const fit = Math.floor((left_ms * runs) / spent_ms) - matrix.cells.length * CHECK_RUNS_PER_CELL;
  return Math.max(0, fit);
}

/** Writes the changes into the file. False when that was held back. */
async function apply(
  { changes, worsened }: Recommendation,
  file: string,
  text: string,
  { force }: Options,
  terminal: Terminal,
): Promise<boolean> {
  const { err, folder } = terminal;
  if (changes.length === 0) {
    err.write(`Nothing to apply; ${file} is as it was.\n`);
    return true;
  }
  if (worsened.length > 0 && !force) {
    err.write(
      `Not applied: ${count(worsened.length, 'fault')} would get worse, see above. Use --force to apply all the same.\n`,
    );
    return false;
  }
  if ((await readTextFile(file, terminal)) !== text) {
    throw new InvalidInput('the file was changed during the search', {
      where: { file },
      hint: 'nothing was written; run the command again',
    });
  }
  writeTextFile(file, applyChanges(text, changes), { folder, replace: true });
  err.write(
    `Wrote ${count(changes.length, 'pattern')} into ${file}. Next: dstudio prove ${file}\n`,
  );
  return true;
}
