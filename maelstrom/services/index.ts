import type { Random } from '@dstudio/kernel';
import { createLwwKv } from './last-write-wins.ts';
import { createLinKv, createLinTso } from './linearizable.ts';
import { createSeqKv } from './sequential.ts';
import type { Service } from './service.ts';

/** The services every test offers, by the names Maelstrom gives them (doc/services.md). */
export const createServices = (random: Random): readonly Service[] => [
  createLinKv(),
  createSeqKv(random.fork('seq-kv')),
  createLwwKv(random.fork('lww-kv')),
  createLinTso(),
];
