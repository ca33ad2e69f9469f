import { PIECE, type Work } from '../pieces.ts';
import { keyOf } from '../value.ts';
import type { Edge } from './edges.ts';

interface Visit {
  readonly node: string | number;
  readonly via: Edge | undefined;
  next: number;
}

/** A circle among the edges, in the order it is gone round; undefined when there is none. */
export function* findCycle(edges: readonly Edge[]): Work<readonly Edge[] | undefined> {
  const total = 2 * edges.length;
  let done = 0;
  const from = new Map<string | number, Edge[]>();
  for (const edge of edges) {
    done += 1;
    if (done % PIECE === 0) yield { stage: 'looking for circles', done, total };
    const some = from.get(keyOf(edge.from));
    if (some === undefined) from.set(keyOf(edge.from), [edge]);
    else some.push(edge);
  }
  const finished = new Set<string | number>();
  for (const start of from.keys()) {
    if (finished.has(start)) continue;
    const path: Visit[] = [{ node: start, via: undefined, next: 0 }];
    const on = new Set([start]);
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const edge = from.get(visit.node)?.[visit.next];
      visit.next += 1;
      if (edge === undefined) {
        path.pop();
        on.delete(visit.node);
        finished.add(visit.node);
        continue;
      }
      done += 1;
      if (done % PIECE === 0) yield { stage: 'looking for circles', done, total };
      const to = keyOf(edge.to);
      if (on.has(to)) {
        const at = path.findIndex(({ node }) => node === to);
        return [...path.slice(at + 1).flatMap(({ via }) => via ?? []), edge];
      }
      if (finished.has(to)) continue;
      on.add(to);
      path.push({ node: to, via: edge, next: 0 });
    }
  }
  return undefined;
}
