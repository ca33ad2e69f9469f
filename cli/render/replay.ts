import { type Capsule, drawText, type Replay, type ScenarioReplay } from '@dstudio/simulator';
import type { SeedFigures } from '@dstudio/systems';
import { list, share, time } from './figures.ts';
import type { Style } from './style.ts';

/** More events than a person reads; the studio shows the others. */
const EVENTS_MAX = 200;

/** A lab's run told event by event, and whether it went as the capsule says. */
export function renderLabReplay(capsule: Capsule, replay: Replay, style: Style): string {
  const { events, measures } = replay.findings;
  const lines = events
    .slice(0, EVENTS_MAX)
    .map(({ at_ms, actor, what }) => `${time(at_ms).padStart(9)}  ${actor}: ${what}`);
  const left = events.length - lines.length;
  if (left > 0) lines.push(`           and ${left} more events`);
  const figures = Object.entries(measures).map(
    ([name, value]) =>
      `  ${name} ${Number.isNaN(value) ? 'unknown' : Number(value.toPrecision(5))}`,
  );
  return [head(capsule, style), ...lines, '', ...figures, '', ending(capsule, replay, style)].join(
    '\n',
  );
}

/** What the clients of a system saw, and whether it went as the capsule says. */
export function renderSystemReplay(
  capsule: Capsule,
  fault: string,
  replay: {
    readonly same: boolean;
    readonly otherEngine: boolean;
    readonly figures: SeedFigures;
  },
  style: Style,
): string {
  const { figures } = replay;
  const broken =
    figures.broken.length === 0
      ? 'Every objective holds.'
      : style.bad(`Missed: ${list(figures.broken)}.`);
  return [
    `${head(capsule, style)}, ${fault}`,
    `  answered     ${share(figures.availability)} (full ${share(figures.full)}, degraded ${share(figures.degraded)})`,
    `  fast enough  ${share(figures.fast)} of the answers; p50 ${time(figures.p50_ms)}, p95 ${time(figures.p95_ms)}, p99 ${time(figures.p99_ms)}`,
    `  recovers in  ${time(figures.recovery_ms)}`,
    broken,
    '',
    ending(capsule, { ...replay, hash: figures.hash }, style),
  ].join('\n');
}

/** A scenario's run as a diagram, what went wrong in it, and whether it went as the capsule says. */
export function renderScenarioReplay(
  capsule: Capsule,
  replay: ScenarioReplay,
  style: Style,
): string {
  const { failure, happenings } = replay;
  const lines = [head(capsule, style), '', drawText(happenings)];
  if (failure === undefined) lines.push('Nothing went wrong.');
  lines.push(ending(capsule, replay, style));
  return lines.join('\n');
}

const head = ({ scenario, variant, seed }: Capsule, style: Style): string =>
  `${style.strong(scenario.replace(':', ' '))}, ${variant}, seed ${seed}`;

function ending(
  capsule: Capsule,
  { same, hash, otherEngine }: Pick<Replay, 'same' | 'hash' | 'otherEngine'>,
  style: Style,
): string {
  if (same) return `${style.good('The same run')}: hash ${hash}.\n`;
  const why = otherEngine
    ? `the capsule is of engine ${capsule.engine}, and this is another`
    : 'what it is of has changed since, or the engine';
  return `${style.bad('Another run')}: hash ${hash}, expected ${capsule.hash}; ${why}.\n`;
}
