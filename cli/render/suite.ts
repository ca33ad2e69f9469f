import {
  type Divergence,
  drawText,
  printDivergence,
  type Shrunk,
  type SuiteReport,
} from '@dstudio/simulator';
import type { ScenarioFiles } from '../capsules.ts';
import { quoted } from '../quoted.ts';
import { count, list } from './figures.ts';
import { wrap } from './layout.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** What proving one scenario found. */
export interface ScenarioProof {
  readonly report: SuiteReport;
  /** Seeds that were asked for. */
  readonly of: number;
  /** Where two runs of one seed parted: of such a scenario no run can be repeated. */
  readonly divergences: readonly Divergence[];
  /** Of the first seed that failed. */
  readonly shrunk: Shrunk | undefined;
  /** Why a failure was not shrunk. */
  readonly unshrunk: string | undefined;
  readonly files: ScenarioFiles | undefined;
}

/** Seeds named for each way to fail. */
const SEEDS_SHOWN = 5;

/** How a scenario fared over its seeds, and the least run that fails, with its diagram. */
export function renderSuite(
  proof: ScenarioProof,
  from: string | undefined,
  width: number,
  style: Style,
): string {
  const { report, of, divergences, unshrunk } = proof;
  const lines = [verdict(report, of, style)];
  for (const way of waysToFail(report)) {
    lines.push(wrap(printable(way), width, '    ').replace(/^ {2}/, ''));
  }
  for (const [name, seeds] of Object.entries(report.reached)) {
    lines.push(
      `  ${printable(name)}: ${seeds === 0 ? style.bad('never') : `in ${count(seeds, 'seed')}`}`,
    );
  }
  if (report.missing.length > 0) {
    const missing = `What never happened was never tried: ${list(report.missing)}. Give more seeds, or more faults.`;
    lines.push(wrap(printable(missing), width));
  }
  for (const divergence of divergences.slice(0, 1)) {
    lines.push(style.bad('Not deterministic: a seed says nothing about this scenario.'));
    lines.push(printable(printDivergence(divergence).trimEnd()));
  }
  if (unshrunk !== undefined) lines.push(wrap(printable(`Not shrunk: ${unshrunk}.`), width));
  return `${lines.join('\n')}\n${renderShrunk(proof, from, width, style)}`;
}

function verdict({ scenario, seeds, failed, ok }: SuiteReport, of: number, style: Style): string {
  const name = style.strong(scenario);
  const ran = seeds < of ? `stopped after ${seeds} of ${count(of, 'seed')}` : count(seeds, 'seed');
  if (failed > 0) return `${name}: ${ran}, ${style.bad(`${failed} failed`)}`;
  return `${name}: ${ran}, ${ok ? style.good('none failed') : 'none failed'}`;
}

/** Each kind of failure, with the first seed's own words. */
function waysToFail({ failures, failed }: SuiteReport): readonly string[] {
  const ways = Map.groupBy(failures, ({ failure }) => failure.name);
  const most = failed > failures.length ? ` of the first ${failures.length}` : '';
  return [...ways].map(([name, seeds]) => {
    const shown = seeds.slice(0, SEEDS_SHOWN).map(({ seed }) => String(seed));
    const more = seeds.length > shown.length ? ', ...' : '';
    const where = `seed${seeds.length === 1 ? '' : 's'} ${shown.join(', ')}${more}`;
    return `${name}, ${seeds.length}${most} (${where}): ${seeds[0]?.failure.message ?? ''}`;
  });
}

function renderShrunk(
  { shrunk, files }: ScenarioProof,
  from: string | undefined,
  width: number,
  style: Style,
): string {
  if (shrunk === undefined) return '';
  const { before, choices, events, runs, complete, capsule, happenings, notes } = shrunk;
  const end = complete ? 'nothing more can be left out' : 'stopped before its end';
  const left =
    `Seed ${capsule.seed}, shrunk from ${count(before, 'choice')} to ${choices.length} ` +
    `in ${count(runs, 'run')} (${end}), ${count(events, 'event')}:`;
  const lines = ['', style.strong(left), '', drawText(happenings)];
  for (const note of notes) lines.push(wrap(printable(`Note: ${note}.`), width));
  if (notes.length > 0) lines.push('');
  if (files !== undefined) {
    const module = from === undefined ? '' : ` --from ${quoted(from)}`;
    lines.push(`To repeat it: dstudio replay ${quoted(files.capsule)}${module}`);
    lines.push(`The drawing:  ${files.drawing}`, '');
  }
  return lines.join('\n');
}
