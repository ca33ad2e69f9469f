import { setImmediate } from 'node:timers/promises';
import {
  type CheckOptions,
  createHistoryParser,
  drawVerdict,
  FORMATS,
  type Format,
  type History,
  type HistoryVerdict,
  MODELS,
  type Progress,
  parseValue,
  startCheck,
  type Validity,
  type Value,
} from '@dstudio/checkers';
import { formatDuration, InvalidInput } from '@dstudio/kernel';
import { CommanderError, InvalidArgumentError, Option } from 'commander';
import { Exit } from '../exit.ts';
import { readTextChunks, refuseToReplace, writeTextFile } from '../files.ts';
import { duration, wholeNumber } from '../options.ts';
import { createStatus, progressOutput } from '../progress.ts';
import { renderHistory } from '../render/history.ts';
import { JSON_WORDS, toJson } from '../render/json.ts';
import { printable } from '../render/printable.ts';
import { styleFor } from '../render/style.ts';
import { type Terminal, widthOf } from '../terminal.ts';
import type { AddCommand } from './command.ts';
import { withWayOut } from './history-bytes.ts';

interface Options {
  readonly model: string;
  readonly format?: Format;
  readonly consistencyModel?: string;
  readonly consistencyModels?: string;
  readonly initial?: Value;
  readonly totalAmount?: number;
  readonly allowNegativeBalances?: true;
  readonly time?: number;
  readonly memory: number;
  readonly json?: true;
  readonly svg?: string;
  readonly force?: true;
}

const EXITS: Readonly<Record<Validity, Exit>> = {
  valid: Exit.ok,
  invalid: Exit.fails,
  unknown: Exit.undecided,
};

/** A value as histories write it. */
function anyValue(text: string): Value {
  try {
    return parseValue(text);
  } catch (error) {
    if (error instanceof InvalidInput) throw new InvalidArgumentError(`${error.message}.`);
    throw error;
  }
}

function amount(text: string): number {
  const number = Number(text);
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('Give a whole number, such as 100.');
}

const listed = (entries: readonly (readonly [string, string])[]): string =>
  entries.map(([name, about]) => `  ${name.padEnd(24)}${about}`).join('\n');

export const addCheckHistory: AddCommand = (program, terminal, ends) => {
  program
    .command('check-history')
    .description('Judge a history of operations: is it what the model allows?')
    .argument('<file>', "the history, or '-' for standard input")
    .addOption(
      new Option('--model <name>', 'what the history is held against, see below')
        .choices(Object.keys(MODELS))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--format <name>', 'how it is written (default: told by itself)').choices(
        Object.keys(FORMATS),
      ),
    )
    .option(
      '--consistency-model <name>',
      'for transactions: what they are held against (default: strict-serializable)',
    )
    // As elle-cli calls it.
    .addOption(new Option('--consistency-models <name>').hideHelp())
    .option(
      '--initial <value>',
      "what a register holds at the start: '0', or '{:x 0 :y 0}' by name (default: nil); a read of nil then says nothing, as in Knossos",
      anyValue,
    )
    .option(
      '--total-amount <n>',
      'for bank: the total (default: what the first read finds)',
      amount,
    )
    .option('--allow-negative-balances', 'for bank: accounts may be below zero')
    .option('--time <duration>', "end the check after this time, such as '60s'", duration)
    .option(
      '--memory <MiB>',
      'end the check when it holds this much beside the history',
      wholeNumber(1, 65_536),
      1024,
    )
    .option('--json', 'print the verdict as JSON')
    .option('--svg <file>', 'draw the counterexample here: of a search, or a cycle of transactions')
    .option('--force', 'replace the drawing when it is already there')
    .addHelpText(
      'after',
      `
Models:
${listed(Object.entries(MODELS).map(([name, { about }]) => [name, about]))}

Formats:
${listed(Object.entries(FORMATS).map(([name, { about }]) => [name, about]))}

Examples:
  dstudio check-history --model cas-register history.edn
  dstudio check-history --model key-value --svg why.svg requests.jsonl

${JSON_WORDS}

A check that ends early is not decided, unless it has found something by then: that is invalid.

Exit codes: 0 valid, 1 invalid, 2 not decided, 254 unusable arguments or input, 130 stopped.`,
    )
    .exitOverride((error) => {
      throw error.exitCode === 0
        ? error
        : new CommanderError(Exit.unusable, error.code, error.message);
    })
    .action(
      ends(async (file: string, options: Options) => {
        try {
          return await check(file, options, terminal);
        } catch (error) {
          if (!(error instanceof InvalidInput) || terminal.signal.aborted) throw error;
          terminal.err.write(`${printable(error.message)}\n`);
          return Exit.unusable;
        }
      }),
    );
};

async function check(file: string, options: Options, terminal: Terminal): Promise<Exit> {
  const { svg, force = false, json } = options;
  const { out, err, folder } = terminal;
  if (file === '') {
    throw new InvalidInput('no history is named', {
      hint: "give the path to a file, or '-' for standard input",
    });
  }
  if (svg === '-') {
    throw new InvalidInput('--svg names no file', {
      hint: 'the verdict goes to standard output; name a file for the drawing, such as why.svg',
    });
  }
  if (svg !== undefined && !force) refuseToReplace(svg, folder);
  const history = await read(file, options, terminal);
  const verdict = await judge(history, options, terminal);
  out.write(
    json
      ? toJson('history-verdict/1', verdict)
      : renderHistory(verdict, widthOf(out), styleFor(out)),
  );
  if (svg !== undefined) {
    const drawing = drawVerdict(verdict);
    if (drawing === undefined) err.write(`There is nothing to draw in ${svg}.\n`);
    else writeTextFile(svg, drawing, { folder, replace: force });
  }
  return EXITS[verdict.validity];
}

async function read(file: string, { format, json }: Options, terminal: Terminal): Promise<History> {
  const parser = createHistoryParser({
    file: file === '-' ? 'standard input' : file,
    ...(format === undefined ? {} : { format }),
  });
  const status = createStatus(progressOutput(terminal.err, json));
  let characters = 0;
  try {
    for await (const chunk of readTextChunks(file, terminal)) {
      terminal.signal.throwIfAborted();
      parser.write(chunk);
      characters += chunk.length;
      status.say(() => `Reading: ${Math.round(characters / 1e6)} million characters`);
    }
    return parser.end();
  } catch (error) {
    throw withWayOut(file, error, terminal.folder);
  } finally {
    status.end();
  }
}

/** Between two looks at whether Ctrl-C was pressed: a person notices nothing, nor does the check. */
const SLICE_MS = 20;

/** Runs the check piece by piece, so that Ctrl-C is heard and progress drawn. */
async function judge(
  history: History,
  { model, time, memory, json, ...told }: Options,
  { err, signal }: Terminal,
): Promise<HistoryVerdict> {
  const {
    consistencyModels,
    consistencyModel = consistencyModels,
    initial,
    totalAmount,
    allowNegativeBalances,
  } = told;
  const clock = { now: () => performance.now() };
  const limits: CheckOptions = {
    memory_bytes_max: memory * 2 ** 20,
    ...(time === undefined ? {} : { time_ms_max: time, clock }),
    ...(consistencyModel === undefined ? {} : { consistencyModel }),
    ...(initial === undefined ? {} : { initial }),
    ...(totalAmount === undefined ? {} : { total: totalAmount }),
    ...(allowNegativeBalances === undefined ? {} : { negative: true }),
  };
  const running = startCheck(history, model, limits);
  const began_ms = clock.now();
  const status = createStatus(progressOutput(err, json), clock.now);
  // A search may go back at any time, so how long it will take is not told.
  const tell = ({ done, total, stage }: Progress) =>
    `Checking for ${formatDuration(1000 * Math.round((clock.now() - began_ms) / 1000))}: ${stage === undefined ? `at most ${done} of ${total} operations in order` : `${stage}, ${done} of ${total}`}`;
  let heard_ms = -Infinity;
  try {
    for (;;) {
      const step = running.next();
      if (step.done === true) return step.value;
      if (clock.now() - heard_ms < SLICE_MS) continue;
      status.say(() => tell(step.value));
      await setImmediate();
      signal.throwIfAborted();
      heard_ms = clock.now();
    }
  } finally {
    status.end();
  }
}
