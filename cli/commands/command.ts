import type { Command } from 'commander';
import type { Exit } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

/** Adds one command to the program. `ends` makes of what it does the end of the program. */
export type AddCommand = (program: Command, terminal: Terminal, ends: Ends) => void;

export type Ends = <A extends readonly unknown[]>(
  act: (...args: A) => Promise<Exit>,
) => (...args: A) => Promise<void>;
