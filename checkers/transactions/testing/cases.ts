import type { History } from '../../history/operation.ts';
import { inTurn, sketch, together } from './sketch.ts';

/** A smallest history of each anomaly, and all that is found in it, worst first. */
export interface Case {
  readonly title: string;
  readonly history: History;
  readonly kinds: readonly string[];
  readonly not: readonly string[];
}

export const lists: readonly Case[] = [
  {
    title: 'G0: writes in a circle',
    history: together('ax1 ay1', 'ax2 ay2', 'rx12 ry21'),
    kinds: ['G0'],
    not: ['read-uncommitted'],
  },
  {
    title: 'G0-process: a session whose appends took effect backwards',
    history: sketch('0 invoke\n0 ok ax1\n0 invoke\n0 ok ax2\n1 invoke\n1 ok rx21'),
    kinds: ['G0-process'],
    not: ['strong-session-read-uncommitted'],
  },
  {
    title: 'G0-realtime: appends that took effect backwards',
    history: inTurn('ax1', 'ax2', 'rx21'),
    kinds: ['G0-realtime'],
    not: ['strong-read-uncommitted'],
  },
  {
    title: 'G1a: aborted read',
    history: together('fail ax1', 'rx1'),
    kinds: ['G1a'],
    not: ['read-committed'],
  },
  {
    title: 'G1b: intermediate read',
    history: together('ax1 ax2', 'rx1', 'rx12'),
    kinds: ['G1b', 'G-single'],
    not: ['read-committed'],
  },
  {
    title: 'G1c: circular information flow',
    history: together('ax1 ry1', 'ax2 ay1', 'rx12 ry1'),
    kinds: ['G1c'],
    not: ['read-committed'],
  },
  {
    title: 'G1c-process: a session reads what it writes later',
    history: sketch('0 invoke\n0 ok rx1\n1 invoke\n0 invoke\n0 ok ay1\n1 ok ry1 ax1'),
    kinds: ['G1c-process'],
    not: ['strong-session-read-committed'],
  },
  {
    title: 'G1c-realtime: a read of what was only begun later',
    history: inTurn('rx1', 'ax1'),
    kinds: ['G1c-realtime'],
    not: ['strong-read-committed'],
  },
  {
    title: 'G-single: read skew',
    history: together('ax1 ay1', 'ax2 ry', 'rx12'),
    kinds: ['G-single'],
    not: ['consistent-view', 'repeatable-read'],
  },
  {
    title: 'G-single-process: a session misses its own append',
    history: sketch('1 invoke\n1 ok ax1\n1 invoke\n1 ok rx\n2 invoke\n2 ok rx1'),
    kinds: ['G-single-process'],
    not: ['strong-session-snapshot-isolation'],
  },
  {
    title: 'G-single-realtime: a stale read',
    history: inTurn('ax1', 'ax2', 'rx1', 'rx12'),
    kinds: ['G-single-realtime'],
    not: ['strong-snapshot-isolation'],
  },
  {
    title: 'G-nonadjacent: a long fork',
    history: together('ax1', 'rx1 ry', 'ay1', 'ry1 rx'),
    kinds: ['G-nonadjacent'],
    not: ['repeatable-read', 'snapshot-isolation'],
  },
  {
    title: 'G-nonadjacent-process: a long fork through a session',
    history: sketch(`0 invoke
      1 invoke
      2 invoke
      1 ok ax1
      1 invoke
      1 ok rz
      2 ok az1
      0 ok rx rz1`),
    kinds: ['G-nonadjacent-process'],
    not: ['strong-session-snapshot-isolation'],
  },
  {
    title: 'G-nonadjacent-realtime: a long fork through time',
    history: sketch(`0 invoke
      1 invoke
      2 invoke
      1 ok ax1
      3 invoke
      3 ok rz
      2 ok az1
      0 ok rx rz1`),
    kinds: ['G-nonadjacent-realtime'],
    not: ['strong-snapshot-isolation'],
  },
  {
    title: 'G2-item: write skew',
    history: together('ax1 ry', 'ay1 rx'),
    kinds: ['G2-item'],
    not: ['repeatable-read'],
  },
  {
    title: 'G2-item-process: write skew through a session',
    history: sketch(`0 invoke
      1 invoke
      1 ok az1
      1 invoke
      1 ok ry
      0 ok ay1 rz`),
    kinds: ['G2-item-process'],
    not: ['strong-session-serializable'],
  },
  {
    title: 'G2-item-realtime: write skew through time',
    history: sketch(`0 invoke
      1 invoke
      1 ok az1
      2 invoke
      2 ok ry
      0 ok ay1 rz`),
    kinds: ['G2-item-realtime'],
    not: ['strict-serializable'],
  },
  {
    title: 'internal: a read that misses the own append',
    history: together('ax1', 'rx1 ax2 rx1', 'rx12'),
    kinds: ['internal'],
    not: ['read-atomic'],
  },
  {
    title: 'future-read: a read of what is appended later',
    history: together('rx1 ax1'),
    kinds: ['future-read'],
    not: ['read-committed'],
  },
  {
    title: 'dirty-update: an append on top of an aborted one',
    history: together('fail ax1', 'info ax2', 'ax3', 'rx123'),
    kinds: ['G1a', 'dirty-update'],
    not: ['read-committed'],
  },
  {
    title: 'lost-update: two appends after one read',
    history: together('rx ax1', 'rx ax2', 'rx12'),
    kinds: ['lost-update', 'G-single'],
    not: ['cursor-stability', 'update-atomic'],
  },
  {
    title: 'duplicate-elements',
    history: together('ax1', 'rx11'),
    kinds: ['duplicate-elements'],
    not: ['read-uncommitted'],
  },
  {
    title: 'incompatible-order',
    history: together('ax1', 'ax2', 'rx12', 'rx21'),
    kinds: ['incompatible-order'],
    not: ['read-committed'],
  },
  {
    title: 'garbage-read: an element that nobody appended',
    history: together('ax1', 'rx17'),
    kinds: ['garbage-read'],
    not: ['read-committed'],
  },
  {
    title: 'an unread append comes after all that were read',
    history: together('ax1 ay1', 'ax2 ay2', 'ax3 ay3', 'rx12', 'ry2'),
    kinds: ['G0', 'G-single'],
    not: ['read-uncommitted'],
  },
  {
    title: 'a crashed append that somebody read did commit',
    history: together('info ax1 ay1', 'rx1 ry'),
    kinds: ['G-single'],
    not: ['consistent-view', 'repeatable-read'],
  },
  {
    title: 'a crashed append may take effect after its process went on',
    history: sketch('0 invoke\n0 info ax1\n0 invoke\n0 ok rx\n1 invoke\n1 ok rx1'),
    kinds: [],
    not: [],
  },
  {
    title: 'a long fork stands before the write skew in the same tangle',
    history: together('ax1', 'rx1 ry az1 ru', 'ay1', 'ry1 rx au1 rz'),
    kinds: ['G-nonadjacent'],
    not: ['repeatable-read', 'snapshot-isolation'],
  },
  {
    title: 'a long cycle does not hide a short one through time',
    history: inTurn(
      'ax1 ab1',
      ...[...'bcdefghijklmnopqs'].map((key, i) => `r${key}1 a${'cdefghijklmnopqst'[i]}1`),
      'rt1 rx',
    ),
    kinds: ['G-single', 'G-single-realtime'],
    not: ['consistent-view', 'repeatable-read'],
  },
  {
    title: 'a crashed append that nobody read says nothing',
    history: together('info ax1', 'ay1', 'rx ry1'),
    kinds: [],
    not: [],
  },
];

export const registers: readonly Case[] = [
  {
    title: 'G1a: aborted read',
    history: together('fail wx1', 'rx1'),
    kinds: ['G1a'],
    not: ['read-committed'],
  },
  {
    title: 'G1b: intermediate read',
    history: together('wx1 wx2', 'rx1'),
    kinds: ['G1b'],
    not: ['read-committed'],
  },
  {
    title: 'G1c: circular information flow',
    history: together('wx1 ry1', 'wy1 rx1'),
    kinds: ['G1c'],
    not: ['read-committed'],
  },
  {
    title: 'G1c: two updates that each follow the other (writes follow reads)',
    history: together('rx1 wx2', 'rx2 wx1'),
    kinds: ['cyclic-versions', 'G1c'],
    not: ['read-uncommitted'],
  },
  {
    title: 'G-single: a read of the initial state',
    history: together('rx ry1', 'wy1 wx2'),
    kinds: ['G-single'],
    not: ['consistent-view', 'repeatable-read'],
  },
  {
    title: 'G-single: read skew, the order known as writes follow reads',
    history: together('wy1', 'ry1 wx1 wy2', 'rx1 ry1'),
    kinds: ['G-single'],
    not: ['consistent-view', 'repeatable-read'],
  },
  {
    title: 'G-nonadjacent: a long fork',
    history: together('wx1', 'rx1 ry', 'wy1', 'ry1 rx'),
    kinds: ['G-nonadjacent'],
    not: ['repeatable-read', 'snapshot-isolation'],
  },
  {
    title: 'G2-item: write skew',
    history: together('rx wy1', 'ry wx1'),
    kinds: ['G2-item'],
    not: ['repeatable-read'],
  },
  {
    title: 'G-single-realtime: a stale read of the initial state',
    history: inTurn('wx1', 'rx', 'rx1'),
    kinds: ['G-single-realtime'],
    not: ['strong-snapshot-isolation'],
  },
  {
    title: 'G-single-realtime: a read of what was overwritten',
    history: inTurn('wx1', 'wx2', 'rx1'),
    kinds: ['G-single-realtime'],
    not: ['strong-snapshot-isolation'],
  },
  {
    title: 'cyclic-versions-process: a session sees a value come back',
    history: sketch(`0 invoke wx1
      1 invoke wx2
      2 invoke
      2 ok rx1
      2 invoke
      2 ok rx2
      2 invoke
      2 ok rx1
      0 ok wx1
      1 ok wx2`),
    kinds: ['cyclic-versions-process'],
    not: ['strong-session-snapshot-isolation'],
  },
  {
    title: 'a crashed write may take effect after its process went on',
    history: sketch('0 invoke\n0 info wx1\n0 invoke\n0 ok rx\n1 invoke\n1 ok rx1'),
    kinds: [],
    not: [],
  },
  {
    title: 'G1c-process: writes in a circle, but only if reads are committed',
    history: sketch(`0 invoke
      0 ok rx1
      1 invoke
      1 ok ry1
      0 invoke
      1 invoke
      0 ok wx2 wy1
      1 ok wx1 wy2`),
    kinds: ['G1c-process', 'G-single-process'],
    not: ['strong-session-read-committed'],
  },
  {
    title: 'lost-update: two writes after one read',
    history: together('rx wx1', 'rx wx2'),
    kinds: ['lost-update', 'G2-item'],
    not: ['cursor-stability', 'update-atomic'],
  },
  {
    title: 'internal: two reads that differ',
    history: together('wx1', 'wx2', 'rx1 rx2'),
    kinds: ['internal'],
    not: ['read-atomic'],
  },
  {
    title: 'future-read: a read of what is written later',
    history: together('rx1 wx1'),
    kinds: ['future-read'],
    not: ['read-committed'],
  },
  {
    title: 'garbage-read: two values that nobody wrote',
    history: together('rx8', 'rx9', 'wx1'),
    kinds: ['garbage-read'],
    not: ['read-committed'],
  },
];
