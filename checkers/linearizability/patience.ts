/** Steps without getting farther before a leap back, and how many operations the first takes back. */
const STEPS = 4096;
const LEAP = 64;

/** When a search that gets no farther should give up on what it placed last, and on how much of it. */
export interface Patience {
  isOver(steps: number): boolean;
  /** It got farther. */
  renew(steps: number): void;
  /** How many operations to take back; the next leap is farther and later. */
  leap(steps: number): number;
}

export function createPatience(shortest_steps = STEPS, shortest = LEAP): Patience {
  let patience = shortest_steps;
  let length = shortest;
  let until = shortest_steps;
  return {
    isOver: (steps) => steps > until,
    renew(steps) {
      patience = shortest_steps;
      length = shortest;
      until = steps + patience;
    },
    leap(steps) {
      const leap = length;
      length = Math.ceil(1.5 * length);
      patience *= 1.5;
      until = steps + patience;
      return leap;
    },
  };
}
