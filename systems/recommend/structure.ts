import type { CellResult, Unmendable } from '../report.ts';
import type { System } from '../system.ts';
import { type Bundle, bundlesFor } from './bundles.ts';
import { withChanges } from './changes.ts';
import { sitesOf } from './sites.ts';
import type { Laboratory, Trial } from './trial.ts';

/** What patterns cannot give: more of something. Tried, so that the answer is measured too. */
interface Enlargement {
  readonly words: string;
  readonly system: System;
}

const withService = (
  system: System,
  name: string,
  change: (service: System['services'][number]) => System['services'][number],
): System => ({
  ...system,
  services: system.services.map((service) => (service.name === name ? change(service) : service)),
});

const enlargements = (system: System, cell: CellResult): readonly Enlargement[] => {
  const { fault } = cell;
  const name = fault.service ?? fault.call?.to.split('/')[0] ?? fault.entry?.split('/')[0];
  const service = system.services.find((one) => one.name === name);
  if (name === undefined || service === undefined) return [];
  const replicas = (count: number): Enlargement => ({
    words: `${count} replicas of ${name} instead of ${service.replicas}`,
    system: withService(system, name, (one) => ({ ...one, replicas: count })),
  });
  const workers = (factor: number): Enlargement => ({
    words: `${factor} times the concurrency of ${name} (${service.concurrency * factor} a replica)`,
    system: withService(system, name, (one) => ({ ...one, concurrency: one.concurrency * factor })),
  });
  switch (fault.kind) {
    case 'crash':
    case 'replica-loss':
      return [replicas(service.replicas + 1), replicas(service.replicas + 3)];
    case 'slow':
    case 'spike':
      return [replicas(service.replicas * 4), workers(4), replicas(service.replicas * 10)];
    default:
      return [];
  }
};

const names = (bundle: Bundle): string =>
  [...new Set(bundle.changes.map(({ slug }) => slug))].join(', ');
const condition = (bundle: Bundle): string => {
  const wanted = [...new Set(bundle.asks.map(({ requirement }) => requirement))];
  return wanted.length === 0 ? '' : `, if they are ${wanted.join(' and ')}`;
};

/** The loss of a host also hangs its callers, and that takes two patterns: one ends the wait. */
const companyMax = (cell: CellResult): number => (cell.fault.kind === 'replica-loss' ? 2 : 1);

const explain = (cell: CellResult, system: System): string => {
  const { fault } = cell;
  const service = system.services.find(({ name }) => name === fault.service);
  const entry = system.entries.some((one) => one.service === fault.service);
  if (entry) return 'nothing stands before the entry that could answer in its place';
  if (service?.replicas === 1 && (fault.kind === 'crash' || fault.kind === 'replica-loss')) {
    return `${fault.service} has one replica: while it is gone nobody can answer`;
  }
  if (fault.kind === 'errors')
    return 'half of the answers are errors, and nothing that was tried outruns that';
  if (fault.kind === 'spike') return 'the traffic is more than the replicas can serve';
  return 'nothing that was tried there mends it';
};

/**
 * For cells that no pattern mends: why, and what would, found by running it: an enlargement alone, or
 * in the company of patterns at the calls that meet the fault. The shortest that holds is told.
 */
export const whatWould = async (
  system: System,
  cells: readonly CellResult[],
  lab: Laboratory,
): Promise<readonly Unmendable[]> => {
  const ideas = cells.map((cell) => {
    const [nearest] = sitesOf(system, cell);
    // What could do without the answer needs no more replicas: that is a question, not a remedy here.
    const ladder = nearest?.kind === 'calls' ? bundlesFor(nearest).slice(0, companyMax(cell)) : [];
    const bundles = ladder
      .flat()
      .filter(({ asks }) => asks.every(({ requirement }) => requirement !== 'optional'));
    return enlargements(system, cell).flatMap((larger) => [
      { words: larger.words, system: larger.system },
      ...bundles.map((bundle) => ({
        words: `${larger.words}, with ${names(bundle)} on the calls to it${condition(bundle)}`,
        system: withChanges(larger.system, bundle.changes),
      })),
    ]);
  });
  const trials: Trial[] = ideas.flatMap((list, index) => {
    const cell = cells[index];
    return cell === undefined ? [] : list.map((idea) => ({ system: idea.system, cell }));
  });
  const verdicts = await lab.holds(trials);
  let next = 0;
  return cells.map((cell, index) => {
    const list = ideas[index] ?? [];
    const held = list.filter((_, offset) => verdicts[next + offset]);
    next += list.length;
    const best = held.sort((a, b) => a.words.length - b.words.length)[0];
    const why = explain(cell, system);
    return best === undefined ? { cell: cell.id, why } : { cell: cell.id, why, would: best.words };
  });
};
