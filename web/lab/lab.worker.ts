import { ENGINE_VERSION, judgeClaim, type Lab, runLab } from '@dstudio/simulator';
import { messageOf } from '../shell/message.ts';
import type { ClaimResult, Described, FromLab, LabRun, ToLab } from './protocol.ts';

/** Runs labs off the page's thread. Each lab is a chunk of its own, loaded when first asked for. */

const labs = import.meta.glob<Record<string, unknown>>('../../patterns/*/lab.ts');

const answer = (message: FromLab) => postMessage(message);

async function load(slug: string): Promise<Lab> {
  const open = labs[`../../patterns/${slug}/lab.ts`];
  if (!open) throw new Error(`The pattern "${slug}" has no lab in this build of the studio.`);
  const module = await open();
  const lab = module['lab'] ?? module['default'];
  if (typeof lab !== 'object' || lab === null) {
    throw new Error(`patterns/${slug}/lab.ts exports no "lab".`);
  }
  return lab as Lab; // the rooms' tests hold every lab to the contract
}

function describe(lab: Lab): Described {
  const { slug, title, question, parameters, variants, notModelled, length_ms } = lab;
  const claims = lab.claims.map(({ id, text, unit }) => ({ id, text, unit }));
  const engine = String(ENGINE_VERSION);
  return { slug, title, question, parameters, variants, notModelled, length_ms, claims, engine };
}

function run(lab: Lab, message: Extract<ToLab, { kind: 'run' }>): LabRun {
  const { seed, values } = message;
  const started = performance.now();
  const findings = lab.variants.map(({ id }) => {
    const { findings: found, hash } = runLab(lab, { seed, values, variant: id });
    return { variant: id, found, hash };
  });
  const measures = Object.fromEntries(
    findings.map(({ variant, found }) => [variant, found.measures]),
  );
  const claims: ClaimResult[] = lab.claims.map((claim) => ({
    id: claim.id,
    ...judgeClaim(claim, measures),
  }));
  return { seed, values, findings, claims, took_ms: performance.now() - started };
}

addEventListener('message', async ({ data }: MessageEvent<ToLab>) => {
  try {
    const lab = await load(data.slug);
    if (data.kind === 'describe') answer({ kind: 'described', lab: describe(lab) });
    else answer({ kind: 'ran', run: data.run, result: run(lab, data) });
  } catch (error) {
    const at = data.kind === 'run' ? data.run : undefined;
    answer({ kind: 'failed', run: at, message: messageOf(error) });
  }
});
