/**
 * Keeps the ambient world out of a run. While a guard is held, the clock, randomness and timers of
 * the machine throw where they are used, naming the line and what to use instead. Held by count, so
 * that runs may nest and overlap; the last release restores exactly what was there.
 *
 * A function that a module took for itself before the run (`const now = Date.now`) is out of reach,
 * and so are node: modules; the linter's rules are there for those.
 */

/** Code under simulation touched the ambient clock, randomness, timers or network. */
export class AmbientUse extends Error {
  override readonly name = 'AmbientUse';
  /** What was used: 'Date.now'. */
  readonly used: string;
  /** 'file:line:column', or 'unknown place'. */
  readonly place: string;

  constructor(used: string, instead: string, place: string) {
    super(
      `${used} was used inside a simulated run, at ${place}. ` +
        `It makes runs differ from one another: use ${instead}.`,
    );
    this.used = used;
    this.place = place;
  }
}

interface Forbidden {
  /** Path from the global object. */
  readonly path: readonly string[];
  readonly instead: string;
}

const forbid = (path: string, instead: string): Forbidden => ({ path: path.split('.'), instead });

const FORBIDDEN: readonly Forbidden[] = [
  forbid('Date.now', 'env.clock.wall() or world.now'),
  forbid('performance.now', 'env.clock.now() or world.now'),
  forbid('process.hrtime.bigint', 'env.clock.now() or world.now'),
  forbid('process.hrtime', 'env.clock.now() or world.now'),
  forbid('Math.random', 'env.random or world.random(stream)'),
  forbid('crypto.randomUUID', 'env.random or world.random(stream)'),
  forbid('crypto.getRandomValues', 'env.random or world.random(stream)'),
  forbid('setTimeout', 'env.clock.after or world.after'),
  forbid('setInterval', 'env.clock.after or world.after, scheduled anew each time'),
  forbid('setImmediate', 'env.clock.after or world.after with a delay of 0'),
  forbid('requestAnimationFrame', 'env.clock.after or world.after'),
  forbid('AbortSignal.timeout', 'an AbortController and env.clock.after'),
  forbid('fetch', 'env.network'),
];

interface Patch {
  readonly owner: object;
  readonly key: string;
  /** Undefined: the owner inherited it. */
  readonly before: PropertyDescriptor | undefined;
}

let held = 0;
let patches: Patch[] = [];

/** Installs the guard, or counts one holder more. Each `hold` needs one `release`. */
export const holdGuard = (): void => {
  if (held++ > 0) return;
  for (const { path, instead } of FORBIDDEN) {
    const owner = ownerOf(path);
    const key = path.at(-1) as string;
    const real = owner && Reflect.get(owner, key);
    if (owner === undefined || typeof real !== 'function') continue;
    const used = path.join('.');
    const apply = (): never => refuse(used, instead, apply);
    // A proxy, so that what hangs on the function (`hrtime.bigint`) can still be reached.
    replace(owner, key, new Proxy(real, { apply }));
  }
  replace(globalThis, 'Date', guardedDate(globalThis.Date));
};

export const releaseGuard = (): void => {
  if (held === 0) throw new Error('The guard was released more often than it was held.');
  if (--held > 0) return;
  for (const { owner, key, before } of patches.reverse()) {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  }
  patches = [];
};

/** Runs `body` under the guard; releases it also when `body` throws. */
export const guarded = <T>(body: () => T): T => {
  holdGuard();
  try {
    return body();
  } finally {
    releaseGuard();
  }
};

const ownerOf = (path: readonly string[]): object | undefined => {
  let owner: unknown = globalThis;
  for (const key of path.slice(0, -1)) {
    if (owner === null || (typeof owner !== 'object' && typeof owner !== 'function'))
      return undefined;
    owner = Reflect.get(owner, key);
  }
  return owner !== null && (typeof owner === 'object' || typeof owner === 'function')
    ? owner
    : undefined;
};

const replace = (owner: object, key: string, value: unknown): void => {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  if (before !== undefined && !before.configurable) return;
  Object.defineProperty(owner, key, {
    value,
    configurable: true,
    enumerable: before?.enumerable ?? false,
    writable: true,
  });
  patches.push({ owner, key, before });
};

/** `new Date(2026, 0)` and `Date.parse` are pure and stay; `new Date()` and `Date()` read the clock. */
const guardedDate = (real: DateConstructor): DateConstructor => {
  const instead = 'new Date(env.clock.wall())';
  const construct = (target: DateConstructor, args: unknown[], newTarget: unknown): object =>
    args.length === 0
      ? refuse('new Date()', instead, construct)
      : // `newTarget` is what `new` was applied to, so it is a constructor.
        Reflect.construct(target, args, newTarget as DateConstructor);
  const apply = (): never => refuse('Date()', instead, apply);
  return new Proxy(real, { construct, apply });
};

type Trap = (...args: never[]) => unknown;

const refuse = (used: string, instead: string, trap: Trap): never => {
  throw new AmbientUse(used, instead, callerOf(trap));
};

/** Where the trap was sprung: the first frame below it with a place, or the first frame as it is. */
const callerOf = (trap: Trap): string => {
  const here = { stack: '' };
  Error.captureStackTrace?.(here, trap);
  const place = /((?:[a-z]+:\/\/|node:|blob:|\/|[A-Za-z]:\\)[^\s()]*:\d+:\d+)/.exec(
    here.stack,
  )?.[1];
  const [, frame] = here.stack.split('\n');
  return place ?? frame?.trim() ?? 'unknown place';
};
