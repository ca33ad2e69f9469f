import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInput } from '@dstudio/kernel';
import { Exit } from '../exit.ts';
import { HOUSE } from '../house.ts';
import { openBrowser } from '../server/browser.ts';
import { buildWeb } from '../server/build-web.ts';
import { checkPort, listen } from '../server/listen.ts';
import { createStaticFiles } from '../server/static-files.ts';
import { createStudio } from '../server/studio.ts';
import { openSystemStore, type SystemStore } from '../server/system-store.ts';
import type { Terminal } from '../terminal.ts';
import type { AddCommand } from './command.ts';

interface Options {
  readonly open?: true;
}

const PORT = 4000;

export const addStart: AddCommand = (program, terminal, ends) => {
  program
    .command('start')
    .description(
      'Open the studio in the browser: the catalogue, and a system to put through faults.',
    )
    .argument('[file]', 'the system file to open, which the page may save to (default: an example)')
    .option('--open', 'open a browser, when a person is at the terminal')
    .addHelpText(
      'after',
      `
Examples:
  dstudio start
  PORT=4100 dstudio start shop.system.yaml

The studio listens on 127.0.0.1 alone, at the port in PORT or ${PORT}.
Exit codes: 0 stopped, 2 unusable input, such as a port that is in use.`,
    )
    .action(
      ends(async (file: string | undefined, { open }: Options) => {
        const { err, out, signal } = terminal;
        const port = portOf(terminal);
        // Before the build: nobody should wait for it to learn that a port or a file cannot be had.
        await checkPort(port);
        const store = await openStore(file, terminal);
        const web = await buildWeb((text) => err.write(`${text}\n`), signal);
        const studio = createStudio({ files: createStaticFiles(web), store });
        const server = await listen(studio, port);
        out.write(`The studio is at ${server.url}. Ctrl-C stops it.\n`);
        if (open && err.width !== undefined) openBrowser(server.url);
        await server.untilStopped(signal);
        return Exit.ok;
      }),
    );
};

/** The file the person named, or else the example, which stays as it is. */
async function openStore(
  file: string | undefined,
  terminal: Terminal,
): Promise<SystemStore | undefined> {
  if (file !== undefined) return openSystemStore(file, { writable: true }, terminal);
  const example = join(HOUSE, 'examples', 'shop', 'system.yaml');
  if (!existsSync(example)) return undefined;
  return openSystemStore(example, { writable: false }, terminal);
}

function portOf({ variables }: Terminal): number {
  const text = variables.PORT ?? '';
  if (text === '') return PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidInput(`PORT is '${text}'`, {
    hint: 'give a whole number from 0 to 65535',
  });
}
