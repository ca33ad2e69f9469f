import type { Results } from '../judge.ts';
import type { Observed } from '../trial.ts';
import { COLOURS, duration, escape, grouped, moment } from './markup.ts';
import { messagesSvg } from './messages.ts';
import { type FaultSpan, faultSpans, type Pair, pairsOf } from './operations.ts';
import { latencyQuantiles, latencyRaw, type PlotData, rate } from './plots.ts';
import { barsHtml, TIMELINE_STYLE, timelineHtml } from './timeline.ts';

/** Messages that a page shows, and that a drawing of its own shows. */
const MESSAGES_ON_PAGE = 60;
const MESSAGES_IN_FILE = 1500;
const FINDINGS_SHOWN = 8;
const FAULTS_SHOWN = 40;

/** The drawings and pages of a test, by file name. None of them asks for anything from elsewhere. */
export const renderTest = (
  observed: Observed,
  results: Results,
  command: string,
): Readonly<Record<string, string>> => {
  const pairs = pairsOf(observed.events);
  const faults = faultSpans(observed.events);
  const data: PlotData = { pairs, faults, end_ms: observed.events.at(-1)?.time_ms ?? 0 };
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
    'report.html': reportHtml(observed, results, command, { pairs, faults, plots }),
  };
};

interface Parts {
  readonly pairs: readonly Pair[];
  readonly faults: readonly FaultSpan[];
  readonly plots: readonly string[];
}

const reportHtml = (
  observed: Observed,
  results: Results,
  command: string,
  { pairs, faults, plots }: Parts,
): string => {
  const { options } = observed;
  const word = results.valid === 'unknown' ? 'Undecided' : results.valid ? 'Valid' : 'Invalid';
  const tone = results.valid === 'unknown' ? 'info' : results.valid ? 'good' : 'bad';
  const sections = [
    whyHtml(results, pairs, observed),
    section('Faults', faultsHtml(faults)),
    section('Latency and rate', plots.join('')),
    section('Operations', statsHtml(results)),
    section(
      'Messages',
      `<p>${grouped(results.net.all.received)} arrived, ${grouped(results.net.all.sent - results.net.all.received)} did not or not yet; between nodes, ${results.net.messagesPerOp.toFixed(1)} for each operation. ${messagesWords(observed)}</p><div class="scroll">${messagesSvg(messagesFor(observed, results), observed.nodes, observed.start_ms)}</div>`,
    ),
    section(
      'Again',
      `<p>The seed decides latencies, losses, faults and what clients do. Nodes that run as processes are as free as ever; nodes in one process do the same every time.</p><pre>${escape(command)}</pre><p>${FILES.map((name) => `<a href="${name}">${name}</a>`).join(' · ')}</p>`,
    ),
  ];
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(options.workload)}: ${word.toLowerCase()}</title><style>${COLOURS}${STYLE}</style><main><header class="${tone}"><p class="kind">${escape(options.workload)}</p><h1>${word}</h1><p class="lead">${escape(results.summary)}</p>${observed.stopped ? '<p>The test was stopped before its time.</p>' : ''}</header>${figuresHtml(observed, results)}${sections.join('')}</main></html>\n`;
};

const FILES = [
  'timeline.html',
  'messages.svg',
  'history.txt',
  'history.edn',
  'history.jsonl',
  'results.json',
  'results.edn',
];

const section = (title: string, content: string): string =>
  content === '' ? '' : `<section><h2>${escape(title)}</h2>${content}</section>`;

const figuresHtml = ({ options, nodes }: Observed, results: Results): string => {
  const figures = [
    [grouped(results.stats.count), 'operations'],
    [`${(results.availability.okFraction * 100).toFixed(1)} %`, 'succeeded'],
    [grouped(results.net.all.received), 'messages arrived'],
    [String(nodes.length), nodes.length === 1 ? 'node' : 'nodes'],
    [`${duration(options.latency_ms)} ${options.latencyDist}`, 'latency between nodes'],
    [options.nemesis.join(', ') || 'none', 'faults'],
    [String(options.seed), 'seed'],
  ];
  const cells = figures.map(
    ([figure, name]) => `<div><dt>${escape(name ?? '')}</dt><dd>${escape(figure ?? '')}</dd></div>`,
  );
  return `<dl class="figures">${cells.join('')}</dl>`;
};

/** What is wrong, and the operations that show it. */
const whyHtml = (results: Results, pairs: readonly Pair[], { options }: Observed): string => {
  const { findings, drawings } = results.workload;
  const { problems } = results.protocol;
  const byIndex = new Map(pairs.map((pair) => [pair.invoked.index, pair]));
  const told = findings.slice(0, FINDINGS_SHOWN).map(({ kind, text, events }) => {
    const involved = events.flatMap((index) => byIndex.get(index) ?? []).slice(0, 30);
    const bars =
      involved.length === 0
        ? ''
        : `<div class="scroll">${barsHtml(involved, options.concurrency)}</div>`;
    return `<li><b>${escape(kind)}</b> ${escape(text)}${bars}</li>`;
  });
  const broken = problems.map(
    ({ node, what, time_ms, count }) =>
      `<li><b>${escape(node)}</b> ${escape(what)} <small>at ${moment(time_ms)}${count > 1 ? `, ${count} times` : ''}</small></li>`,
  );
  const more =
    findings.length > FINDINGS_SHOWN
      ? `<p>And ${findings.length - FINDINGS_SHOWN} more; results.json has them.</p>`
      : '';
  const list = told.length === 0 ? '' : `<ol class="findings">${told.join('')}</ol>${more}`;
  // In a root of its own, a drawing's style stays with the drawing.
  const drawn = drawings
    .map(
      (one) =>
        `<div class="scroll"><template shadowrootmode="open"><style>svg:not([width]){width:300px}</style>${one}</template></div>`,
    )
    .join('');
  const protocol =
    broken.length === 0 ? '' : `<h3>Against the protocol</h3><ul>${broken.join('')}</ul>`;
  return section('What went wrong', `${list}${drawn}${protocol}`);
};

const faultsHtml = (faults: readonly FaultSpan[]): string => {
  if (faults.length === 0) return '';
  const rows = faults
    .slice(0, FAULTS_SHOWN)
    .map(
      ({ name, what, from_ms, to_ms }) =>
        `<tr><td>${moment(from_ms)}</td><td>${duration(to_ms - from_ms)}</td><td>${escape(name)}</td><td>${escape(what)}</td></tr>`,
    );
  const more =
    faults.length > FAULTS_SHOWN ? `<p>And ${faults.length - FAULTS_SHOWN} more.</p>` : '';
  return `<div class="scroll"><table><tr><th>from</th><th>for</th><th>fault</th><th>where</th></tr>${rows.join('')}</table></div>${more}`;
};

const statsHtml = ({ stats }: Results): string => {
  const rows = Object.entries(stats.byF).map(
    ([f, { count, ok, fail, info }]) =>
      `<tr><td>${escape(f)}</td>${[count, ok, fail, info].map((one) => `<td class="number">${grouped(one)}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll"><table><tr><th>kind</th><th>begun</th><th>ok</th><th>failed</th><th>unknown</th></tr>${rows.join('')}</table></div>`;
};

/** The messages around the first finding, where they were kept, or else the first ones. */
const messagesFor = (observed: Observed, results: Results): Observed['messages'] => {
  const { messages, start_ms } = observed;
  const from_ms = firstFinding_ms(observed, results);
  const at =
    from_ms === undefined ? -1 : messages.findIndex((m) => m.sent_ms >= start_ms + from_ms);
  const from = at < 0 ? 0 : at;
  return messages.slice(from, from + MESSAGES_ON_PAGE);
};

const firstFinding_ms = ({ events }: Observed, { workload }: Results): number | undefined => {
  const [index] = workload.findings[0]?.events ?? [];
  return index === undefined ? undefined : events[index]?.time_ms;
};

const messagesWords = (observed: Observed): string =>
  observed.messages.length === 0
    ? ''
    : 'Drawn here are a few, from where things went wrong or from the start; hover for what one says.';

const STYLE = `body{margin:0;font:16px/1.55 system-ui,sans-serif;background:var(--ground);color:var(--ink)}
main{max-width:900px;margin:0 auto;padding:32px 20px 80px}
header{border-left:8px solid var(--tone);padding:4px 0 4px 20px;margin-bottom:28px}
.good{--tone:var(--good)}.bad{--tone:var(--bad)}.info{--tone:var(--info)}
header h1{font-size:44px;line-height:1.1;margin:0;color:var(--tone)}
.kind{margin:0;color:var(--soft);font-size:14px;letter-spacing:.04em}
.lead{font-size:19px;margin:8px 0 0;overflow-wrap:anywhere}
h2{font-size:22px;margin:44px 0 12px}h3{font-size:17px}
.figures{display:flex;flex-wrap:wrap;gap:12px;margin:0}
.figures div{background:var(--panel);border-radius:10px;padding:10px 16px;flex:1 0 110px}
dt{color:var(--soft);font-size:13px}dd{margin:0;font-size:18px;font-weight:600}
table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;color:var(--soft);font-weight:500}td,th{padding:4px 12px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}
.number{font-variant-numeric:tabular-nums}
svg{max-width:none;height:auto}section>svg{max-width:100%}
pre{background:var(--panel);padding:12px 16px;border-radius:10px;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
.findings li{margin-bottom:14px;overflow-wrap:anywhere}.findings .scroll{margin-top:6px}
a{color:var(--ok)}small{color:var(--soft)}
${TIMELINE_STYLE}`;
