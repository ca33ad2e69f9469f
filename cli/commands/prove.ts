import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidInput } from '@dstudio/kernel';
import { type FaultKind, faultKinds, proveSystem } from '@dstudio/systems';
import type { Command } from 'commander';
import { CAPSULES, leaveCapsules, matrixCapsules } from '../capsules.ts';
import { Exit } from '../exit.ts';
import { labNames } from '../house.ts';
import { listOf, wholeNumber } from '../options.ts';
import { createProgress, progressOutput } from '../progress.ts';
import { proveRoom } from '../prove-room.ts';
import { proveScenarios } from '../prove-scenario.ts';
import { JSON_WORDS, toJson } from '../render/json.ts';
import { renderMatrix } from '../render/matrix.ts';
import { styleFor } from '../render/style.ts';
import { SEEDED, scenariosFor, scenarioTarget } from '../scenario-target.ts';
import { checkFaults, readSystemFile } from '../system-file.ts';
import { type Terminal, widthOf } from '../terminal.ts';
import { addTiming, timingNames, timingOf } from '../timing.ts';
import { createSystemWorkers } from '../workers.ts';
import type { AddCommand } from './command.ts';

interface Options {
  readonly seeds?: number;
  readonly first: number;
  readonly faults?: readonly FaultKind[];
  readonly json?: true;
  readonly record?: true;
  readonly capsules: string;
}

const SYSTEM_SEEDS = 5;
const SYSTEM_SEEDS_MAX = 1000;
const ROOM_SEEDS = 100;
const SCENARIO_SEEDS = 1000;
const SEEDS_MAX = 1_000_000;
const FIRST_SEED_MAX = Number.MAX_SAFE_INTEGER - SEEDS_MAX;

export const addProve: AddCommand = (program, terminal, ends) => {
  const command = program
    .command('prove')
    .description(
      "Put a system through its failure-mode matrix, or try to refute a pattern's claims, or what a scenario of your own must hold, over many seeds.",
    )
    .argument(
      '<what>',
      "a system file, '-' for standard input, a pattern's name, a module with scenarios (.ts, .js), or bug:<name>",
    )
    .option(
      '--seeds <n>',
      `how many seeds (default: ${SYSTEM_SEEDS} for a system, ${ROOM_SEEDS} for a pattern, ${SCENARIO_SEEDS} for a scenario)`,
      wholeNumber(1, SEEDS_MAX),
    )
    .option(
      '--first <seed>',
      'of a scenario, the seed to begin with',
      wholeNumber(0, FIRST_SEED_MAX),
      1,
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
  dstudio prove ./counter.scenario.ts               every scenario that the module exports
  dstudio prove ./counter.scenario.ts#counter       the one of that name
  dstudio prove ./counter.scenario.ts --first 37 --seeds 1
  dstudio prove bug:double-vote-after-restart       one of the seeded bugs; its twin ends in -right

A module's code is run: prove what you wrote or have read. How to write one: docs/SCENARIOS.md.
A run of it that stands still for half a minute is ended, and its seed fails with where it was.

${JSON_WORDS}

Exit codes: 0 all holds, 1 something does not, or of a scenario something never happened,
2 unusable input, 130 stopped by Ctrl-C.`,
  );
  command.action(
    ends(async (target: string, options: Options) => {
      const scenarios = scenarioTarget(target, terminal);
      if (scenarios !== undefined) {
        refuseStrays(command, 'a scenario', ['first']);
        const { seeds = SCENARIO_SEEDS } = options;
        return proveScenarios(scenarios, { ...options, seeds }, terminal);
      }
      if (await isPattern(target, terminal)) {
        refuseStrays(command, 'a pattern', ['record']);
        return proveRoom(target, options.seeds ?? ROOM_SEEDS, options, terminal);
      }
      refuseStrays(command, 'a system', ['faults', ...timingNames]);
      return proveFile(target, options, command, terminal);
    }),
  );
};

/** Options that every kind of proof takes. */
const COMMON = ['seeds', 'json', 'capsules'];

/** An option that changes nothing would leave the person believing that it did. */
function refuseStrays(command: Command, target: string, own: readonly string[]): void {
  const fitting = [...COMMON, ...own];
  for (const option of command.options) {
    const name = option.attributeName();
    if (fitting.includes(name) || command.getOptionValueSource(name) !== 'cli') continue;
    throw new InvalidInput(`${option.long} has no meaning for ${target}`, {
      hint: `leave it out; ${target} takes ${fitting.map((one) => `--${one}`).join(', ')}`,
    });
  }
}

/** A bare name is a pattern, unless a file has it; anything else is a file. */
async function isPattern(target: string, { folder }: Terminal): Promise<boolean> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(target) || existsSync(resolve(folder, target))) return false;
  const known = labNames();
  if (known.includes(target)) return true;
  const bugs = await scenariosFor({ ...SEEDED, only: undefined });
  if (bugs.some(({ name }) => name === target)) {
    throw new InvalidInput(`there is no file and no pattern called '${target}'`, {
      hint: `for the seeded bug of that name write bug:${target}`,
    });
  }
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
  const progress = createProgress('Proving', progressOutput(err, json));
  try {
    const matrix = await proveSystem(system, {
      execute: workers.execute,
      seeds: Array.from({ length: amount }, (_, index) => index + 1),
      timing,
      onProgress: progress.update,
      signal,
      partial: true,
      ...(faults === undefined ? {} : { kinds: faults }),
    });
    progress.end();
    out.write(
      json
        ? toJson('matrix/1', { ...matrix, baseline: { ...matrix.baseline, fault: undefined } })
        : renderMatrix(matrix, system.objectives, widthOf(out), styleFor(out)),
    );
    // What has finished is shown, and the command ends as one that was stopped.
    signal.throwIfAborted();
    leaveCapsules(matrixCapsules(matrix, text), capsules, terminal);
    const breaks = [matrix.baseline, ...matrix.cells].some(({ verdict }) => verdict === 'breaks');
    return breaks ? Exit.fails : Exit.ok;
  } finally {
    progress.end();
    workers.close();
  }
}
