import { callsOf } from '../calls.ts';
import type { System } from '../system.ts';
import type { Position } from './problem.ts';
import type { Reader } from './reader.ts';
import type { PlacedCall } from './service.ts';

/** Operations that one client request may set off, so that a small file cannot ask for years of work. */
const VISITS_MAX = 10_000;

/** Operations a second in fair weather: a spike is ten times as many, and a run lasts half a minute. */
const RATE_MAX_PER_S = 50_000;

const callsByCaller = (system: System) =>
  new Map(
    system.services.flatMap((service) =>
      service.operations.map((operation) => [
        `${service.name}/${operation.name}`,
        operation.calls.map((call) => ({
          to: `${call.service}/${call.operation}`,
          count: call.count,
        })),
      ]),
    ),
  );

/**
 * The first circle among operations, as 'a/x', 'b/y', 'a/x'; undefined when there is none. Services
 * may call each other both ways; an operation that calls itself in the end would never end.
 *
 * @param calls what each operation calls
 */
export const findCycle = (calls: ReadonlyMap<string, readonly string[]>): string[] | undefined => {
  const done = new Set<string>();
  for (const start of calls.keys()) {
    // A stack of its own: a file may chain thousands of operations.
    const path: { id: string; next: number }[] = [];
    const onPath = new Set<string>();
    const push = (id: string) => {
      path.push({ id, next: 0 });
      onPath.add(id);
    };
    if (!done.has(start)) push(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = calls.get(top.id)?.[top.next];
      top.next += 1;
      if (to === undefined) {
        path.pop();
        onPath.delete(top.id);
        done.add(top.id);
      } else if (onPath.has(to)) {
        const circle = path.map((step) => step.id);
        return [...circle.slice(circle.indexOf(to)), to];
      } else if (!done.has(to)) push(to);
    }
  }
  return undefined;
};

/** Checks what only the whole file shows: circles among operations, and requests that fan out. */
export const checkWhole = (
  system: System,
  calls: readonly PlacedCall[],
  entriesAt: Position | undefined,
  reader: Reader,
): void => {
  const graph = callsByCaller(system);
  const circle = findCycle(callsOf(system));
  if (circle !== undefined) {
    const [from, to] = circle.slice(-2);
    const at = calls.find((call) => call.from === from && call.to === to)?.at;
    reader.fault(
      at,
      `operations call each other in a circle: ${circle.join(' -> ')}`,
      'a request would never end: leave one of these calls out, or give a service a second ' +
        'operation that does not call on (services may call each other, operations may not)',
    );
    return;
  }
  const visits = new Map<string, number>();
  const visit = (id: string): number => {
    const known = visits.get(id);
    if (known !== undefined) return known;
    let sum = 1;
    for (const { to, count } of graph.get(id) ?? []) sum += count * visit(to);
    visits.set(id, sum);
    return sum;
  };
  let rate_per_s = 0;
  for (const entry of system.entries) {
    const id = `${entry.service}/${entry.operation}`;
    const sum = visit(id);
    rate_per_s += sum * entry.rate_per_s;
    if (sum <= VISITS_MAX) continue;
    reader.fault(
      entriesAt,
      `one request to ${id} sets off about ${Number(sum.toPrecision(2))} operations`,
      `lower the counts on the way: at most ${VISITS_MAX} can be run`,
    );
    return;
  }
  if (rate_per_s <= RATE_MAX_PER_S) return;
  reader.fault(
    entriesAt,
    `the entries set off about ${Number(rate_per_s.toPrecision(2))} operations a second in all`,
    `at most ${RATE_MAX_PER_S} can be run: take a part of the system, a tenth of the traffic on a ` +
      'tenth of the replicas say',
  );
};
