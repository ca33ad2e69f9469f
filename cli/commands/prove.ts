import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidInput } from '@dstudio/kernel';
import { type FaultKind, faultKinds, proveSystem } from '@dstudio/systems';
import type { Command } from 'commander';
import { CAPSULES, leaveCapsules, matrixCapsules } from '../capsules.ts';
import { Exit } from '../exit.ts';
import { labNames } from '../house.ts';
import { listOf, wholeNumber } from '../options.ts';
import { createProgress } from '../progress.ts';
import { proveRoom } from '../prove-room.ts';
import { JSON_WORDS, toJson } from '../render/json.ts';
import { renderMatrix } from '../render/matrix.ts';
import { styleFor } from '../render/style.ts';
import { checkFaults, readSystemFile } from '../system-file.ts';
import { type Terminal, widthOf } from '../terminal.ts';
import { addTiming, timingOf } from '../timing.ts';
import { createSystemWorkers } from '../workers.ts';
import type { AddCommand } from './command.ts';

interface Options {
  readonly seeds?: number;
  readonly faults?: readonly FaultKind[];
  readonly json?: true;
  readonly record?: true;
  readonly capsules: string;
}

const SYSTEM_SEEDS = 5;
const SYSTEM_SEEDS_MAX = 1000;
const ROOM_SEEDS = 100;
const SEEDS_MAX = 1_000_000;

export const addProve: AddCommand = (program, terminal, ends) => {
  const command = program
    .command('prove')
    .description(
      "Put a system through its failure-mode matrix, or try to refute a pattern's claims over many seeds.",
    )
    .argument('<file or pattern>', "a system file, '-' for standard input, or a pattern's name")
    .option(
      '--seeds <n>',
      `how many seeds (default: ${SYSTEM_SEEDS} for a system, ${ROOM_SEEDS} for a pattern)`,
      wholeNumber(1, SEEDS_MAX),
    )
    .option('--faults <kinds>', `only these, of ${faultKinds.join(', ')}`, listOf(faultKinds))
    .option('--json', 'print the result as JSON')
    .option(
      '--record',
      "for a pattern of the studio: keep what was found in the room's evidence.json",
    )
    .option('--capsules <folder>', 'where each failing run leaves a capsule to replay', CAPSULES);
  addTiming(command).addHelpText(
    'after',
    `
Examples:
  dstudio prove shop.system.yaml
  dstudio prove shop.system.yaml --faults crash,slow --seeds 10 --json > matrix.json
  dstudio prove circuit-breaker --seeds 1000

${JSON_WORDS}

Exit codes: 0 all objectives or claims hold, 1 at least one does not, 2 unusable input.`,
  );
  command.action(
    ends(async (target: string, options: Options) => {
      if (isPattern(target, terminal))
        return proveRoom(target, options.seeds ?? ROOM_SEEDS, options, terminal);
      return proveFile(target, options, command, terminal);
    }),
  );
};

/** A bare name is a pattern, unless a file has it; anything else is a file. */
function isPattern(target: string, { folder }: Terminal): boolean {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(target) || existsSync(resolve(folder, target))) return false;
  const known = labNames();
  if (known.includes(target)) return true;
  throw new InvalidInput(`there is no file and no pattern called '${target}'`, {
    hint: `the patterns with an experiment are ${known.join(', ')}`,
  });
}

async function proveFile(
  path: string,
  { seeds: amount = SYSTEM_SEEDS, faults, json, capsules }: Options,
  command: Command,
  terminal: Terminal,
): Promise<Exit> {
  if (amount > SYSTEM_SEEDS_MAX) {
    throw new InvalidInput(`${amount} seeds are too many for a matrix`, {
      hint: `give at most ${SYSTEM_SEEDS_MAX}`,
    });
  }
  const timing = timingOf(command.opts());
  const { system, text } = await readSystemFile(path, terminal);
  checkFaults(system, faults, path, terminal);
  const { out, err, signal } = terminal;
  const workers = createSystemWorkers();
  const progress = createProgress('Proving', err);
  try {
    const matrix = await proveSystem(system, {
      execute: workers.execute,
      seeds: Array.from({ length: amount }, (_, index) => index + 1),
      timing,
      onProgress: progress.update,
      signal,
      ...(faults === undefined ? {} : { kinds: faults }),
    });
    progress.end();
    out.write(
      json
        ? toJson('matrix/1', { ...matrix, baseline: { ...matrix.baseline, fault: undefined } })
        : renderMatrix(matrix, system.objectives, widthOf(out), styleFor(out)),
    );
    leaveCapsules(matrixCapsules(matrix, text), capsules, terminal);
    const breaks = [matrix.baseline, ...matrix.cells].some(({ verdict }) => verdict === 'breaks');
    return breaks ? Exit.fails : Exit.ok;
  } finally {
    progress.end();
    workers.close();
  }
}
