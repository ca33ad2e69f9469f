import type { Results } from '../judge.ts';
import type { Observed } from '../trial.ts';
import { faultLanes } from './lanes.ts';
import { COLOURS, counted, cut, duration, escape, grouped, percent, scrolling } from './markup.ts';
import { messagesSvg } from './messages.ts';
import { type FaultSpan, faultSpans, type Pair } from './operations.ts';
import { latencyOf, latencyQuantiles, latencyRaw, type PlotData, rate } from './plots.ts';
import { STYLE } from './style.ts';
import { checksTable, faultsTable, messagesTables, operationsTables, toneOf } from './tables.ts';
import { timelineHtml } from './timeline.ts';
import { logOf, messagesFor, whyHtml } from './why.ts';

/** Messages that a page shows, and that a drawing of its own shows. */
const MESSAGES_ON_PAGE = 60;
const MESSAGES_IN_FILE = 1500;
const LOGS_SHOWN = 100;
/** A node that dies may say a great deal. */
const SUMMARY_MAX = 1000;

/**
 * The drawings and pages of a test, by file name. None of them asks for anything from elsewhere.
 * @param stable of `stableLatencies`
 */
export const renderTest = (
  observed: Observed,
  results: Results,
  command: string,
  pairs: readonly Pair[],
  stable: readonly number[],
): Readonly<Record<string, string>> => {
  const faults = faultSpans(observed.events);
  const end_ms = observed.events.at(-1)?.time_ms ?? 0;
  const data: PlotData = { pairs, faults, end_ms };
  const plots = [latencyRaw(data), latencyQuantiles(data), rate(data)] as const;
  return {
    'messages.svg': messagesSvg(
      observed.messages.slice(0, MESSAGES_IN_FILE),
      observed.nodes,
      observed.start_ms,
    ),
    'timeline.html': timelineHtml(pairs, observed.options),
    'latency-raw.svg': plots[0],
    'latency-quantiles.svg': plots[1],
    'rate.svg': plots[2],
    'report.html': reportHtml(observed, results, command, {
      pairs,
      stable,
      faults,
      end_ms,
      plots,
    }),
  };
};

interface Parts {
  readonly pairs: readonly Pair[];
  readonly stable: readonly number[];
  readonly faults: readonly FaultSpan[];
  readonly end_ms: number;
  readonly plots: readonly string[];
}

const reportHtml = (
  observed: Observed,
  results: Results,
  command: string,
  { pairs, stable, faults, end_ms, plots }: Parts,
): string => {
  const { options, failure, stopped } = observed;
  const word = wordOf(results.valid, failure);
  const began = results.stats.count > 0;
  const why = whyHtml(results, pairs);
  const lanes = faults.length === 0 ? [] : [faultLanes(faults, end_ms)];
  // In simulated time a node that asks nobody answers at once.
  const atOnce = pairs.every((pair) => (latencyOf(pair) ?? 0) === 0);
  const shown = atOnce ? plots.slice(-1) : plots;
  const drawings = [...lanes, ...(began ? shown : [])].map(
    (one) => `<div class="drawing">${scrolling('Over time', one)}</div>`,
  );
  const sections = [
    section(results.valid === true ? 'What was noticed' : 'What went wrong', why),
    section(
      'Over time',
      `${drawings.join('')}${began && atOnce ? '<p>Every operation ended in the moment in which it began.</p>' : ''}${faultsTable(faults)}`,
    ),
    section(
      'Operations',
      began ? operationsTables(results, pairs, stable) : '<p>None was begun.</p>',
    ),
    section('Messages', messagesHtml(observed, results)),
    section('What was checked', failure === undefined ? checksTable(results, observed) : ''),
    section('Files', filesHtml(observed)),
  ];
  const end = stopped ? '<p>The test was stopped before its time.</p>' : '';
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${word}: ${escape(options.workload)}, ${counted(options.nodeCount, 'node')}, seed ${options.seed}</title><style>${COLOURS}${STYLE}</style>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body><main><header class="${failure === undefined ? toneOf(results.valid) : 'bad'}"><h1><span>${escape(options.workload)}</span>${word}</h1><p class="lead">${escape(cut(results.summary, SUMMARY_MAX))}</p>${end}</header><p>${escape(testedWords(observed, faults))}</p><pre>${escape(command)}</pre><p><small>This runs it again. ${escape(AGAIN)}</small></p>${figuresHtml(observed, results)}<p class="narrow"><small>Drawings and tables that are wider than the screen move sideways.</small></p>${sections.join('')}</main></body></html>\n`;
};

const AGAIN =
  'The seed decides latencies, losses, faults and what clients do. Nodes that run as processes are as free as ever; nodes in one process do the same every time.';

const wordOf = (valid: Results['valid'], failure: string | undefined): string => {
  if (failure !== undefined) return 'Could not be run';
  if (valid === 'unknown') return 'Undecided';
  return valid ? 'Valid' : 'Invalid';
};

const section = (title: string, content: string): string =>
  content === '' ? '' : `<section><h2>${escape(title)}</h2>${content}</section>`;

/** What was tested and how, in two sentences. */
const testedWords = ({ options }: Observed, held: readonly FaultSpan[]): string => {
  const { nodeCount, concurrency, rate: perSecond, latency_ms, latencyDist, nemesis } = options;
  const load =
    perSecond === 0
      ? 'nothing to do'
      : `at most ${grouped(perSecond)} ${perSecond === 1 ? 'operation' : 'operations'} a second`;
  const network =
    latency_ms === 0
      ? 'without delay'
      : `in ${duration(latency_ms)}${latencyDist === 'constant' ? '' : ` on average (${latencyDist})`}`;
  const faults =
    nemesis.length === 0
      ? 'No faults were made.'
      : `Faults were to begin or end every ${duration(options.nemesisInterval_ms)} on average: ${nemesis.join(', ')}. ${held.length === 0 ? 'None began in that time.' : `${grouped(held.length)} held.`}`;
  return (
    `${counted(nodeCount, 'node')} and ${counted(concurrency, 'client')} with ${load}, for ` +
    `${duration(options.timeLimit_ms)}. Messages between nodes arrived ${network}. ${faults}`
  );
};

const figuresHtml = ({ options, nodes }: Observed, results: Results): string => {
  const { stats, availability, net } = results;
  const figures: readonly (readonly [string, string])[] = [
    ['operations', grouped(stats.count)],
    ['succeeded', stats.count === 0 ? '–' : percent(availability.okFraction)],
    ['messages arrived', grouped(net.all.received)],
    ['between nodes, for each operation', stats.count === 0 ? '–' : net.messagesPerOp.toFixed(1)],
    ['nodes', grouped(nodes.length)],
    ['seed', String(options.seed)],
  ];
  const cells = figures.map(
    ([name, figure]) => `<div><dt>${escape(name)}</dt><dd>${escape(figure)}</dd></div>`,
  );
  return `<dl class="figures">${cells.join('')}</dl>`;
};

const messagesHtml = (observed: Observed, results: Results): string => {
  const { some, atFinding } = messagesFor(observed, results, MESSAGES_ON_PAGE);
  const where = atFinding ? 'Some of them, from where things went wrong' : 'The first of them';
  const drawn =
    some.length === 0
      ? ''
      : `<p>${where}; time runs downwards, and a cross is a message that did not arrive. Point at one to read it.</p>${scrolling('Messages in space and time', messagesSvg(some, observed.nodes, observed.start_ms))}`;
  return `${messagesTables(observed, results)}${drawn}`;
};

const FILES: readonly (readonly [string, string])[] = [
  ['timeline.html', 'what each client did, from top to bottom'],
  ['messages.svg', 'more of the messages'],
  ['history.txt', 'all operations and faults, to read'],
  ['history.edn', 'the same for Jepsen, Elle and Knossos'],
  ['history.jsonl', 'the same as JSON lines'],
  ['results.json', 'this verdict as data'],
  ['results.edn', 'the same as Jepsen writes it'],
];

const filesHtml = ({ nodes }: Observed): string => {
  const files = FILES.map(([name, what]) => `<li><a href="${name}">${name}</a> ${what}</li>`);
  const logs = nodes
    .slice(0, LOGS_SHOWN)
    .map((node) => `<a href="${logOf(node)}">${escape(node)}</a>`);
  const more = nodes.length > LOGS_SHOWN ? ' and more in node-logs' : '';
  return `<ul>${files.join('')}<li>What the nodes wrote to stderr: ${logs.join(' ')}${more}</li></ul>`;
};
