import type { Entries } from './entries.ts';

/** Which of the operations that may have happened were used: of each group, the earliest so many. */
export interface Uses {
  /** A bit for each. */
  readonly bits: Int32Array;
  /** How many of each group. */
  readonly ofGroup: Int32Array;
  add(group: number): void;
  remove(group: number): void;
}

export function createUses({ possible, groups }: Entries): Uses {
  const bits = new Int32Array((possible.length + 31) >> 5);
  const ofGroup = new Int32Array(groups.length);
  // Every index below is within its array, hence `as number`.
  const flip = (group: number): void => {
    const member = groups[group]?.members[ofGroup[group] as number] as number;
    bits[member >> 5] = (bits[member >> 5] as number) ^ (1 << (member & 31));
  };
  return {
    bits,
    ofGroup,
    add(group) {
      flip(group);
      ofGroup[group] = (ofGroup[group] as number) + 1;
    },
    remove(group) {
      ofGroup[group] = (ofGroup[group] as number) - 1;
      flip(group);
    },
  };
}
