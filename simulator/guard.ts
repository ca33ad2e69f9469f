/**
 * Keeps the ambient world out of a run. While a guard is held, the clock, randomness and timers of
 * the machine throw where they are used, naming the line and what to use instead. Held by count, so
 * that runs may nest and overlap; the last release restores exactly what was there.
 *
 * A function that a module took for itself before the run (`const now = Date.now`) is out of reach, and
 * so are node: modules and the date that a `DateTimeFormat` takes when it is given none, but on a thread
 * where `guardForGood` was there before the module was.
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
  forbid('process.uptime', 'env.clock.now() or world.now'),
  forbid('process.cpuUsage', 'env.clock.now() or world.now'),
  forbid('process.memoryUsage', 'a figure of your own'),
  forbid('Math.random', 'env.random or world.random(stream)'),
  forbid('crypto.randomUUID', 'env.random or world.random(stream)'),
  forbid('crypto.getRandomValues', 'env.random or world.random(stream)'),
  forbid('setTimeout', 'env.clock.after or world.after'),
  forbid('setInterval', 'env.clock.after or world.after, scheduled anew each time'),
  forbid('setImmediate', 'env.clock.after or world.after with a delay of 0'),
  forbid('requestAnimationFrame', 'env.clock.after or world.after'),
  forbid('AbortSignal.timeout', 'an AbortController and env.clock.after'),
  forbid('fetch', 'env.network'),
  forbid('WebSocket', 'env.network'),
  forbid('EventSource', 'env.network'),
  forbid('XMLHttpRequest', 'env.network'),
  forbid('MessageChannel', 'a callback, or env.network'),
  forbid('BroadcastChannel', 'env.network'),
  forbid('Worker', 'a node of its own'),
  // These end when the machine has time for them.
  forbid('crypto.subtle.digest', 'a hash that is computed at once'),
  forbid('crypto.subtle.sign', 'a signature that is computed at once'),
  forbid('crypto.subtle.verify', 'a signature that is computed at once'),
  forbid('crypto.subtle.encrypt', 'a cipher that is computed at once'),
  forbid('crypto.subtle.decrypt', 'a cipher that is computed at once'),
  forbid('crypto.subtle.generateKey', 'env.random or world.random(stream)'),
  // What they tell depends on when memory is cleared.
  forbid('WeakRef', 'a Map, and delete from it'),
  forbid('FinalizationRegistry', 'a call where the thing is no longer needed'),
];

/** One function more that must not be used in a run. */
export interface Ambient {
  readonly owner: object;
  readonly key: string;
  /** For the message: 'node:crypto randomUUID'. */
  readonly used: string;
  readonly instead: string;
}

interface Patch {
  readonly owner: object;
  readonly key: string;
  /** Undefined: the owner inherited it. */
  readonly before: PropertyDescriptor | undefined;
}

let held = 0;
let forGood = false;
let patches: Patch[] = [];
let dates: { readonly real: DateConstructor; readonly standIn: DateConstructor } | undefined;

/** Installs the guard, or counts one holder more. Each `hold` needs one `release`. */
export const holdGuard = (): void => {
  if (held++ === 0 && !forGood) install();
};

export const releaseGuard = (): void => {
  if (held === 0) throw new Error('The guard was released more often than it was held.');
  if (--held > 0 || forGood) return;
  for (const { owner, key, before } of patches.reverse()) {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  }
  patches = [];
};

/**
 * Leaves the guard installed on this thread, so that it holds for what modules take for themselves
 * when they are loaded after this. It still throws only while it is held.
 * @param more what else must not be used, such as functions of a platform's own modules
 */
export const guardForGood = (more: readonly Ambient[]): void => {
  if (forGood) return;
  if (held === 0) install();
  guardFormats();
  forGood = true;
  for (const ambient of more) forbidOne(ambient);
};

const install = (): void => {
  for (const { path, instead } of FORBIDDEN) {
    const owner = ownerOf(path);
    if (owner === undefined) continue;
    forbidOne({ owner, key: path.at(-1) as string, used: path.join('.'), instead });
  }
  const { Date: real } = globalThis;
  if (dates?.real !== real) dates = { real, standIn: guardedDate(real) };
  replace(globalThis, 'Date', dates.standIn);
};

const forbidOne = ({ owner, key, used, instead }: Ambient): void => {
  const real: unknown = Reflect.get(owner, key);
  if (typeof real === 'function') replace(owner, key, standInFor(real, used, instead));
};

/** Made once for each: the guard goes up with every run. */
const standIns = new WeakMap<Callable, Callable>();

const standInFor = (real: Callable, used: string, instead: string): Callable => {
  const made = standIns.get(real);
  if (made !== undefined) return made;
  const apply = (target: Callable, self: unknown, args: unknown[]): unknown =>
    held > 0 ? refuse(used, instead, apply) : Reflect.apply(target, self, args);
  const construct = (target: Callable, args: unknown[], newTarget: Callable): object =>
    held > 0
      ? refuse(`new ${used}`, instead, construct)
      : Reflect.construct(target, args, newTarget);
  // A proxy, so that what hangs on the function (`hrtime.bigint`) can still be reached.
  const standIn = new Proxy(real, { apply, construct });
  standIns.set(real, standIn);
  return standIn;
};

// biome-ignore lint/complexity/noBannedTypes: that it can be called is all that is known of it
type Callable = Function;

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
    args.length === 0 && held > 0
      ? refuse('new Date()', instead, construct)
      : // `newTarget` is what `new` was applied to, so it is a constructor.
        Reflect.construct(target, args, newTarget as DateConstructor);
  const apply = (target: DateConstructor): string =>
    held > 0 ? refuse('Date()', instead, apply) : target();
  return new Proxy(real, { construct, apply });
};

/** Without a date, `format` and `formatToParts` of a `DateTimeFormat` take the clock's. */
const guardFormats = (): void => {
  const owner = Intl.DateTimeFormat.prototype;
  replace(owner, 'formatToParts', dated(owner.formatToParts, 'formatToParts'));
  const getter = Object.getOwnPropertyDescriptor(owner, 'format')?.get;
  if (getter === undefined) return;
  // Each format has a function of its own, so that it can be handed on without the format.
  const get = new Proxy(getter, {
    apply: (target, self) => dated(Reflect.apply(target, self, []), 'format'),
  });
  Object.defineProperty(owner, 'format', { get, configurable: true });
};

/** The function, but it needs a date while the guard is held. */
const dated = (real: Callable, name: string): Callable => {
  const made = standIns.get(real);
  if (made !== undefined) return made;
  const apply = (target: Callable, self: unknown, args: unknown[]): unknown =>
    args[0] === undefined && held > 0
      ? refuse(`${name}() of Intl.DateTimeFormat`, 'a date, such as env.clock.wall()', apply)
      : Reflect.apply(target, self, args);
  const standIn = new Proxy(real, { apply });
  standIns.set(real, standIn);
  return standIn;
};

type Trap = (...args: never[]) => unknown;

const refuse = (used: string, instead: string, trap: Trap): never => {
  throw new AmbientUse(used, instead, callerOf(trap));
};

/** Deep enough for the first frame with a place that is not Node's own. */
const STACK_DEPTH = 20;

/** Where the trap was sprung: the first such frame below it, or the first frame as it is. */
const callerOf = (trap: Trap): string => {
  const here = { stack: '' };
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = STACK_DEPTH;
  Error.captureStackTrace?.(here, trap);
  Error.stackTraceLimit = limit;
  const [, frame] = here.stack.split('\n');
  return placeIn(here.stack) ?? frame?.trim() ?? 'unknown place';
};

/** The first place in a stack trace that is not Node's own, as URL:line:column. */
export const placeIn = (stack: string): string | undefined => {
  const places = stack.match(/(?:[a-z]+:\/\/|node:|blob:|\/|[A-Za-z]:\\)[^\s()]*:\d+:\d+/g) ?? [];
  // What Node uses for somebody (`console.time`) is that somebody's doing.
  return places.find((one) => !one.startsWith('node:')) ?? places[0];
};
