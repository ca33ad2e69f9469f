/**
 * A system under every fault that there is, for the test that Node and Chromium agree on it: run by
 * chance, and then held to a part of what chance chose.
 */
import type { Env } from '@dstudio/kernel';
import { type Host, runScenario, type Scenario } from './index.ts';

const NAMES = ['a', 'b', 'c'] as const;

export const journals: Scenario = {
  name: 'journals',
  lane: 'async',
  length_ms: 1500,
  settle_ms: 200,
  faults: {
    network: { loss: 0.2, duplication: 0.2, reordering: 0.2, latency_ms: 8 },
    disk: {
      survival: 0.7,
      names: 'journaled',
      misdirectedWrite: 0.1,
      staleRead: 0.1,
      corruptedRead: 0.1,
      readError: 0.1,
      writeError: 0.1,
      syncError: 0.2,
      noSpace: 0.1,
      slow: 0.2,
      slow_ms: 30,
    },
    faults: ['partition', 'one-way partition', 'hold', 'kill', 'pause', 'clock', 'disk', 'upgrade'],
    every_ms: 40,
  },
  sometimes: [],
  build(run) {
    const boot = (version: number) => async (env: Env) => {
      const { clock, disk, network } = env;
      network.receive((from, message) => {
        run.record(network.address, `heard ${message.join(' ')} from ${from}`);
      });
      for (let round = 0; ; round++) {
        try {
          const file = await disk.open(`journal ${round % 3}`);
          const size = await file.size();
          await file.write(size, new Uint8Array(200).fill(round));
          if (round % 4 === 0) await file.sync();
          if (round % 7 === 0) await disk.rename(`journal ${round % 3}`, 'kept');
          const read = await file.read(Math.max(0, size - 3), 5);
          for (const peer of NAMES) network.send(peer, Uint8Array.of(version, ...read));
        } catch (error) {
          run.record(network.address, String(error));
        }
        await clock.sleep(10 + env.random.below(10));
      }
    };
    for (const name of NAMES) run.node(name, boot(1), { upgrade: boot(2) });
    return undefined;
  },
};

/** Hashes of a run by chance and of one from half of its choices. */
export const swarmHashes = async (seed: number, host: Host): Promise<readonly string[]> => {
  const whole = await runScenario(journals, { seed, host, choices: true });
  const choices = whole.choices.filter(({ kind }, i) => kind === 'node' || i % 2 === 0);
  const part = await runScenario(journals, { seed, host, plan: { choices, listed_ms: 700 } });
  return [whole.hash, part.hash, whole.failure?.message ?? '', `${choices.length}`];
};
