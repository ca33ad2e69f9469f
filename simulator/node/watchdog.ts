import type { Worker } from 'node:worker_threads';
import { type Halted, halt } from './halt.ts';
import { Lost, NEVER_ENDS } from './lost.ts';
import { PULSE } from './pulse.ts';

/** How a thread that runs a person's code is watched. */
export interface Watch {
  /** So long may a run stand still: no event in it, or no virtual time that passes. */
  readonly bound_ms: number;
  /** The module whose code runs, to tell it from ours. */
  readonly module: URL;
}

/** Far longer than any step of a run takes, also on a busy machine. */
export const HANG_MS = 30_000;
/** Looks until a thread is given up: one that sees no sign of life, and two that see the same. */
const LOOKS = 3;

/** Asks a thread for signs of life now and then, and gives it up when there are none. */
export const createWatchdog = (
  worker: Worker,
  shared: SharedArrayBuffer,
  { bound_ms, module }: Watch,
  giveUp: (lost: Lost) => void,
): { readonly seed: () => number | undefined; readonly end: () => void } => {
  const pulse = new Float64Array(shared);
  // Only a file has a folder.
  const near = module.protocol === 'file:' ? new URL('.', module).href : module.href;
  const running = (): boolean => pulse[PULSE.running] === 1;
  const seed = (): number | undefined => {
    const value = pulse[PULSE.seed] ?? Number.NaN;
    return Number.isNaN(value) ? undefined : value;
  };
  let beats = -1;
  let before: Halted | undefined;
  let looking = false;
  let ended = false;
  const check = async (): Promise<void> => {
    const now = pulse[PULSE.beats] ?? 0;
    if (looking) return;
    if (!running() || now !== beats) {
      beats = now;
      before = undefined;
      return;
    }
    looking = true;
    const nowhere: Halted = { place: undefined, node: undefined, position: undefined };
    const halted = (await halt(worker, near).catch(() => undefined)) ?? nowhere;
    looking = false;
    if (ended || pulse[PULSE.beats] !== beats || !running()) return;
    const last = before;
    before = halted;
    if (last === undefined || last.position?.now_ms !== halted.position?.now_ms) return;
    giveUp(new Lost(seed(), NEVER_ENDS, wordsOf(last, halted), halted.position?.now_ms));
  };
  const timer = setInterval(check, bound_ms / LOOKS).unref();
  return {
    seed,
    end: () => {
      ended = true;
      clearInterval(timer);
    },
  };
};

/** Why a thread is given up that was seen twice in the same state. */
export const wordsOf = (last: Halted, { position, ...now }: Halted): string => {
  // The one look may find what the other has missed.
  const { place = last.place, node = last.node } = now;
  const where = place === undefined ? '' : `, in ${place}`;
  if (position === undefined || position.events === last.position?.events) {
    const who = node === undefined ? 'it' : `node ${node}`;
    // Code that waits stands nowhere, and a loop may be where nobody finds it.
    return place === undefined
      ? `${who} does not come back: it loops, or waits for what never comes`
      : `${who} does not come back and probably loops for ever${where}`;
  }
  const on = node === undefined ? '' : ` on node ${node}`;
  return `time stands still, for something happens again and again without delay${on}${where}`;
};
