import type { Clock, Random } from '../env.ts';
import { createRandom } from '../random.ts';
import { createClock } from './clock.ts';
import { randomSeed } from './seed.ts';

/** A timer of the host that can be told whether it alone is worth staying awake for. */
export interface HostTimer {
  cancel(): void;
  /** The process lives on while the timer runs. So it begins. */
  hold(): void;
  /** The process may end before the timer does. Hosts that know no such thing ignore it. */
  release(): void;
}

export interface HostClock extends Clock {
  /** As `after`, with a say in whether the process waits for it. May fire up to 1 ms early. */
  timer(delay_ms: number, fire: () => void): HostTimer;
}

/** What Node's timers can do and a browser's numbers cannot. */
type NodeTimer = Partial<Record<'ref' | 'unref', () => void>>;

const timer = (delay_ms: number, fire: () => void): HostTimer => {
  const handle = setTimeout(fire, delay_ms);
  // A browser's handle is a number, which has neither method.
  const node = handle as NodeTimer;
  return {
    cancel: () => clearTimeout(handle),
    hold: () => node.ref?.(),
    release: () => node.unref?.(),
  };
};

/** The host's clock and randomness, in Node and in browsers, for code that was given none. */
export const ambient: { readonly clock: HostClock; readonly random: Random } = {
  clock: { ...createClock(), timer },
  random: createRandom(randomSeed()),
};
