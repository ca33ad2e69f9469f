import type { TestEvent } from './history.ts';
import type { TrafficStats } from './journal.ts';
import type { Problem } from './problems.ts';
import type { Observed } from './trial.ts';
import { judgeWorkload, type Valid, type WorkloadResult } from './verdicts/index.ts';

export interface Counts {
  readonly count: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
}

/** What a test found, part by part (jepsen-io/maelstrom, doc/results.md). */
export interface Results {
  /** False if any part is, else unknown if any part is. */
  readonly valid: Valid;
  /** One sentence that says it all. */
  readonly summary: string;
  readonly workload: WorkloadResult;
  /** Unknown when of some kind of operation none succeeded. */
  readonly stats: Counts & {
    readonly valid: Valid;
    readonly byF: Readonly<Record<string, Counts>>;
  };
  readonly availability: { readonly valid: Valid; readonly okFraction: number };
  /** Between nodes, for each operation. */
  readonly net: TrafficStats & { readonly messagesPerOp: number };
  /** What nodes did against the protocol, and whether one died by itself. */
  readonly protocol: {
    readonly valid: Valid;
    readonly count: number;
    readonly problems: readonly Problem[];
  };
}

/** Judges what a test saw. */
export const judge = (observed: Observed): Results => {
  const { options, events, traffic, failure } = observed;
  const operations = events.filter(({ process }) => process !== 'nemesis');
  const byF = countByF(operations);
  const all = Object.values(byF).reduce(added, NONE);
  const okFraction = all.count === 0 ? 1 : all.ok / all.count;
  const wanted = options.availability === 'total' ? 1 : (options.availability ?? 0);
  const stats = {
    ...all,
    // As in Maelstrom: a client that crashes on purpose never succeeds.
    valid:
      Object.entries(byF).every(([f, { ok }]) => ok > 0 || f === 'crash') || ('unknown' as const),
    byF,
  };
  const workload: WorkloadResult =
    failure === undefined
      ? judgeWorkload(options, operations)
      : {
          valid: 'unknown',
          summary: `The test did not begin: ${failure}.`,
          findings: [],
          counts: {},
          drawings: [],
        };
  const availability = { valid: okFraction >= wanted, okFraction };
  const protocol = {
    valid: observed.problemCount === 0,
    count: observed.problemCount,
    problems: observed.problems,
  };
  const valid = merge([workload.valid, stats.valid, availability.valid, protocol.valid]);
  const messagesPerOp = all.count === 0 ? 0 : traffic.servers.sent / all.count;
  return {
    valid,
    summary: summaryOf(workload, stats, availability, protocol, wanted),
    workload,
    stats,
    availability,
    net: { ...traffic, messagesPerOp },
    protocol,
  };
};

/** Worst first: false, unknown, true. */
const merge = (parts: readonly Valid[]): Valid => {
  if (parts.includes(false)) return false;
  return parts.includes('unknown') ? 'unknown' : true;
};

const NONE: Counts = { count: 0, ok: 0, fail: 0, info: 0 };

const added = (a: Counts, b: Counts): Counts => ({
  count: a.count + b.count,
  ok: a.ok + b.ok,
  fail: a.fail + b.fail,
  info: a.info + b.info,
});

const countByF = (events: readonly TestEvent[]): Readonly<Record<string, Counts>> => {
  const byF: Record<string, { -readonly [name in keyof Counts]: number }> = {};
  for (const { f, type } of events) {
    byF[f] ??= { ...NONE };
    const counts = byF[f];
    if (type === 'invoke') counts.count++;
    else counts[type]++;
  }
  return byF;
};

const summaryOf = (
  workload: WorkloadResult,
  stats: Results['stats'],
  availability: Results['availability'],
  protocol: Results['protocol'],
  wanted: number,
): string => {
  const [first] = protocol.problems;
  if (workload.valid === false) return workload.summary;
  if (first !== undefined) {
    const others = protocol.count - 1;
    const more =
      others > 1
        ? ` There are ${others} more such problems.`
        : others === 1
          ? ' There is one more such problem.'
          : '';
    return `Node ${first.node} ${first.what}.${more}`;
  }
  if (!availability.valid) {
    const share = (availability.okFraction * 100).toFixed(2);
    return `Only ${share}% of operations succeeded, but ${wanted * 100}% were to.`;
  }
  if (stats.valid === 'unknown') {
    const never = Object.entries(stats.byF).filter(([f, { ok }]) => ok === 0 && f !== 'crash');
    return `No ${never.map(([f]) => f).join(', no ')} succeeded, so little can be said. ${workload.summary}`;
  }
  return workload.summary;
};
