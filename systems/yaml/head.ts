import { unreached } from '../faults.ts';
import type { Service, System } from '../system.ts';

const LEGEND = [
  '# What DStudio knows of this system. Values come from three places:',
  '#   !read      a manifest says so, at the place named behind it',
  '#   !assumed   nobody said: a default. Put in what you know and delete the tag',
  '#   no tag     a person stated it',
  '# time: how long an operation works by itself. concurrency: requests that one replica works on',
  '# at once; queue: requests that wait before it. count: calls for each run of the caller.',
  '# idempotent: may it run twice without harm? optional: can the answer do without it? yes, no or',
  '# unknown; while it is unknown, no retry and no fallback is put there.',
];

/** Calls that are written out as an example; more would bury it. */
const EXAMPLES_MAX = 12;

const WIDTH = 90;

/** The comment on top of a printed system: how to read it, and how to state what is missing. */
export const headOf = (system: System): string[] => [...LEGEND, ...missingCalls(system), ''];

/** Names as comment lines of a bearable width. */
const wrapped = (names: readonly string[]): string[] => {
  const lines: string[] = [];
  let line = '#  ';
  names.forEach((name, index) => {
    const word = ` ${name}${index < names.length - 1 ? ',' : ''}`;
    if (line.length + word.length > WIDTH) {
      lines.push(line);
      line = '#  ';
    }
    line += word;
  });
  return [...lines, line];
};

/** The lines to add for services that nothing is known to call. */
const missingCalls = (system: System): string[] => {
  const missing = unreached(system);
  const entry = system.services.find((service) => service.name === system.entries[0]?.service);
  if (missing.length === 0 || entry === undefined) return [];
  const called = new Set(
    system.services
      .flatMap((service) => service.operations.flatMap((operation) => operation.calls))
      .map((call) => call.service),
  );
  const targets = system.services.filter(({ name }) => missing.includes(name) && !called.has(name));
  const byCaller = Map.groupBy(targets, (target) => likelyCaller(target, system) ?? entry);
  const lines: string[] = [];
  for (const [caller, callees] of byCaller) {
    lines.push(`#   ${caller.name}:`, '#     operations:');
    lines.push(`#       ${caller.operations[0]?.name}:`, '#         calls:');
    for (const callee of callees) {
      lines.push(`#           ${callee.name}/${callee.operations[0]?.name}: {}`);
    }
  }
  const most = EXAMPLES_MAX * 4;
  const cut = lines.length > most ? [...lines.slice(0, most), '#   # and so on'] : lines;
  return [
    '#',
    '# No request is known to reach these services, so faults there are not tried:',
    ...wrapped(missing),
    '# State who calls them. If their names say it right, under services:',
    ...cut,
  ];
};

/** A store called carts-db or mongodb-carts most likely belongs to carts. */
const likelyCaller = (store: Service, system: System): Service | undefined => {
  if (store.kind !== 'store') return undefined;
  const words = store.name.split(/[-_]/);
  return system.services.find(
    (service) =>
      service.kind === 'service' &&
      (store.name.startsWith(`${service.name}-`) || words.includes(service.name)),
  );
};
