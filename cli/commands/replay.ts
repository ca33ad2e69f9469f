import { InvalidInput } from '@dstudio/kernel';
import {
  type Capsule,
  drawSvg,
  JobFailed,
  type Lab,
  parseCapsule,
  replayLab,
  type ScenarioReplay,
} from '@dstudio/simulator';
import { createScenarioPool } from '@dstudio/simulator/node';
import { cellId, replaySystem } from '@dstudio/systems';
import { Exit } from '../exit.ts';
import { readTextFile, writeTextFile } from '../files.ts';
import { labModule, labNames } from '../house.ts';
import { JSON_WORDS, toJson } from '../render/json.ts';
import { renderLabReplay, renderScenarioReplay, renderSystemReplay } from '../render/replay.ts';
import { type Style, styleFor } from '../render/style.ts';
import { moduleTarget, type ScenarioTarget, SEEDED, scenariosFor } from '../scenario-target.ts';
import type { Terminal } from '../terminal.ts';
import type { AddCommand } from './command.ts';

type Target = Omit<ScenarioTarget, 'only'>;

interface Options {
  readonly from?: string;
  readonly svg?: string;
  readonly force?: true;
  readonly json?: true;
}

/** A run that was repeated, in words and as data. */
interface Replayed {
  readonly same: boolean;
  readonly hash: string;
  readonly otherEngine: boolean;
  readonly data: object;
  text(style: Style): string;
  /** The drawing, of what has one. */
  readonly svg?: () => string;
}

export const addReplay: AddCommand = (program, terminal, ends) => {
  program
    .command('replay')
    .description('Repeat a run exactly, from the capsule that a failing run left.')
    .argument('<capsule>', "the capsule's file, or '-' for standard input")
    .option('--from <module>', 'the module with a scenario of your own; its code is run')
    .option('--svg <file>', "draw a scenario's run as a space-time diagram")
    .option('--force', 'let --svg replace a file')
    .option('--json', 'print the run as JSON')
    .addHelpText(
      'after',
      `
Examples:
  dstudio replay .dstudio/capsules/shop-crash-cart-seed-1.capsule.json
  dstudio replay .dstudio/capsules/counter-seed-2.capsule.json --from ./counter.scenario.ts

A capsule is data, and may come from a stranger: it never names code to run. What it repeats is part
of the studio (systems, patterns, seeded bugs), or in the module that you name with --from.

It is the same run when all of it is: what happened when, what each message said, what was written to
disks, recorded and logged, and what went wrong. Of another run, the first thing that differs is named as
far as the capsule holds it. A capsule of another engine is replayed all the same, and told so.

${JSON_WORDS}

Exit codes: 0 it went the same way, 1 it went another way, 2 unusable input.`,
    )
    .action(
      ends(async (file: string, options: Options) => {
        const { out, folder } = terminal;
        const { svg, force, json } = options;
        const capsule = parseCapsule(await readTextFile(file, terminal), file);
        if (svg !== undefined && !capsule.scenario.startsWith('scenario:')) {
          throw new InvalidInput(`a run of ${capsule.scenario} has no drawing`, {
            where: { file },
            hint: 'leave out --svg',
          });
        }
        const replayed = await replay(capsule, file, options, terminal);
        if (svg !== undefined && replayed.svg !== undefined) {
          writeTextFile(svg, replayed.svg(), { folder, replace: force === true });
        }
        const { same, hash, otherEngine, data } = replayed;
        const { scenario, variant, seed, hash: expected } = capsule;
        const about = { scenario, variant, seed, same, hash, expected, otherEngine };
        out.write(json ? toJson('replay/1', { ...about, ...data }) : replayed.text(styleFor(out)));
        return same ? Exit.ok : Exit.fails;
      }),
    );
};

const replay = async (
  capsule: Capsule,
  file: string,
  { from }: Options,
  terminal: Terminal,
): Promise<Replayed> => {
  const [, kind, name = ''] = /^(\w+):(.+)/.exec(capsule.scenario) ?? [];
  if (kind === 'scenario') return ofScenario(capsule, name, file, from, terminal);
  if (from !== undefined) {
    throw new InvalidInput(`the capsule is of ${capsule.scenario}, which is in no module`, {
      where: { file },
      hint: 'leave out --from',
    });
  }
  return kind === 'system' ? ofSystem(capsule, file) : ofLab(capsule, name, file);
};

/** What `systemCapsules` writes: no other variant of a system was ever run. */
const SYSTEM_VARIANT = 'as the file states';

const ofSystem = (capsule: Capsule, file: string): Replayed => {
  if (capsule.variant !== SYSTEM_VARIANT) {
    throw new InvalidInput(`a system has no variant '${capsule.variant}'`, {
      where: { file },
      hint: `give '${SYSTEM_VARIANT}', or use a file that dstudio wrote`,
    });
  }
  const run = replaySystem(capsule, file);
  const fault = run.fault === undefined ? 'no fault' : cellId(run.fault);
  const { same, otherEngine, figures } = run;
  return {
    same,
    otherEngine,
    hash: figures.hash,
    data: { fault, figures },
    text: (style) => renderSystemReplay(capsule, fault, run, style),
  };
};

const ofLab = async (capsule: Capsule, slug: string, file: string): Promise<Replayed> => {
  if (!labNames().includes(slug)) {
    throw new InvalidInput(`there is no pattern called '${slug}' with an experiment`, {
      where: { file },
      hint: 'replay it with the version of the studio that left it',
    });
  }
  const { lab }: { lab: Lab } = await import(labModule(slug).href);
  const run = replayLab(capsule, lab);
  return {
    ...run,
    data: { findings: run.findings },
    text: (style) => renderLabReplay(capsule, run, style),
  };
};

const ofScenario = async (
  capsule: Capsule,
  name: string,
  file: string,
  from: string | undefined,
  terminal: Terminal,
): Promise<Replayed> => {
  const target = from === undefined ? SEEDED : moduleTarget(from, terminal.folder);
  await checkName(name, file, target);
  const run = await onThread(capsule, name, file, target, terminal);
  const { failure, difference, happenings } = run;
  return {
    ...run,
    data: { failure, difference, happenings },
    text: (style) => renderScenarioReplay(capsule, run, style),
    svg: () => drawSvg(happenings, `${name}, seed ${capsule.seed}: ${capsule.variant}`),
  };
};

/** On a thread, for nothing else stops a run that hangs. */
const onThread = async (
  capsule: Capsule,
  name: string,
  file: string,
  { module }: Target,
  { signal }: Terminal,
): Promise<ScenarioReplay> => {
  const pool = createScenarioPool(module, name, 1);
  try {
    return await pool.replay(capsule, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof JobFailed)) throw error;
    const cause = error.cause instanceof Error ? error.cause : error;
    throw new InvalidInput(cause.message, { where: { file }, cause });
  } finally {
    pool.close();
  }
};

/** It is one of the seeded bugs, or what the person's own module exports; never what a capsule names. */
const checkName = async (name: string, file: string, target: Target): Promise<void> => {
  const all = await scenariosFor({ ...target, only: undefined });
  if (all.some((scenario) => scenario.name === name)) return;
  throw new InvalidInput(
    `the capsule is of the scenario '${name}', which is not in ${target.file}`,
    {
      where: { file },
      hint: 'name the module that exports it: --from FILE',
    },
  );
};
