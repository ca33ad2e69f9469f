import { Exit, explain, explainLost } from './exit.ts';
import { createProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

const stopping = new AbortController();
/** A terminal's Ctrl-C reaches this process itself and again through those that started it. */
const SAME_PRESS_MS = 1000;
/** Any command ends by itself long before. */
const CLEAN_END_MS = 15_000;
let asked_ms = Number.POSITIVE_INFINITY;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks again does not want to wait for a clean end.
    if (performance.now() - asked_ms > SAME_PRESS_MS) process.exit(Exit.stopped);
    if (stopping.signal.aborted) return;
    asked_ms = performance.now();
    const reason = new Error(`stopped by ${signal}`);
    stopping.abort(reason);
    // Whoever waits for more of it would wait for ever; where nobody does, nobody hears of the error.
    process.stdin.on('error', () => {}).destroy(reason);
    setTimeout(() => process.exit(Exit.stopped), CLEAN_END_MS).unref();
  });
}

const terminal = processTerminal(stopping.signal);
process.stdout.on('error', (error) => {
  const exit = explainLost(error, terminal.err);
  // Without a reader the command still does its work, such as writing a file, and ends as it would.
  if (exit !== undefined) process.exit(exit);
});
// Whoever closed it wants to hear nothing, and there is nowhere else to complain.
process.stderr.on('error', () => {});
// Exit code 1 says that something does not hold; a crash must not be taken for that.
process.on('uncaughtException', (error) => {
  process.exit(explain(error, terminal.err, stopping.signal));
});
try {
  process.exitCode = await createProgram(terminal).run(process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(error, terminal.err, stopping.signal);
}
