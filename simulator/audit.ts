import type { Host } from './host.ts';
import { Journal, type Line } from './journal.ts';
import { goesOnOutside } from './misuse.ts';
import { runScenario } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';

/** Where two runs of one seed parted. */
export interface Divergence {
  readonly seed: number;
  /**
   * 'twice': straight after one another. 'after another': with another seed's run in between. 'other
   * stacks': when traces of errors are cut shorter. 'loaded anew': where the module was loaded again.
   * 'elsewhere': in another engine of JavaScript.
   */
  readonly when: 'twice' | 'after another' | 'other stacks' | 'loaded anew' | 'elsewhere';
  /** Line of the journal, from 1. */
  readonly line: number;
  /** What carries other content, when that is all that differs: 'the message from a to b at 12 ms'. */
  readonly of?: string;
  /** What differs, of long lines the part around it. */
  readonly first: string;
  readonly second: string;
  /** The lines before it, which are the same. */
  readonly before: readonly string[];
}

const CONTEXT_LINES = 5;
/** Longer than a small file takes, or a short timer. */
const LINGER_MS = 20;
/** More than most chains of promises are long; with a host, all of them end. */
const MICROTASKS = 20;
/** More than this of a line, and a reader finds nothing in it. */
const EXCERPT_LENGTH = 120;
/** How much of that comes before what differs. */
const EXCERPT_BEFORE = 40;

/**
 * Runs each seed twice in a row, and once more after another seed's run, and compares them event by
 * event, with what nodes say, write and record. Parts of the second kind come from memory that
 * outlives a run: a variable of a module, a cache in a closure that `build` did not make. A process
 * that is restarted in a run keeps such memory too, where a real one would lose it; and because a
 * second run begins with what the first one left, it shows here as soon as it makes any difference.
 * The last run has stack traces of another depth: they name places on one machine.
 */
export const auditDeterminism = async (
  scenario: Scenario,
  seeds: readonly number[],
  options: { readonly host?: Host; readonly signal?: AbortSignal } = {},
): Promise<readonly Divergence[]> => {
  const { host, signal } = options;
  const divergences: Divergence[] = [];
  for (const seed of seeds) {
    let first: readonly Line[] | undefined;
    for (const { when, plus, run } of STEPS) {
      signal?.throwIfAborted();
      // All from here, so that what looks at its callers sees the same ones.
      // What goes on outside goes on in any of them.
      const linger_ms = first === undefined ? LINGER_MS : 0;
      const lines = await run(() => journalOf(scenario, seed + plus, host, linger_ms));
      first ??= lines;
      const parted = when && compareJournals(first, lines);
      if (when === undefined || parted === undefined) continue;
      divergences.push({ seed, when, ...parted });
      break;
    }
  }
  return divergences;
};

type Journaled = Promise<readonly Line[]>;

const plainly = async (work: () => Journaled): Journaled => await work();

/** How many audits hold stacks cut, and what the limit was before the first of them. */
let cutting = 0;
let uncut: number | undefined;

/** Cut to nothing, for what shows a whole one shows the files of this machine. Audits may overlap. */
const withOtherStacks = async (work: () => Journaled): Journaled => {
  if (cutting++ === 0) uncut = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return await work();
  } finally {
    if (--cutting === 0 && uncut !== undefined) Error.stackTraceLimit = uncut;
  }
};

/** Runs of a seed (or the one after it), and what it says when one differs from the first. */
const STEPS: readonly {
  readonly when: Divergence['when'] | undefined;
  readonly plus: number;
  readonly run: (work: () => Journaled) => Journaled;
}[] = [
  { when: undefined, plus: 0, run: plainly },
  { when: 'twice', plus: 0, run: plainly },
  { when: undefined, plus: 1, run: plainly },
  { when: 'after another', plus: 0, run: plainly },
  { when: 'other stacks', plus: 0, run: withOtherStacks },
];

/**
 * One run of a seed, line by line.
 * @param linger_ms how long to wait for what goes on after it, though nothing should
 * @throws InvalidInput when something did
 */
export const journalOf = async (
  scenario: Scenario,
  seed: number,
  host?: Host,
  linger_ms = 0,
): Promise<readonly Line[]> => {
  const journal = new Journal();
  const { failure, hash } = await runScenario(scenario, { seed, host, journal });
  await linger(host, linger_ms);
  if (journal.goesOn) throw goesOnOutside(`scenario '${scenario.name}':`);
  if (failure !== undefined) journal.write(`${failure.name}: ${failure.message}`);
  journal.write(`hash ${hash}`);
  return journal.lines;
};

const linger = async (host: Host | undefined, length_ms: number): Promise<void> => {
  for (let i = 0; i < MICROTASKS; i++) await Promise.resolve();
  if (host === undefined) return;
  const until_ms = host.now_ms() + length_ms;
  do await new Promise<void>((resolve) => host.yield(resolve));
  while (host.now_ms() < until_ms);
};

/** The first line in which two runs differ; undefined when they are the same. */
export const compareJournals = (
  one: readonly Line[],
  other: readonly Line[],
): Pick<Divergence, 'line' | 'of' | 'first' | 'second' | 'before'> | undefined => {
  const length = Math.max(one.length, other.length);
  for (let i = 0; i < length; i++) {
    const [a, b] = [one[i], other[i]];
    if (a !== undefined && a.text === b?.text && a.of === b.of) continue;
    const [first, second] = [a?.text ?? OVER, b?.text ?? OVER];
    const from = excerptFrom(first, second);
    const of = a?.of === b?.of ? a?.of : undefined;
    return {
      line: i + 1,
      ...(of !== undefined && { of }),
      first: excerpt(first, from),
      second: excerpt(second, from),
      before: one.slice(Math.max(0, i - CONTEXT_LINES), i).map(({ text }) => excerpt(text, 0)),
    };
  }
  return undefined;
};

const OVER = 'the run was over';

/** Where to begin, so that what differs is seen. */
const excerptFrom = (one: string, other: string): number => {
  if (Math.max(one.length, other.length) <= EXCERPT_LENGTH) return 0;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same++;
  return same < EXCERPT_LENGTH - EXCERPT_BEFORE ? 0 : same - EXCERPT_BEFORE;
};

const excerpt = (text: string, from: number): string => {
  const cut = text.slice(from, from + EXCERPT_LENGTH);
  return `${from > 0 ? '...' : ''}${cut}${from + cut.length < text.length ? '...' : ''}`;
};

const CAUSES: Readonly<Record<Divergence['when'], string>> = {
  twice: 'two runs of it in a row differ',
  'after another':
    "it differs after another seed's run: something outlives a run, such as a module's variable",
  'other stacks':
    "it differs when the stack traces of errors do: they name files of one machine; use an error's name and message",
  'loaded anew':
    'it differs where the module is loaded once more: something was decided when it was loaded, by ' +
    'chance, by a clock or by the machine',
  elsewhere: 'it differs from one engine of JavaScript to another',
};

/** The first event that differs, for a reader. */
export const printDivergence = (divergence: Divergence): string => {
  const { seed, when, line, of, first, second, before } = divergence;
  const what = of === undefined ? '' : `; ${of} carries other content`;
  return [
    `seed ${seed}: ${CAUSES[when]}, from line ${line} of the journal on${what}`,
    ...before.map((text) => `    ${text}`),
    `  - ${first}`,
    `  + ${second}`,
    '',
  ].join('\n');
};
