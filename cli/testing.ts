/** Stand-ins for tests of commands. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explain } from './exit.ts';
import { createProgram } from './program.ts';
import type { Output, Terminal } from './terminal.ts';

export interface Captured extends Output {
  readonly text: string;
}

export function captured(width?: number): Captured {
  let text = '';
  return {
    write: (more) => {
      text += more;
    },
    width,
    colour: false,
    get text() {
      return text;
    },
  };
}

/** A folder of its own that is gone when the test ends. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'dstudio-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process, as main.ts does. */
export async function runCommand(
  args: readonly string[],
  options: Partial<Pick<Terminal, 'folder' | 'variables' | 'signal'>> & {
    readonly stdin?: string;
  } = {},
): Promise<Ended> {
  const out = captured();
  const err = captured();
  const signal = options.signal ?? new AbortController().signal;
  const terminal: Terminal = {
    out,
    err,
    stdin: bytesOf(options.stdin ?? ''),
    folder: options.folder ?? process.cwd(),
    variables: options.variables ?? {},
    signal,
  };
  const exit = await createProgram(terminal)
    .run(args)
    .catch((error: unknown) => explain(error, err, signal));
  return { exit, out: out.text, err: err.text };
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
