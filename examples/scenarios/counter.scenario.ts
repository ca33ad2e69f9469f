/**
 * A counter that three nodes keep together: anyone can add one, at any node. Two ways to spread it,
 * one of them wrong. docs/SCENARIOS.md walks through it.
 */

import type { Env } from '@dstudio/kernel';
import type { Run, Scenario } from '@dstudio/simulator';

const NAMES = ['a', 'b', 'c'];
const ADDITIONS = 20;
const GOSSIP_MS = 50;

/** A node that can be asked to add one, and says what it believes the sum to be. */
interface Counter {
  add(): void;
  sum(): number;
}

/** Tells the others '+1', and adds what it hears. */
const byIncrements = (env: Env): Counter => {
  let sum = 0;
  env.network.receive(() => {
    sum += 1;
  });
  return {
    add() {
      sum += 1;
      for (const peer of others(env)) env.network.send(peer, encode('+1'));
    },
    sum: () => sum,
  };
};

/** Counts for each node apart, says all it knows again and again, and keeps the larger number. */
const byStates = (env: Env, run: Run): Counter => {
  const counts: Record<string, number> = { [env.network.address]: 0 };
  env.network.receive((_, message) => {
    const heard: Record<string, number> = JSON.parse(decode(message));
    for (const [node, count] of Object.entries(heard)) {
      if (count > (counts[node] ?? 0) + 1) run.sometimes('a message made up for lost ones');
      counts[node] = Math.max(counts[node] ?? 0, count);
    }
  });
  const gossip = (): void => {
    for (const peer of others(env)) env.network.send(peer, encode(JSON.stringify(counts)));
    env.clock.after(GOSSIP_MS, gossip);
  };
  gossip();
  return {
    add() {
      counts[env.network.address] = (counts[env.network.address] ?? 0) + 1;
    },
    sum: () => Object.values(counts).reduce((sum, count) => sum + count, 0),
  };
};

const counter = (
  name: string,
  start: (env: Env, run: Run) => Counter,
  sometimes: readonly string[],
): Scenario => ({
  name,
  // Nothing here awaits.
  lane: 'callback',
  // For a second anything of `faults` may strike; then all is healed, and there is half a second left.
  length_ms: 1000,
  settle_ms: 500,
  // The most that a seed may meet. Each draws its own mix.
  faults: {
    network: { loss: 0.2, duplication: 0.2, latency_ms: 20 },
    faults: ['partition', 'pause'],
  },
  sometimes,
  build(run) {
    const nodes = new Map<string, Counter>();
    // Called when a node starts, and again after each restart: it begins with nothing but its disk.
    for (const name of NAMES) run.node(name, (env) => void nodes.set(name, start(env, run)));
    const random = run.random('additions');
    let added = 0;
    for (let i = 1; i <= ADDITIONS; i++) {
      const name = NAMES[random.below(NAMES.length)] ?? 'a';
      run.issue(random.next() * 900, name, `add ${i}`, () => {
        added += 1;
        nodes.get(name)?.add();
      });
    }
    return {
      check() {
        for (const [name, { sum }] of nodes) {
          const text = `${name} says ${sum()} after ${added}`;
          // Shrinking looks for the least run that fails under the same name.
          if (sum() > added) run.fail('counted twice', text);
          if (sum() < added) run.fail('not counted', text);
        }
      },
    };
  },
});

const others = (env: Env): readonly string[] =>
  NAMES.filter((name) => name !== env.network.address);

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (message: Uint8Array): string => new TextDecoder().decode(message);

/** What `dstudio prove` looks for. One alone could be exported as `scenario`. */
export const scenarios: readonly Scenario[] = [
  counter('increments', byIncrements, []),
  counter('states', byStates, ['a message made up for lost ones']),
];
