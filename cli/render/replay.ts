import {
  type Capsule,
  drawText,
  ENGINE_VERSION,
  type Replay,
  type ScenarioReplay,
} from '@dstudio/simulator';
import type { SeedFigures } from '@dstudio/systems';
import { list, share, time } from './figures.ts';
import { printable } from './printable.ts';
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

interface Ended extends Pick<Replay, 'same' | 'hash' | 'otherEngine'> {
  /** Of a scenario's run, the first thing that came up in another way. */
  readonly difference?: string | undefined;
}

function ending(
  capsule: Capsule,
  { same, hash, otherEngine, difference }: Ended,
  style: Style,
): string {
  const engines = `the capsule is of engine ${capsule.engine}, and this is engine ${ENGINE_VERSION}`;
  if (same) {
    return `${style.good('The same run')}: hash ${hash}${otherEngine ? `, though ${engines}` : ''}.\n`;
  }
  const first = difference === undefined ? '' : printable(` First of all, ${difference}.`);
  if (hash === capsule.hash) {
    return `${style.bad('Not what the capsule says')}, though its hash is ${hash}.${first}\n`;
  }
  const hashes = `hash ${hash}, expected ${capsule.hash}`;
  if (!otherEngine) {
    const why = 'what it is of has changed since, or is not deterministic';
    return `${style.bad('Another run')}: ${hashes}; ${why}.${first}\n`;
  }
  const newer =
    capsule.engine > ENGINE_VERSION ? '; repeat it with a newer version of dstudio' : '';
  return (
    `${style.bad('Not known to be the same run')}: ${hashes}; ${engines}, ` +
    `whose hash may be another for the same run${newer}.${first}\n`
  );
}
