/**
 * A thread's signs of life, as it shows them to whoever watches it (watchdog.ts). A thread that runs
 * code of a person's own may never come back, and then nothing but these says where it was.
 */

/** Places in the memory that a thread shares with its watchdog. */
export const PULSE = { beats: 0, running: 1, seed: 2 } as const;
export const PULSE_SIZE_BYTES = 24;

/** How far a run is: while both stand still, nothing happens in it. */
export interface Position {
  readonly now_ms: number;
  /** Events so far. */
  readonly events: number;
}

/** By this name the watchdog finds it in a thread that it has halted. */
export const POSITION = 'dstudio: position of the run';

let pulse = new Float64Array(new SharedArrayBuffer(PULSE_SIZE_BYTES));

export const showPulseIn = (shared: SharedArrayBuffer): void => {
  pulse = new Float64Array(shared);
};

/**
 * On a thread: says that it gets on, and that from now on it runs a person's code.
 * @param seed of the run; undefined while there is none, as when a module is loaded
 * @param position tells how far the run is; without it only the next beat is a sign of life
 */
export const beat = (seed: number | undefined, position?: () => Position): void => {
  Reflect.set(globalThis, Symbol.for(POSITION), position);
  pulse[PULSE.seed] = seed ?? Number.NaN;
  pulse[PULSE.beats] = (pulse[PULSE.beats] ?? 0) + 1;
  pulse[PULSE.running] = 1;
};

/** On a thread: says that no code of a person's own runs, so that it may take its time. */
export const rest = (): void => {
  pulse[PULSE.running] = 0;
  Reflect.deleteProperty(globalThis, Symbol.for(POSITION));
};
