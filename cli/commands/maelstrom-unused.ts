import { InvalidInput } from '@dstudio/kernel';
import { type Command, Option } from 'commander';

const NO_SSH = 'nodes run on this machine, without ssh';

/** What Jepsen's command line takes and has no meaning here, with the reason. */
const IGNORED: readonly (readonly [flags: string, name: string, why: string])[] = [
  ['--username <user>', 'username', NO_SSH],
  ['--password <password>', 'password', NO_SSH],
  ['--strict-host-key-checking', 'strictHostKeyChecking', NO_SSH],
  ['--ssh-private-key <file>', 'sshPrivateKey', NO_SSH],
  ['--logging-json', 'loggingJson', 'results.json and history.jsonl are always written'],
];

/** Lets command lines made for Maelstrom through. Not shown by --help. */
export const withUnusedOptions = (command: Command): Command => {
  for (const [flags] of IGNORED) command.addOption(new Option(flags).hideHelp());
  // There never is any ssh, so this one is as good as obeyed.
  command.addOption(new Option('--no-ssh').hideHelp());
  return command.addOption(new Option('--leave-db-running').hideHelp());
};

/**
 * Says which of the options given have no meaning here.
 * @throws InvalidInput for what cannot be left out without doing something else than was asked for
 */
export const sayUnused = (given: object, say: (text: string) => void): void => {
  if ('leaveDbRunning' in given) {
    throw new InvalidInput('--leave-db-running is not supported: no node outlives its test', {
      hint: "leave it out; the nodes' logs and disks are in the folder of the test",
    });
  }
  for (const [flags, name, why] of IGNORED) {
    if (name in given) say(`${flags.split(' ')[0]} is ignored: ${why}.\n`);
  }
};
