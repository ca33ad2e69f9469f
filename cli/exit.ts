import { InvalidInput } from '@dstudio/kernel';
import { SystemFileError } from '@dstudio/systems';
import { CommanderError } from 'commander';
import type { Output } from './terminal.ts';

/** How a command ends. The numbers are part of the interface: scripts branch on them. */
export const Exit = {
  /** Everything holds. */
  ok: 0,
  /** The command did its work, and something does not hold. */
  fails: 1,
  /** The input cannot be used; nothing was written. */
  badInput: 2,
  /** Of a check of a history, as Jepsen's command line has it: it could not be decided. */
  undecided: 2,
  /** Of a command that ends as Jepsen's command line does: the arguments or the input cannot be used. */
  unusable: 254,
  /** A defect of dstudio itself (EX_SOFTWARE of sysexits.h). */
  defect: 70,
  /** The result could not be written to standard output (EX_IOERR of sysexits.h). */
  notWritten: 74,
  /** Stopped by Ctrl-C: 128 and the number of SIGINT. */
  stopped: 130,
  /** The test itself could not be run, as in Jepsen's command line. */
  notRun: 255,
} as const;
export type Exit = (typeof Exit)[keyof typeof Exit];

export const EXIT_CODES = `
Exit codes: 0 all holds, 1 something does not, 2 the input cannot be used and nothing was written,
130 stopped by Ctrl-C, 74 the result could not be written, 70 a defect of dstudio itself.`;

/**
 * Tells the person that standard output did not take the result, and returns the exit code that says
 * so; undefined when the reader has seen enough, such as `head`, which is no failure.
 */
export function explainLost(error: NodeJS.ErrnoException, err: Output): Exit | undefined {
  if (error.code === 'EPIPE') return undefined;
  const why = error.code === 'ENOSPC' ? 'the disk is full; make room and try again' : error.message;
  err.write(`The result could not be written to standard output: ${why}\n`);
  return Exit.notWritten;
}

/** Tells the person what went wrong and returns the exit code that says so. */
export function explain(error: unknown, err: Output, signal: AbortSignal): Exit {
  // Commander has already printed its own errors, and help and the version are none.
  if (error instanceof CommanderError) {
    if (error.exitCode === Exit.unusable) return Exit.unusable;
    return error.exitCode === 0 ? Exit.ok : Exit.badInput;
  }
  if (signal.aborted) {
    err.write('Stopped. Nothing was written.\n');
    return Exit.stopped;
  }
  if (error instanceof SystemFileError) {
    for (const { file, line, column, message, hint } of error.problems) {
      err.write(`${file}:${line}:${column}: ${message}; ${hint}\n`);
    }
    return Exit.badInput;
  }
  if (error instanceof InvalidInput) {
    err.write(`${error.message}\n`);
    return Exit.badInput;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  err.write(`This is a defect of dstudio, not of your input:\n${stack}\n`);
  return Exit.defect;
}
