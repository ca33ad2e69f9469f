import type { Traffic } from './journal.ts';
import type { Json } from './json.ts';
import type { Counts, Results } from './judge.ts';

/**
 * What the results look like in a file: names as Maelstrom writes them, and its figures.
 * @param stable of `stableLatencies`
 */
export const resultsData = (results: Results, stable: readonly number[]): Json => {
  const { workload, stats, availability, net, protocol } = results;
  // Jepsen gives no figure for each operation when there was none.
  const perOp = (of: Traffic) =>
    stats.count === 0 ? {} : { 'msgs-per-op': of.sent / stats.count };
  return {
    'valid?': results.valid,
    summary: results.summary,
    workload: {
      'valid?': workload.valid,
      summary: workload.summary,
      ...workload.counts,
      ...stableQuantiles(stable),
      // After the counts, one of which is their number.
      findings: workload.findings.map(({ kind, text }) => ({ kind, text })),
    },
    stats: {
      'valid?': stats.valid,
      ...counts(stats),
      'by-f': Object.fromEntries(Object.entries(stats.byF).map(([f, of]) => [f, counts(of)])),
    },
    availability: { 'valid?': availability.valid, 'ok-fraction': availability.okFraction },
    net: {
      'valid?': true,
      all: { ...traffic(net.all), ...perOp(net.all) },
      clients: traffic(net.clients),
      servers: { ...traffic(net.servers), ...perOp(net.servers) },
    },
    protocol: {
      'valid?': protocol.valid,
      count: protocol.count,
      problems: protocol.problems.map(({ node, what, time_ms, count }) => ({
        node,
        what,
        time: time_ms,
        count,
      })),
    },
  };
};

const counts = ({ count, ok, fail, info }: Counts) => ({
  count,
  'ok-count': ok,
  'fail-count': fail,
  'info-count': info,
});

/** Maelstrom counts a message once, though it may arrive twice or never. */
const traffic = ({ sent, received }: Traffic) => ({
  'send-count': sent,
  'recv-count': received,
  'msg-count': sent,
});

/** As Jepsen's set-full checker takes them: 0 the least, 1 the greatest. */
const QUANTILES = [0, 0.5, 0.95, 0.99, 1];

/** In whole milliseconds. */
const stableQuantiles = (latencies: readonly number[]) => {
  if (latencies.length === 0) return {};
  const at = (quantile: number): number =>
    Math.trunc(latencies[Math.floor(latencies.length * quantile)] ?? latencies.at(-1) ?? 0);
  return {
    'stable-latencies': Object.fromEntries(QUANTILES.map((quantile) => [quantile, at(quantile)])),
  };
};
