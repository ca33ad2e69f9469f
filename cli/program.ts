import { Command } from 'commander';
import { addCatalog } from './commands/catalog.ts';
import { addCheckHistory } from './commands/check-history.ts';
import type { AddCommand, Ends } from './commands/command.ts';
import { addImport } from './commands/import.ts';
import { addMaelstrom } from './commands/maelstrom.ts';
import { addProve } from './commands/prove.ts';
import { addRecommend } from './commands/recommend.ts';
import { addReplay } from './commands/replay.ts';
import { addStart } from './commands/start.ts';
import { EXIT_CODES, Exit } from './exit.ts';
import { VERSION } from './house.ts';
import type { Terminal } from './terminal.ts';

const COMMANDS: readonly AddCommand[] = [
  addStart,
  addImport,
  addProve,
  addRecommend,
  addReplay,
  addCheckHistory,
  addCatalog,
  addMaelstrom,
];

const EXAMPLES = `
Examples:
  dstudio start
  dstudio import kubernetes manifests.yaml -o shop.system.yaml
  dstudio prove shop.system.yaml
  dstudio recommend shop.system.yaml --apply
  dstudio prove circuit-breaker --seeds 1000
`;

/**
 * The `dstudio` command on a terminal. `run` takes the arguments, without node and script, and
 * resolves to the exit code; it rejects with what went wrong, to be told by `explain`.
 */
export function createProgram(terminal: Terminal): {
  run(args: readonly string[]): Promise<Exit>;
} {
  let exit: Exit = Exit.ok;
  const program = new Command('dstudio')
    .description(
      'Learn, choose and prove distributed-systems patterns, and mend a system with them.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      getOutHelpWidth: () => terminal.out.width ?? 100,
      getErrHelpWidth: () => terminal.err.width ?? 100,
      getOutHasColors: () => terminal.out.colour,
      getErrHasColors: () => terminal.err.colour,
    })
    .showHelpAfterError('Add --help to see what it takes.')
    .addHelpText('after', `${EXAMPLES}${EXIT_CODES}`);
  const ends: Ends =
    (act) =>
    async (...args) => {
      exit = await act(...args);
    };
  program.version(VERSION, '-V, --version', 'print the version');
  for (const add of COMMANDS) add(program, terminal, ends);
  return {
    async run(args) {
      await program.parseAsync([...args], { from: 'user' });
      return exit;
    },
  };
}
