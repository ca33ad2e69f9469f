/**
 * The yardstick: a binary heap in two typed arrays, popped and pushed with a random delay. No
 * handlers, no cancelling, no order at equal times, no hash.
 */

/** Runs the hold model with `pending` events for `steps` steps. */
export const bareLoop = (pending: number, steps: number, random: () => number): void => {
  const times = new Float64Array(pending);
  const items = new Int32Array(pending);
  let size = 0;

  const push = (time: number, item: number): void => {
    let i = size++;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const t = times[up] as number;
      if (t <= time) break;
      times[i] = t;
      items[i] = items[up] as number;
      i = up;
    }
    times[i] = time;
    items[i] = item;
  };

  const pop = (): number => {
    const item = items[0] as number;
    const time = times[--size] as number;
    const last = items[size] as number;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && (times[child + 1] as number) < (times[child] as number)) child++;
      if ((times[child] as number) >= time) break;
      times[i] = times[child] as number;
      items[i] = items[child] as number;
      i = child;
    }
    times[i] = time;
    items[i] = last;
    return item;
  };

  for (let i = 0; i < pending; i++) push(random() * 2, i);
  for (let step = 0; step < steps; step++) {
    const now = times[0] as number;
    push(now + random() * 2, pop());
  }
};
