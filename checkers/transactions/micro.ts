import type { Columns } from './columns.ts';

/** 1 for each write that the same transaction overwrote, by micro-operation. */
export const intermediateWrites = ({ count, first, writes, key, keys }: Columns): Uint8Array => {
  const intermediate = new Uint8Array(writes.length);
  const finalIn = new Int32Array(keys.length).fill(-1);
  for (let t = 0; t < count; t++) {
    for (let m = (first[t + 1] ?? 0) - 1; m >= (first[t] ?? 0); m--) {
      if (writes[m] === 0) continue;
      const k = key[m] ?? 0;
      if (finalIn[k] === t) intermediate[m] = 1;
      else finalIn[k] = t;
    }
  }
  return intermediate;
};

/** The committed transactions that touch a key more than once; only they can contradict themselves. */
export const repeating = ({ count, first, key, keys, status }: Columns): number[] => {
  const touched = new Int32Array(keys.length).fill(-1);
  const found: number[] = [];
  for (let t = 0; t < count; t++) {
    if (status[t] !== 0) continue;
    for (let m = first[t] ?? 0; m < (first[t + 1] ?? 0); m++) {
      const k = key[m] ?? 0;
      if (touched[k] !== t) {
        touched[k] = t;
        continue;
      }
      found.push(t);
      break;
    }
  }
  return found;
};
