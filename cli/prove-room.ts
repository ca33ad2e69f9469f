import { join } from 'node:path';
import { type ClaimProof, type Lab, proveLab } from '@dstudio/simulator';
import { createLabPool } from '@dstudio/simulator/node';
import { labCapsules, leaveCapsules } from './capsules.ts';
import { ENGINE, evidenceKey } from './evidence.ts';
import { Exit } from './exit.ts';
import { writeTextFile } from './files.ts';
import { labModule, ROOMS } from './house.ts';
import { createProgress } from './progress.ts';
import { toJson } from './render/json.ts';
import { renderProof } from './render/proof.ts';
import { styleFor } from './render/style.ts';
import { type Terminal, widthOf } from './terminal.ts';

/** Tries a room's claims over the seeds 1 to `seeds`, and keeps what it found when asked. */
export async function proveRoom(
  name: string,
  seeds: number,
  options: {
    readonly json?: true;
    readonly record?: true;
    readonly capsules: string;
  },
  terminal: Terminal,
): Promise<Exit> {
  const { out, err, signal } = terminal;
  const module = labModule(name);
  const { lab }: { lab: Lab } = await import(module.href);
  const pool = createLabPool(module);
  const progress = createProgress('Proving', err);
  try {
    const claims = await proveLab(lab, {
      seeds,
      execute: pool.execute,
      onProgress: progress.update,
      signal,
    });
    progress.end();
    const found = { pattern: name, engine: ENGINE, seeds, claims };
    out.write(
      options.json
        ? toJson('proof/1', found)
        : renderProof(lab, claims, widthOf(out), styleFor(out)),
    );
    leaveCapsules(labCapsules(lab, claims), options.capsules, terminal);
    if (options.record) record(name, seeds, claims);
    return claims.every(({ held, of }) => held === of) ? Exit.ok : Exit.fails;
  } finally {
    progress.end();
    pool.close();
  }
}

function record(name: string, seeds: number, claims: readonly ClaimProof[]): void {
  const evidence = {
    key: evidenceKey(name),
    engine: ENGINE,
    date: new Date().toISOString().slice(0, 10),
    seeds,
    claims: claims.map(({ id, text, held, of, worst }) => ({
      id,
      text,
      held,
      of,
      worst: Number.isFinite(worst) ? Number(worst.toPrecision(6)) : null,
    })),
  };
  const path = join(ROOMS, name, 'evidence.json');
  const text = `${JSON.stringify(evidence, null, 2)}\n`;
  writeTextFile(path, text, { folder: ROOMS, replace: true });
}
