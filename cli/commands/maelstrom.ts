import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvalidInput } from '@dstudio/kernel';
import type { TestOptions, Valid } from '@dstudio/maelstrom';
import {
  commandOf,
  lookAt,
  NotJudged,
  type Proved,
  runSeeds,
  runTest,
  type Subject,
  type Tested,
} from '@dstudio/maelstrom/node';
import { Lost } from '@dstudio/simulator/node';
import { CommanderError } from 'commander';
import { Exit } from '../exit.ts';
import { createProgress } from '../progress.ts';
import { printable } from '../render/printable.ts';
import { type Style, styleFor } from '../render/style.ts';
import type { Output, Terminal } from '../terminal.ts';
import type { AddCommand } from './command.ts';
import { commandLine, type Given, optionsOf, withTestOptions } from './maelstrom-options.ts';
import { createTestProgress } from './maelstrom-progress.ts';
import { addServe, type ServeGiven, serve } from './maelstrom-serve.ts';
import { sayUnused, withUnusedOptions } from './maelstrom-unused.ts';

export const addMaelstrom: AddCommand = (program, terminal, ends) => {
  const parent = program
    .command('maelstrom')
    .description("Test nodes that speak Maelstrom's protocol, in any language.")
    .exitOverride(({ exitCode, code, message }) => {
      throw new CommanderError(exitCode === 0 ? 0 : Exit.unusable, code, message);
    });
  addServe(parent).action(
    ends((given: ServeGiven) => unusable(terminal.err, () => serve(given, terminal))),
  );
  for (const name of ['demo', 'doc']) {
    const refused = new InvalidInput(`there is no 'maelstrom ${name}'`, {
      hint: 'docs/guide has nodes to run, and says what each of them shows',
    });
    parent
      .command(name, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .action(ends(() => unusable(terminal.err, () => Promise.reject(refused))));
  }
  const command = parent
    .command('test')
    .description('Run a workload against nodes, with faults, and judge what they did.')
    .option('--bin <file>', 'run this program as each node; scripts of JavaScript run in Node')
    .option('--module <file>', 'run nodes in this process, under simulated time: defineNode(...)');
  withUnusedOptions(withTestOptions(command))
    .argument('[args...]', 'what to pass to the program, after --')
    .addHelpText('after', HELP)
    .action(
      ends((args: readonly string[], given: Given) =>
        unusable(terminal.err, () => test(args, given, terminal)),
      ),
    );
};

const HELP = `
Examples:
  dstudio maelstrom test -w echo --bin ./echo.js --time-limit 5
  dstudio maelstrom test -w broadcast --bin ./node.js --node-count 5 --rate 100 \\
    --nemesis partition,kill,pause --latency 10 --latency-dist exponential
  dstudio maelstrom test -w lin-kv --module ./node.ts --latency 10 --test-count 1000

Of the faults, partition is Maelstrom's. skew and disk are for nodes in this process; membership is
for nodes that handle join and leave, as docs/guide/8-members.md tells.

With --test-count, the tests end at the first that is not valid, as Jepsen's do. Those of --module run
on all cores, and only that one is stored. A node there that stands still for half a minute, while no
simulated time passes, is taken to loop for ever, and the test for invalid.

What a node remembers has to live inside the function given to defineNode: a variable of its module is
one for all nodes and outlives a kill. The first seed runs a second time, with the module loaded anew for
each start of a node; nodes that go another way then are refused.

Ctrl-C ends a test early: what it saw is stored, and judged if that takes no longer than a moment.

Results are in store/<workload>/<time>, and store/latest is the newest: report.html for people, and
results.edn, history.edn and jepsen.log as Jepsen writes them.

Exit codes: 0 valid, 1 invalid, 2 unknown, 254 unusable arguments, 255 the test could not be run,
130 stopped by Ctrl-C.`;

/** As in Jepsen's command line, where 2 says that the verdict is unknown. */
const unusable = async (err: Output, act: () => Promise<Exit>): Promise<Exit> => {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    err.write(`${printable(error.message)}\n`);
    return Exit.unusable;
  }
};

const test = async (args: readonly string[], given: Given, terminal: Terminal): Promise<Exit> => {
  const options = optionsOf(given, terminal.folder);
  const subject = await subjectOf(args, given, options, terminal);
  sayUnused(given, (text) => terminal.err.write(text));
  const { testCount } = given;
  if (subject.kind === 'simulated' && testCount > 1) {
    return many(subject, options, args, given, terminal);
  }
  const { signal } = terminal;
  // As Jepsen's: the first test that is not valid is the last.
  let exit: Exit = Exit.ok;
  for (let run = 0; run < testCount && exit === Exit.ok && !signal.aborted; run++) {
    const seed = options.seed + run;
    exit = await one(subject, { ...options, seed }, args, given, terminal);
  }
  return signal.aborted ? Exit.stopped : exit;
};

/** @throws InvalidInput when there are no such nodes, or they cannot have the faults */
const subjectOf = async (
  args: readonly string[],
  { bin, module }: Given,
  { nemesis }: TestOptions,
  { folder, signal }: Terminal,
): Promise<Subject> => {
  if (bin !== undefined && module === undefined) {
    const command = commandOf(resolve(folder, bin), args);
    for (const [fault, what] of [
      ['skew', 'clock'],
      ['disk', 'disk'],
    ] as const) {
      if (!nemesis.includes(fault)) continue;
      throw new InvalidInput(`--nemesis ${fault} needs nodes in this process`, {
        hint: `a program has the ${what} of this machine; give --module, or leave ${fault} out`,
      });
    }
    return { kind: 'processes', command };
  }
  if (module === undefined || bin !== undefined) {
    throw new InvalidInput('a test needs nodes', {
      hint: 'give --bin FILE for a program, or --module FILE for a node of defineNode, not both',
    });
  }
  const url = pathToFileURL(resolve(folder, module));
  const { disk } = await lookAt(url, { signal }).catch((error: unknown) => {
    const where = { file: module };
    if (error instanceof Lost) throw new InvalidInput(error.why, { where });
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(error.problem, { where, hint: error.hint });
  });
  if (!disk && nemesis.includes('disk')) {
    throw new InvalidInput('--nemesis disk needs nodes that have a disk', {
      hint: 'this one has none: see defineNode(start, { disk: true }), or leave disk out',
    });
  }
  return { kind: 'simulated', module: url };
};

const one = async (
  subject: Subject,
  options: TestOptions,
  args: readonly string[],
  given: Given,
  terminal: Terminal,
): Promise<Exit> => {
  const { out, err, signal, folder } = terminal;
  const style = styleFor(out);
  const show = { stderr: given.logStderr, sent: given.logNetSend, received: given.logNetRecv };
  // What is shown stands between the lines of progress, so that there are none then.
  const shows = Object.values(show).includes(true);
  const progress = createTestProgress(
    options,
    subject.kind === 'processes',
    shows ? undefined : err,
  );
  let tested: Tested;
  try {
    tested = await runTest(subject, options, {
      store: resolve(folder, 'store'),
      signal,
      command: commandLine(options.seed, given, args),
      onNews: (news) => {
        if (news.kind === 'log') err.write(`${printable(news.text)}\n`);
        else progress.tell(news);
      },
      show,
    });
  } catch (error) {
    progress.end();
    if (error instanceof Lost) {
      out.write(`${style.strong(options.workload)} ${lostWords(error, options.seed, style)}`);
      return Exit.fails;
    }
    if (!(error instanceof NotJudged)) throw error;
    const history = join(relative(folder, error.folder), 'history.edn');
    const left = existsSync(resolve(folder, history)) ? ` What it saw is in ${history}.` : '';
    err.write(`Stopped before it was judged.${left}\n`);
    return Exit.stopped;
  } finally {
    progress.end();
  }
  const { observed, results } = tested;
  out.write(describe(tested, style, relative(folder, tested.folder)));
  if (observed.failure !== undefined) {
    if (isModule(subject)) out.write('The file is a node of defineNode: give it as --module.\n');
    return Exit.notRun;
  }
  if (results.valid === true) return Exit.ok;
  return results.valid === false ? Exit.fails : Exit.undecided;
};

const lostWords = ({ why }: Lost, seed: number, style: Style): string =>
  `${style.bad('invalid')}: ${printable(why)}.\n${style.faint(`Seed ${seed}. Nothing of it was stored.`)}\n`;

/** Many seeds in simulated time; the first that is not valid is run again and stored. */
const many = async (
  subject: Extract<Subject, { kind: 'simulated' }>,
  options: TestOptions,
  args: readonly string[],
  given: Given,
  terminal: Terminal,
): Promise<Exit> => {
  const { out, err, signal } = terminal;
  const style = styleFor(out);
  const began_ms = performance.now();
  const progress = createProgress(options.workload, err);
  let proved: Proved;
  try {
    proved = await runSeeds(subject.module, options, given.testCount, {
      signal,
      progress: (runs) => progress.update(runs, given.testCount),
    });
  } finally {
    progress.end();
  }
  const { runs, messages, bad } = proved;
  const took_s = (performance.now() - began_ms) / 1000;
  const work = `${count(messages)} messages in ${took_s.toFixed(1)} s`;
  if (bad === undefined) {
    const seeds = `${count(runs)} ${runs === 1 ? 'seed' : 'seeds'} from ${options.seed} on`;
    const began = signal.aborted ? 'Stopped after ' : '';
    out.write(`${began}${seeds}, ${work}: ${style.good('none fails')}.\n`);
    return signal.aborted ? Exit.stopped : Exit.ok;
  }
  const { seed, found } = bad;
  const before =
    runs === 1 ? '' : `, after ${count(runs - 1)} from ${options.seed} on that are valid`;
  if (found instanceof Lost) {
    out.write(`Seed ${seed} ${style.bad(found.kind)}${before}: ${work}.\n\n`);
    out.write(`${style.strong(options.workload)} ${lostWords(found, seed, style)}`);
    return signal.aborted ? Exit.stopped : Exit.fails;
  }
  const what = found === false ? style.bad('fails') : style.doubt('is not decided');
  out.write(`Seed ${seed} ${what}${before}: ${work}.\n`);
  if (signal.aborted) return Exit.stopped;
  out.write('\n');
  const exit = await one(subject, { ...options, seed }, args, given, terminal);
  if (signal.aborted) return Exit.stopped;
  if (exit === (found === false ? Exit.fails : Exit.undecided) || exit === Exit.notRun) return exit;
  const now = exit === Exit.ok ? 'valid' : exit === Exit.fails ? 'invalid' : 'unknown';
  const then = found === false ? 'invalid' : 'unknown';
  out.write(
    `\n${style.bad(`Seed ${seed} was ${then}, and run again it was ${now}`)}: ${UNSTEADY}.\n`,
  );
  return Exit.fails;
};

const UNSTEADY =
  'something besides the seed decides, such as a variable of the module, that all nodes and seeds share; ' +
  "keep state inside defineNode's function";

const count = (number: number): string => number.toLocaleString('en-US');

const verdictOf = (failure: string | undefined, valid: Valid, style: Style): string => {
  if (failure !== undefined) return style.bad('could not be run');
  if (valid === 'unknown') return style.doubt('unknown');
  return valid ? style.good('valid') : style.bad('invalid');
};

const leftBehind = (nodes: readonly string[]): string =>
  nodes.length === 0
    ? ''
    : `Something that ${nodes.join(', ')} started is still running: end it, and let nodes start nothing in a session of its own.\n`;

/** The file of a program that is none. */
const isModule = (subject: Subject): boolean => {
  if (subject.kind !== 'processes') return false;
  const [file = subject.command.file] = subject.command.args;
  try {
    return /^export default defineNode\(/m.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
};

const describe = ({ observed, results, faulted }: Tested, style: Style, folder: string): string => {
  const { stats, net, protocol, availability } = results;
  const verdict = verdictOf(observed.failure, results.valid, style);
  const { workload, seed, nemesis } = observed.options;
  const unfaulted = results.valid === true && nemesis.length > 0 && !faulted;
  const rows = Object.entries(stats.byF).map(
    ([f, of]) => `  ${f}: ${of.ok} ok, ${of.fail} failed, ${of.info} unknown\n`,
  );
  return [
    `${style.strong(workload)} ${verdict}: ${printable(results.summary)}\n`,
    observed.stopped ? 'It was stopped before its time.\n' : '',
    unfaulted
      ? 'No fault began in that time: give a longer --time-limit, or a shorter --nemesis-interval.\n'
      : '',
    leftBehind(observed.leaving ?? []),
    ...results.workload.findings
      .slice(0, 5)
      .map(({ kind, text }) => `  ${kind}: ${printable(text)}\n`),
    ...protocol.problems
      .filter(({ what }) => !results.summary.includes(what))
      .slice(0, 5)
      .map(({ node, what }) => `  ${node} ${printable(what)}\n`),
    ...rows,
    stats.count === 0
      ? '  No operation was begun; '
      : `  ${(availability.okFraction * 100).toFixed(1)}% of operations succeeded; `,
    `${count(net.all.received)} messages, ${net.messagesPerOp.toFixed(1)} between nodes for each operation\n`,
    style.faint(`Seed ${seed}. Report: ${join(folder, 'report.html')}\n`),
  ].join('');
};
