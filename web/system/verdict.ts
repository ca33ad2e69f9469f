import type { CellResult, Objectives } from '@dstudio/systems';
import { formatDuration, formatShare } from '../charts/format.ts';

/** How a cell is marked. Words first: colour and shape only repeat them. */
export interface Verdict {
  readonly mark: 'breaks' | 'holds' | 'depends' | 'waiting';
  /** False while the assumptions behind it are still being halved and doubled. */
  readonly sure: boolean;
  readonly words: string;
}

export function verdictOf(cell: CellResult | undefined): Verdict {
  if (!cell) return { mark: 'waiting', sure: false, words: 'not run yet' };
  if (cell.sensitivity === 'depends') {
    const kinds = [...new Set(cell.dependsOn.map(({ kind }) => kind))];
    const words = `depends on ${kinds.join(' and ')}; ${cell.verdict} as assumed`;
    return { mark: 'depends', sure: true, words };
  }
  const sure = cell.sensitivity === 'regardless';
  const words = sure
    ? `${cell.verdict} regardless`
    : `${cell.verdict}, assumptions not checked yet`;
  return { mark: cell.verdict, sure, words };
}

/** The two figures that say most about a cell: those of broken objectives before others. */
export function headline(cell: CellResult): readonly { text: string; broken: boolean }[] {
  const { figures, broken } = cell;
  const answered = {
    text: formatShare(figures.availability),
    broken: broken.availability !== undefined,
  };
  const p95 = Number.isNaN(figures.p95_ms) ? '–' : formatDuration(figures.p95_ms);
  const slow = { text: `p95 ${p95}`, broken: broken.latency !== undefined };
  const back = {
    text:
      figures.recovery_ms === Infinity
        ? 'no recovery'
        : `back in ${formatDuration(figures.recovery_ms)}`,
    broken: broken.recovery !== undefined,
  };
  if (!back.broken) return [answered, slow];
  return slow.broken && !answered.broken ? [slow, back] : [answered, back];
}

/**
 * The cell's figures as one sentence, against what was asked for.
 * @param struck false for the run without a fault, which has nothing to recover from
 */
export function sentence(cell: CellResult, objectives: Objectives, struck = true): string {
  const { figures } = cell;
  const parts = [
    `${formatShare(figures.availability)} of requests answered (objective ${formatShare(objectives.availability)})`,
  ];
  if (figures.degraded > 0) parts.push(`${formatShare(figures.degraded)} of them degraded`);
  if (!Number.isNaN(figures.fast)) {
    parts.push(
      `${formatShare(figures.fast)} of answers under ${formatDuration(objectives.latency_ms)} (objective ${formatShare(objectives.latency_share)}), p95 ${formatDuration(figures.p95_ms)}`,
    );
  }
  if (!struck) return `${parts.join('; ')}.`;
  parts.push(
    figures.recovery_ms === Infinity
      ? 'does not recover within the run'
      : figures.recovery_ms === 0
        ? 'well again as soon as the fault ends'
        : `well again ${formatDuration(figures.recovery_ms)} after the fault`,
  );
  return `${parts.join('; ')}.`;
}
