import { InvalidInput } from '@dstudio/kernel';
import { type Lab, parseCapsule, replayLab } from '@dstudio/simulator';
import { cellId, replaySystem } from '@dstudio/systems';
import { Exit } from '../exit.ts';
import { readTextFile } from '../files.ts';
import { labModule, labNames } from '../house.ts';
import { renderLabReplay, renderSystemReplay } from '../render/replay.ts';
import { styleFor } from '../render/style.ts';
import type { AddCommand } from './command.ts';

export const addReplay: AddCommand = (program, terminal, ends) => {
  program
    .command('replay')
    .description('Repeat a run exactly, from the capsule that a failing run left.')
    .argument('<capsule>', "the capsule's file, or '-' for standard input")
    .addHelpText(
      'after',
      `
Example:
  dstudio replay .dstudio/capsules/shop-crash-cart-seed-1.capsule.json

Exit codes: 0 it went the same way, 1 it went another way, 2 unusable input.`,
    )
    .action(
      ends(async (file: string) => {
        const { out } = terminal;
        const style = styleFor(out);
        const capsule = parseCapsule(await readTextFile(file, terminal), file);
        if (capsule.scenario.startsWith('system:')) {
          const replay = replaySystem(capsule, file);
          const name = replay.fault === undefined ? 'no fault' : cellId(replay.fault);
          out.write(renderSystemReplay(capsule, name, replay, style));
          return replay.same ? Exit.ok : Exit.fails;
        }
        const slug = /^lab:(.+)/.exec(capsule.scenario)?.[1];
        if (slug === undefined) {
          throw new InvalidInput(`the capsule is of ${capsule.scenario}, which is in some suite`, {
            where: { file },
            hint: 'replay it there, with replayScenario',
          });
        }
        if (!labNames().includes(slug)) {
          throw new InvalidInput(`there is no pattern called '${slug}' with an experiment`, {
            where: { file },
            hint: 'replay it with the version of the studio that left it',
          });
        }
        const { lab }: { lab: Lab } = await import(labModule(slug).href);
        const replay = replayLab(capsule, lab);
        out.write(renderLabReplay(capsule, replay, style));
        return replay.same ? Exit.ok : Exit.fails;
      }),
    );
};
