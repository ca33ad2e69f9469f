/** Which run of a bug a page shows, in its address: a link reopens it. */

export interface RunState {
  /** Undefined: none yet. */
  readonly seed: number | undefined;
  /** What matters of the run, or all of it. */
  readonly view: 'shrunk' | 'whole';
  /** What of the address could not be used. */
  readonly problem: string | undefined;
}

export const encodeRun = (seed: number, view: RunState['view']): string =>
  view === 'shrunk' ? `seed=${seed}` : `seed=${seed}&run=whole`;

export function decodeRun(search: string): RunState {
  const params = new URLSearchParams(search);
  const text = params.get('seed');
  const view = params.get('run') === 'whole' ? 'whole' : 'shrunk';
  if (text === null) return { seed: undefined, view, problem: undefined };
  const seed = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(seed)) return { seed, view, problem: undefined };
  const problem = `The link's seed is "${text.slice(0, 40)}": no whole number from 0 on.`;
  return { seed: undefined, view, problem };
}
