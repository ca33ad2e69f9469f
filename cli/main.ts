import { Exit, explain } from './exit.ts';
import { createProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const stopping = new AbortController();
/** A terminal's Ctrl-C reaches this process itself and again through those that started it. */
const SAME_PRESS_MS = 1000;
let asked_ms = Number.POSITIVE_INFINITY;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks again does not want to wait for a clean end.
    if (performance.now() - asked_ms > SAME_PRESS_MS) process.exit(Exit.stopped);
    if (!stopping.signal.aborted) asked_ms = performance.now();
    stopping.abort(new Error(`stopped by ${signal}`));
  });
}

const terminal = processTerminal(stopping.signal);
// Exit code 1 says that something does not hold; a crash must not be taken for that.
process.on('uncaughtException', (error) => {
  process.exit(explain(error, terminal.err, stopping.signal));
});
try {
  process.exitCode = await createProgram(terminal).run(process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(error, terminal.err, stopping.signal);
}
