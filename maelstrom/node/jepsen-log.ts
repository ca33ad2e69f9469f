import { ednOf } from '../edn.ts';
import { valueOf } from '../history-files.ts';
import type { Json } from '../json.ts';
import type { Problem } from '../problems.ts';
import type { Observed } from '../trial.ts';

/** What is longer is in the history: 100 MB at most are written a second time. */
const LOG_LINES_MAX = 50_000;
const LOG_LINE_LENGTH_MAX = 2000;

/** What the harness said and did, in the format of Jepsen's jepsen.log; problems of nodes are warnings. */
export function* logLines(
  { events, problems, options, failure, start_ms }: Observed,
  began_ms: number,
): Generator<string> {
  const { concurrency, workload, seed } = options;
  const at = (time_ms: number, level: string, thread: string, text: string): string =>
    logLine(began_ms + start_ms + time_ms, level, thread, text);
  const warnings = problems.toSorted((a, b) => a.time_ms - b.time_ms);
  const warn = ({ node, what, time_ms }: Problem): string =>
    at(time_ms, 'WARN', `jepsen node ${node}`, `${node} ${what}`);
  yield at(-start_ms, 'INFO', 'main', `Running test: ${workload}, seed ${seed}`);
  if (failure !== undefined) yield at(0, 'ERROR', 'main', `The test did not begin: ${failure}`);
  let said = 0;
  for (const event of events.slice(0, LOG_LINES_MAX)) {
    const { process, type, f, value, error, time_ms } = event;
    for (let next = warnings[said]; next !== undefined && next.time_ms < time_ms; ) {
      yield warn(next);
      next = warnings[++said];
    }
    const worker = process === 'nemesis' ? process : process % concurrency;
    const who = process === 'nemesis' ? `:${process}` : process;
    const columns = [who, `:${type}`, `:${f}`, valueOf(beginning(value), workload)];
    if (error !== undefined) columns.push(ednOf(error));
    yield at(time_ms, 'INFO', `jepsen worker ${worker}`, columns.join('\t'));
  }
  if (events.length > LOG_LINES_MAX) {
    const left = events.length - LOG_LINES_MAX;
    yield at(events.at(-1)?.time_ms ?? 0, 'INFO', 'main', `${left} more are in history.txt`);
  }
  yield* warnings.slice(said).map(warn);
}

/** Of what is too long for a line, no more than fills it. */
const beginning = (value: Json): Json =>
  Array.isArray(value) ? value.slice(0, LOG_LINE_LENGTH_MAX) : value;

const onOneLine = (text: string): string =>
  text.replaceAll('\n', ' / ').replaceAll(/[^\P{Cc}\t]/gu, ' ');

/** One line of jepsen.log: Jepsen's own has this odd {GMT}, too. */
export const logLine = (time_ms: number, level: string, thread: string, text: string): string => {
  const time = new Date(time_ms).toISOString().replace('T', ' ').replace('.', ',').slice(0, -1);
  const said = text.length <= LOG_LINE_LENGTH_MAX ? text : `${text.slice(0, LOG_LINE_LENGTH_MAX)}…`;
  return `${time}{GMT}\t${level}\t[${thread}] dstudio.maelstrom: ${onOneLine(said)}\n`;
};
