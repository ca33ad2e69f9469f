import { join } from 'node:path';
import { type ClaimProof, type Lab, proveLab, type SeedResult } from '@dstudio/simulator';
import { createLabPool } from '@dstudio/simulator/node';
import { labCapsules, leaveCapsules } from './capsules.ts';
import { ENGINE, evidenceKey } from './evidence.ts';
import { Exit } from './exit.ts';
import { writeTextFile } from './files.ts';
import { labModule, ROOMS } from './house.ts';
import { createProgress, progressOutput } from './progress.ts';
import { toJson } from './render/json.ts';
import { renderProof } from './render/proof.ts';
import { styleFor } from './render/style.ts';
import { type Terminal, widthOf } from './terminal.ts';

/**
 * Tries a room's claims over the seeds 1 to `seeds`, and keeps what it found when asked. Stopped, it
 * shows what the seeds that have finished say, and keeps nothing.
 */
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
  const progress = createProgress('Proving', progressOutput(err, options.json));
  const finished = new Map<number, SeedResult>();
  const execute: typeof pool.execute = (jobs, given) =>
    pool.execute(jobs, {
      ...given,
      onResult(result, index) {
        finished.set(result.seed, result);
        given?.onResult?.(result, index);
      },
    });
  try {
    const all = { seeds, execute, onProgress: progress.update, signal };
    const claims = await proveLab(lab, all).catch((error: unknown) => {
      if (!signal.aborted || finished.size === 0) throw error;
      return claimsOf(lab, finished);
    });
    progress.end();
    const tried = finished.size;
    const partial = signal.aborted ? { partial: { seeds } } : {};
    const found = { pattern: name, engine: ENGINE, seeds: tried, ...partial, claims };
    if (options.json) out.write(toJson('proof/1', found));
    else {
      if (signal.aborted) {
        out.write(`Partial, for it was stopped: ${tried} of ${seeds} seeds finished.\n\n`);
      }
      out.write(renderProof(lab, claims, widthOf(out), styleFor(out)));
    }
    signal.throwIfAborted();
    leaveCapsules(labCapsules(lab, claims), options.capsules, terminal);
    if (options.record) record(name, seeds, claims);
    return claims.every(({ held, of }) => held === of) ? Exit.ok : Exit.fails;
  } finally {
    progress.end();
    pool.close();
  }
}

/** What the claims are worth over seeds that have run. */
const claimsOf = (
  lab: Lab,
  results: ReadonlyMap<number, SeedResult>,
): Promise<readonly ClaimProof[]> => {
  const seeds = [...results.keys()].sort((a, b) => a - b);
  // Of each seed there is a result.
  const known = seeds.map((seed) => results.get(seed) as SeedResult);
  return proveLab(lab, { seeds, execute: () => Promise.resolve(known) });
};

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
