import {
  type Imported,
  importCompose,
  importKubernetes,
  type Provenance,
  printSystem,
  type System,
  SystemFileError,
} from '@dstudio/systems';
import { Exit } from '../exit.ts';
import { readTextFile, refuseToReplace, writeTextFile } from '../files.ts';
import { count, list } from '../render/figures.ts';
import { wrap } from '../render/layout.ts';
import { styleFor } from '../render/style.ts';
import { type Terminal, widthOf } from '../terminal.ts';
import type { AddCommand } from './command.ts';

interface Options {
  readonly output?: string;
  readonly force?: true;
}

const FORMATS: readonly {
  readonly name: string;
  readonly about: string;
  readonly example: string;
  readonly read: (text: string, file: string) => Imported;
}[] = [
  {
    name: 'kubernetes',
    about:
      'Read Kubernetes manifests: workloads, Services, limits, probes and the calls they name.',
    example:
      'kubectl get deployments,statefulsets,services,configmaps -o yaml | dstudio import kubernetes - -o shop.system.yaml',
    read: importKubernetes,
  },
  {
    name: 'compose',
    about: 'Read a Compose file: services, limits, health checks and the calls they name.',
    example: 'dstudio import compose docker-compose.yml -o shop.system.yaml',
    read: importCompose,
  },
];

export const addImport: AddCommand = (program, terminal, ends) => {
  const parent = program
    .command('import')
    .description('Make a system file of what already describes your system.');
  for (const { name, about, example, read } of FORMATS) {
    parent
      .command(name)
      .description(about)
      .argument('<file>', "the manifest, or '-' for standard input")
      .option('-o, --output <file>', "write the system file here (default: '-', standard output)")
      .option('--force', 'replace the output file when it is already there')
      .addHelpText('after', `\nExample:\n  ${example}`)
      .action(
        ends(async (file: string, { output: named, force }: Options) => {
          const output = named === '-' ? undefined : named;
          if (output !== undefined && !force) refuseToReplace(output, terminal.folder);
          const text = await readTextFile(file, terminal);
          const found = read(text, file === '-' ? 'standard input' : file);
          if (!found.ok) throw new SystemFileError(found.problems);
          terminal.signal.throwIfAborted();
          const yaml = printSystem(found.system);
          if (output === undefined) terminal.out.write(yaml);
          else
            writeTextFile(output, yaml, {
              folder: terminal.folder,
              replace: force ?? false,
            });
          tell(found.system, output, terminal);
          return Exit.ok;
        }),
      );
  }
};

/** What came of it, on standard error: the file itself says more, value by value. */
function tell(system: System, output: string | undefined, { err }: Terminal): void {
  const width = widthOf(err);
  const style = styleFor(err);
  const calls = system.services.flatMap(({ operations }) => operations.flatMap((o) => o.calls));
  const amount = (kind: Provenance['kind']): number =>
    Object.values(system.provenance).filter((one) => one.kind === kind).length;
  const parts = [
    count(system.services.length, 'service'),
    count(calls.length, 'call'),
    `${count(system.entries.length, 'entry', 'entries')} (${list(system.entries.map(({ service }) => service))})`,
  ];
  const lines = [
    `${style.strong(system.name)}: ${list(parts)}.`,
    `${count(amount('read'), 'value')} read from the manifest, ${amount('assumed')} assumed; each says so in the file.`,
    ...system.warnings.map((warning) => `${style.doubt('Note:')} ${warning}`),
  ];
  if (output !== undefined) lines.push(`Wrote ${output}. Next: dstudio prove ${output}`);
  err.write(`${lines.map((line) => wrap(line, width)).join('\n')}\n`);
}
