/**
 * Consistency models and the anomalies that rule them out, as jepsen-io/elle relates them in
 * elle.consistency-model, which cites for each relation: Adya, "Weak Consistency" (1999); Bailis et
 * al., "Highly Available Transactions" (2013); Cerone, Bernardi & Gotsman, "A Framework for
 * Transactional Consistency Models with Atomic Visibility" (2015); Cerone & Gotsman, "Analysing
 * Snapshot Isolation" (2016); Daudjee & Salem, "Lazy Database Replication with Snapshot Isolation"
 * (2006). The session and strong variants of the lower levels are Elle's own generalizations.
 */

/** What holds where a model holds: model to weaker models. */
const WEAKER: Readonly<Record<string, readonly string[]>> = {
  'strict-serializable': [
    'serializable',
    'strong-snapshot-isolation',
    'strong-session-serializable',
  ],
  'strong-session-serializable': ['serializable', 'strong-session-snapshot-isolation'],
  serializable: ['repeatable-read', 'snapshot-isolation', 'update-serializable'],
  'strong-snapshot-isolation': ['strong-session-snapshot-isolation', 'strong-read-committed'],
  'strong-session-snapshot-isolation': ['snapshot-isolation', 'strong-session-read-committed'],
  'snapshot-isolation': [
    'forward-consistent-view',
    'monotonic-atomic-view',
    'monotonic-snapshot-read',
    'parallel-snapshot-isolation',
    'prefix',
  ],
  'repeatable-read': ['cursor-stability', 'monotonic-atomic-view'],
  'update-serializable': ['forward-consistent-view'],
  'forward-consistent-view': ['consistent-view'],
  'consistent-view': ['cursor-stability', 'monotonic-view'],
  'parallel-snapshot-isolation': ['causal-cerone', 'update-atomic'],
  prefix: ['causal-cerone'],
  'causal-cerone': ['read-atomic'],
  'update-atomic': ['read-atomic'],
  'read-atomic': ['monotonic-atomic-view'],
  'monotonic-atomic-view': ['read-committed'],
  'monotonic-snapshot-read': ['read-committed'],
  'monotonic-view': ['read-committed'],
  'cursor-stability': ['read-committed'],
  'strong-read-committed': ['strong-session-read-committed', 'strong-read-uncommitted'],
  'strong-session-read-committed': ['read-committed', 'strong-session-read-uncommitted'],
  'strong-read-uncommitted': ['strong-session-read-uncommitted'],
  'strong-session-read-uncommitted': ['read-uncommitted'],
  'read-committed': ['read-uncommitted'],
  'read-uncommitted': [],
  // Known by name to Elle; no anomaly rules them out.
  '1SR': [],
  'session-serializable': [],
  'view-serializable': [],
  linearizable: [],
  sequential: [],
  causal: [],
  PRAM: [],
  'monotonic-reads': [],
  'monotonic-writes': [],
  'read-your-writes': [],
  'writes-follow-reads': [],
};

/** What a model forbids beyond what the weaker ones do. */
const FORBIDS: Readonly<Record<string, readonly string[]>> = {
  'read-uncommitted': ['G0', 'duplicate-elements', 'cyclic-versions'],
  'read-committed': ['G1'],
  'cursor-stability': ['lost-update'],
  'consistent-view': ['G-single'],
  'causal-cerone': ['internal'],
  'parallel-snapshot-isolation': ['internal'],
  prefix: ['internal'],
  'read-atomic': ['internal', 'future-read'],
  'update-atomic': ['lost-update'],
  'snapshot-isolation': ['internal', 'G-nonadjacent'],
  'repeatable-read': ['G2-item', 'lost-update'],
  serializable: ['internal', 'G2'],
  'strong-session-read-uncommitted': ['G0-process'],
  'strong-session-read-committed': ['G1c-process'],
  'strong-session-snapshot-isolation': [
    'G1-process',
    'G-nonadjacent-process',
    'cyclic-versions-process',
  ],
  'strong-session-serializable': ['G2-process'],
  'strong-read-uncommitted': ['G0-realtime'],
  'strong-read-committed': ['G1c-realtime'],
  'strong-snapshot-isolation': [
    'G1-realtime',
    'G-nonadjacent-realtime',
    'cyclic-versions-realtime',
  ],
  'strict-serializable': ['G2-realtime'],
};

const variants = (suffix: string, wider: string | undefined): [string, string[]][] => {
  const up = (name: string): string[] => (wider === undefined ? [] : [`${name}${wider}`]);
  return [
    [`G0${suffix}`, [`G1c${suffix}`, ...up('G0')]],
    [`G1c${suffix}`, [`G1${suffix}`, ...up('G1c')]],
    [`G1${suffix}`, up('G1')],
    [`G-single${suffix}`, [`G-nonadjacent${suffix}`, ...up('G-single')]],
    [`G-nonadjacent${suffix}`, [`G2-item${suffix}`, ...up('G-nonadjacent')]],
    [`G2-item${suffix}`, [`G2${suffix}`, ...up('G2-item')]],
    [`G2${suffix}`, up('G2')],
    [`cyclic-versions${suffix}`, up('cyclic-versions')],
  ];
};

/**
 * What an anomaly is an instance of. Without predicates Elle's G-single-item is G-single, and its
 * G-nonadjacent-item is G-nonadjacent, which makes them instances of G2-item.
 */
const IMPLIES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(variants('', '-process')),
  ...Object.fromEntries(variants('-process', '-realtime')),
  ...Object.fromEntries(variants('-realtime', undefined)),
  G1a: ['G1'],
  G1b: ['G1'],
  'incompatible-order': ['G1a'],
  'dirty-update': ['G1a'],
  'garbage-read': ['G1a'],
  'future-read': ['G1c'],
  'lost-update': ['G2-item'],
};

/** The models of which every anomaly would show in lists that are read often enough. */
const JUDGED = [
  'strict-serializable',
  'strong-session-serializable',
  'serializable',
  'strong-snapshot-isolation',
  'strong-session-snapshot-isolation',
  'snapshot-isolation',
  'repeatable-read',
  'consistent-view',
  'strong-read-committed',
  'strong-session-read-committed',
  'read-committed',
  'strong-read-uncommitted',
  'strong-session-read-uncommitted',
  'read-uncommitted',
];

/** The models that can be asked for, each by one name; {@link consistencyModel} knows the others. */
export const CONSISTENCY_MODELS: readonly string[] = Object.keys(WEAKER);

const closure = (
  from: readonly string[],
  next: (name: string) => readonly string[],
): ReadonlySet<string> => {
  const reached = new Set(from);
  for (const name of reached) for (const other of next(name)) reached.add(other);
  return reached;
};

/** The anomalies found and all that they are instances of. */
export const impliedAnomalies = (anomalies: readonly string[]): ReadonlySet<string> =>
  closure(anomalies, (name) => IMPLIES[name] ?? []);

/** What the model forbids, itself and through the weaker models that it includes. */
const forbidden = (model: string): ReadonlySet<string> =>
  new Set(
    [...closure([model], (name) => WEAKER[name] ?? [])].flatMap((name) => FORBIDS[name] ?? []),
  );

/** Whether any anomaly would rule the model out. */
export const isJudged = (model: string): boolean => forbidden(model).size > 0;

/** Whether the model forbids anything of that name's kind. */
export const forbids = (model: string, anomaly: string): boolean => {
  const no = forbidden(model);
  return [...impliedAnomalies([anomaly])].some((name) => no.has(name));
};

/** What the anomalies say of all models. */
export const judgeModels = (anomalies: readonly string[]) => {
  const implied = [...impliedAnomalies(anomalies)];
  const out = new Set(
    CONSISTENCY_MODELS.filter((model) => {
      const no = forbidden(model);
      return implied.some((name) => no.has(name));
    }),
  );
  const below = (model: string): string[] => [
    ...closure(WEAKER[model] ?? [], (name) => WEAKER[name] ?? []),
  ];
  const not = [...out].filter((model) => !below(model).some((weaker) => out.has(weaker)));
  const standing = JUDGED.filter((model) => !out.has(model));
  const holds = standing.filter((model) => !standing.some((other) => below(other).includes(model)));
  return {
    /** All models that the anomalies rule out. */
    out: [...out],
    not: not.sort(),
    alsoNot: [...out].filter((model) => !not.includes(model)).sort(),
    holds: holds.sort(),
  };
};
