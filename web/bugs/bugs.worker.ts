import { type Bug, bugs } from '@dstudio/bugs';
import {
  drawSvg,
  drawText,
  ENGINE_VERSION,
  type Happening,
  parseCapsule,
  printCapsule,
  replayScenario,
  runScenario,
  runSuite,
  shrink,
  spaceTimeOf,
} from '@dstudio/simulator';
import { host } from '@dstudio/simulator/web';
import { messageOf } from '../shell/message.ts';
import type { Again, Drawing, FromBugs, Jobs, Least, Tiding, ToBugs, Tried } from './protocol.ts';
import { titleOf } from './themes.ts';

/** Runs scenarios off the page's thread: one job in its life. Whoever has enough ends it. */

const tell = (message: FromBugs) => postMessage(message);

/** A shrinking run can take less than a millisecond: nobody reads a thousand tidings a second. */
const tiding_ms = 60;
let told_ms = 0;

function tellNow(tiding: Tiding): void {
  const now_ms = performance.now();
  if (now_ms - told_ms < tiding_ms) return;
  told_ms = now_ms;
  tell({ tiding });
}

function bugOf(slug: string): Bug {
  const bug = bugs.find((one) => one.slug === slug);
  if (!bug) throw new Error(`There is no seeded bug called "${slug}" in this build of the studio.`);
  return bug;
}

function draw(happenings: readonly Happening[], title: string): Drawing {
  const { rows, events } = spaceTimeOf(happenings);
  return { svg: drawSvg(happenings, title), text: drawText(happenings), rows, events };
}

async function tryOut({ slug, first, seeds }: Jobs['find']['ask'], right: boolean): Promise<Tried> {
  const started = performance.now();
  const scenario = bugOf(slug).scenario(right);
  const report = await runSuite(scenario, {
    seeds,
    first,
    host,
    stopAtFailure: true,
    onProgress: (done) =>
      tellNow({
        kind: 'tried',
        tried: {
          first,
          seeds: done,
          took_ms: performance.now() - started,
          failing: undefined,
          missing: [],
        },
      }),
  });
  return {
    first,
    seeds: report.seeds,
    took_ms: performance.now() - started,
    failing: report.failures[0],
    missing: report.missing,
  };
}

async function examine(ask: Jobs['examine']['ask']): Promise<Jobs['examine']['answer']> {
  const { slug, seed, shrinks } = ask;
  const bug = bugOf(slug);
  const scenario = bug.scenario(false);
  const run = await runScenario(scenario, { seed, host, choices: true, happenings: true });
  const whole = {
    seed,
    failure: run.failure,
    hash: run.hash,
    choices: run.choices.length,
    drawing: draw(run.happenings, `${titleOf(bug)}, seed ${seed}, the whole run`),
  };
  if (!run.failure || !shrinks) return { whole, least: undefined };
  tell({ tiding: { kind: 'whole', whole } });
  const found = await shrink(scenario, {
    seed,
    host,
    onProgress: (runs, choices) => tellNow({ kind: 'shrinking', runs, choices }),
  });
  const { failure, before, runs, complete, notes, capsule } = found;
  const least: Least = {
    seed,
    failure,
    before,
    runs,
    complete,
    notes,
    hash: capsule.hash,
    choices: found.choices.length,
    capsule: printCapsule(capsule),
    drawing: draw(found.happenings, `${titleOf(bug)}, seed ${seed}, what matters of its run`),
  };
  return { whole, least };
}

async function replay({ slug, text, name }: Jobs['replay']['ask']): Promise<Again> {
  const bug = bugOf(slug);
  const capsule = parseCapsule(text, name);
  const right = capsule.scenario === `scenario:${bug.scenario(true).name}`;
  const { hash, failure, happenings } = await replayScenario(capsule, bug.scenario(right), host);
  return {
    seed: capsule.seed,
    right,
    failure,
    choices: capsule.choices.length,
    repeated: {
      hash,
      expected: capsule.hash,
      engine: String(capsule.engine),
      ours: String(ENGINE_VERSION),
    },
    drawing: draw(happenings, `${titleOf(bug)}, seed ${capsule.seed}, the capsule's run`),
  };
}

function run(message: ToBugs): Promise<Jobs[keyof Jobs]['answer']> {
  switch (message.job) {
    case 'find':
      return tryOut(message.ask, false);
    case 'twin':
      return tryOut(message.ask, true);
    case 'examine':
      return examine(message.ask);
    case 'replay':
      return replay(message.ask);
  }
}

addEventListener('message', async ({ data }: MessageEvent<ToBugs>) => {
  try {
    tell({ answer: await run(data) });
  } catch (error) {
    tell({ error: messageOf(error) });
  }
});
