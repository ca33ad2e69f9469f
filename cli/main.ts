import { explain } from './exit.ts';
import { createProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait for a clean end.
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort(new Error(`stopped by ${signal}`));
  });
}

const terminal = processTerminal(stopping.signal);
try {
  process.exitCode = await createProgram(terminal).run(process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(error, terminal.err, stopping.signal);
}
