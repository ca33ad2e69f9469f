import { mustParse, type ParameterSpec, printParameter } from '@dstudio/kernel';
import type { DomainEvent } from './domain-event.ts';
import type { Lab } from './lab.ts';
import { judgeClaim, runLab, type SeedResult } from './run-lab.ts';

/** A reader loses the thread after that many lines. */
const EVENT_COUNT_MAX = 120;

/**
 * The text of a lab's `lab.golden.txt`: what one seed does in each variant, as domain events and
 * claims, rounded for a reader. It holds no hash, so it changes only when behaviour does.
 */
export const goldenOf = <S extends ParameterSpec>(lab: Lab<S>, seed = 1): string => {
  const values: Readonly<Record<string, string | number | boolean>> = mustParse(
    lab.slug,
    lab.parameters,
    {},
  );
  const lines = [`${lab.slug}, seed ${seed}`, '', 'parameters'];
  for (const [name, parameter] of Object.entries(lab.parameters)) {
    // Every parameter was parsed, so it has a value.
    lines.push(`  ${name}: ${printParameter(parameter, values[name] as string)}`);
  }
  const measures: Record<string, SeedResult['measures'][string]> = {};
  for (const { id, label } of lab.variants) {
    const { findings } = runLab(lab, { seed, variant: id });
    measures[id] = findings.measures;
    lines.push('', `${id}: ${label}`, ...eventLines(findings.events));
    for (const [name, value] of Object.entries(findings.measures)) {
      lines.push(`  ${name} = ${rounded(value)}`);
    }
  }
  lines.push('', 'claims');
  for (const claim of lab.claims) {
    const { measured, limit, holds } = judgeClaim(claim, measures);
    lines.push(`  ${claim.text}`);
    lines.push(
      `    ${holds ? 'holds' : 'refuted'}: measured ${rounded(measured)}, limit ${rounded(limit)}`,
    );
  }
  return `${lines.join('\n')}\n`;
};

const eventLines = (events: readonly DomainEvent[]): readonly string[] => {
  const shown = events.slice(0, EVENT_COUNT_MAX);
  const lines = shown.map(
    ({ at_ms, actor, what }) => `  ${String(Math.round(at_ms)).padStart(8)} ms  ${actor}: ${what}`,
  );
  const more = events.length - shown.length;
  return more > 0 ? [...lines, `           and ${more} more events`] : lines;
};

/** Three significant digits: enough to see a change, too few to see a last bit. */
const rounded = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value);
