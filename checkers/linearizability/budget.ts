import { InvalidInput } from '@dstudio/kernel';
import type { Budget } from '../verdict.ts';

const MEMORY_BYTES_MAX = 2 ** 30;

export interface Spending {
  /** Why no more may be spent; undefined while more may be. */
  over(steps: number, memory_bytes: number): string | undefined;
  /** Whether less than this share of the time is over. */
  hasTime(share: number): boolean;
}

/** @throws InvalidInput for a limit that is none */
export function createSpending(budget: Budget): Spending {
  const { steps_max = Infinity, time_ms_max, memory_bytes_max = MEMORY_BYTES_MAX, clock } = budget;
  for (const [name, value] of Object.entries({ steps_max, time_ms_max, memory_bytes_max })) {
    if (value !== undefined && !(value >= 0)) {
      throw new InvalidInput(`${name} is ${value}`, { hint: 'use a number from 0' });
    }
  }
  if (time_ms_max !== undefined && clock === undefined) {
    throw new InvalidInput('a budget in time needs a clock', { hint: 'give it as budget.clock' });
  }
  const began_ms = clock?.now() ?? 0;
  return {
    hasTime: (share) =>
      clock === undefined ||
      time_ms_max === undefined ||
      clock.now() - began_ms <= share * time_ms_max,
    over(steps, memory_bytes) {
      if (steps > steps_max) return `after ${steps_max} steps, all that the budget allows`;
      if (memory_bytes > memory_bytes_max) {
        return `${steps > 0 ? `after ${steps} steps, ` : ''}when the memory was used up (${Math.round(memory_bytes_max / 2 ** 20)} MiB)`;
      }
      if (clock !== undefined && time_ms_max !== undefined) {
        if (clock.now() - began_ms > time_ms_max) return `after ${time_ms_max} ms, all of its time`;
      }
      return undefined;
    },
  };
}
