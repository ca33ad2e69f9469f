import type { Columns } from './columns.ts';
import { type Description } from './findings.ts';
import { GraphBuilder } from './graph.ts';
import type { Precedence } from './register-sources.ts';
import type { Versions } from './register-versions.ts';
import { say } from './say.ts';
import { components, tangles } from './scc.ts';

/** One short circle of versions for each tangle of them. */
export const circlesOf = (versions: Versions, order: readonly Precedence[]): Precedence[][] => {
  const builder = new GraphBuilder(versions.count);
  for (const { before, after } of order) builder.link(before, after, 0);
  const parts = components(builder.build(), -1);
  const { of } = parts;
  const tangled = tangles(parts);
  const knotted = new Set(tangled.map(([version]) => of[version ?? 0]));
  const from = new Map<number, Precedence[]>();
  for (const one of order) {
    if (of[one.before] !== of[one.after] || !knotted.has(of[one.before])) continue;
    const list = from.get(one.before);
    if (list === undefined) from.set(one.before, [one]);
    else list.push(one);
  }
  return tangled.map(([version]) => circleFrom(version ?? 0, from));
};

const circleFrom = (start: number, from: ReadonlyMap<number, readonly Precedence[]>) => {
  const reached = new Map<number, Precedence>();
  const frontier = [start];
  for (const version of frontier) {
    for (const one of from.get(version) ?? []) {
      if (reached.has(one.after)) continue;
      reached.set(one.after, one);
      frontier.push(one.after);
    }
  }
  const circle: Precedence[] = [];
  let version = start;
  do {
    const one = reached.get(version);
    if (one === undefined) break;
    circle.unshift(one);
    version = one.before;
  } while (version !== start);
  return circle;
};

/** Says of each two versions in turn why one comes before the other. */
export const explainCircle = (
  columns: Columns,
  { key, value }: Versions,
  circle: readonly Precedence[],
): Description => {
  const shownIn = [...new Set(circle.flatMap(({ by }) => by))].filter((t) => t >= 0);
  const name = (t: number): string => `T${shownIn.indexOf(t) + 1}`;
  const x = say(columns.keys[key[circle[0]?.before ?? 0] ?? 0]);
  const sentences = circle.map(({ before, after, by: [one, other] }, i) => {
    const why =
      one < 0
        ? 'every register begins as nil'
        : one === other
          ? `${name(one)} read the first and wrote the second`
          : `${name(one)} saw or wrote the first before ${name(other)} came to the second`;
    const last = i === circle.length - 1;
    return `${last ? 'However, ' : ''}${x} was ${say(value[before])} before it was ${say(value[after])}, because ${why}${last ? ': a circle' : ''}.`;
  });
  return { sentences, transactions: shownIn };
};
