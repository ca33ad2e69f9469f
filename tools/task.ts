import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT, toolEnvironment } from './setup.mjs';

export interface Task {
  readonly name: string;
  /** Program and arguments; a bare name is one of the clone's own tools. */
  readonly command: readonly string[];
  /** Tasks that have to end first, when they run at all. */
  readonly after?: readonly string[];
  /** Cores it keeps busy; 1 unless said. */
  readonly weight?: number;
}

export interface Result {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly output: string;
  /** For tasks that run tests. */
  readonly tests: { readonly passed: number; readonly failed: number } | undefined;
}

/** A task that hangs is stopped after this long, and fails. */
const TIME_MAX_MS = 6 * 60_000;

/** Runs a task to its end, its output kept. Never rejects: a program that does not start has failed. */
export function runTask(task: Task): Promise<Result> {
  const started = performance.now();
  const [program = '', ...args] = task.command;
  const own = !program.includes('/') && !program.includes('\\');
  const child = own
    ? spawn(process.execPath, [join(ROOT, 'node_modules', '.bin', program), ...args], options())
    : spawn(program, args, options());
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const timer = setTimeout(() => {
    output += `\nStopped after ${TIME_MAX_MS / 60_000} minutes: it hangs, or it is far too slow.`;
    child.kill('SIGKILL');
  }, TIME_MAX_MS);
  const stop = (): void => {
    child.kill('SIGTERM');
    process.exit(130);
  };
  process.once('SIGINT', stop);
  return new Promise((resolve) => {
    const end = (ok: boolean): void => {
      clearTimeout(timer);
      process.off('SIGINT', stop);
      const seconds = (performance.now() - started) / 1000;
      // Some tools colour their output whatever they are told.
      const text = stripVTControlCharacters(output);
      resolve({ name: task.name, ok, seconds, output: text, tests: countTests(text) });
    };
    child.once('error', (error) => {
      output += error.message;
      end(false);
    });
    child.once('close', (code) => end(code === 0));
  });
}

function options() {
  return {
    cwd: ROOT,
    // Node warns when both are there, and a log has no use for colours.
    env: { ...toolEnvironment(), NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined },
    stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
  };
}

/** The sum that tools/reporter.ts writes last. */
function countTests(output: string): Result['tests'] {
  const found = /^(\d+) passed, (\d+) failed/m.exec(output);
  return found === null ? undefined : { passed: Number(found[1]), failed: Number(found[2]) };
}
