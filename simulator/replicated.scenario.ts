import type { Scenario } from './scenario.ts';

export const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(value));
export const decode = (bytes: Uint8Array): string[] => JSON.parse(new TextDecoder().decode(bytes));

/**
 * A client writes to a, which copies to b and c and answers before they have it (`acks` 0), or once
 * one has (1). Then c reads: whatever was answered has to be with b or c.
 */
export const replicated = (acks: number): Scenario => ({
  name: `replicated-${acks}`,
  lane: 'callback',
  length_ms: 1000,
  settle_ms: 500,
  faults: {
    network: { loss: 0.3, duplication: 0.3, latency_ms: 10 },
    faults: ['partition', 'hold', 'pause'],
  },
  sometimes: ['answered', 'paused'],
  build(run) {
    const answered = new Set<string>();
    const copied = new Set<string>();
    let held = 0;
    run.node('a', (env) => {
      env.network.receive((from, message) => {
        const [kind = '', value = ''] = decode(message);
        if (kind === 'write') {
          for (const peer of ['b', 'c']) env.network.send(peer, encode(['copy', value]));
          if (acks === 0) env.network.send('client', encode(['done', value]));
        } else if (kind === 'copied' && from !== 'client') {
          env.network.send('client', encode(['done', value]));
        }
      });
    });
    for (const name of ['b', 'c']) {
      run.node(name, (env) => {
        env.network.receive((from, message) => {
          const [, value = ''] = decode(message);
          copied.add(value);
          env.network.send(from, encode(['copied', value]));
        });
        const beat = (): void => {
          held = Math.max(held, run.world.now);
          env.clock.after(50, beat);
        };
        beat();
      });
    }
    const { env } = run.node('client', undefined, { faults: false });
    env.network.receive((_, message) => {
      const [, value = ''] = decode(message);
      run.sometimes('answered');
      if (!answered.has(value)) run.record('client', `knows ${value} is safe`);
      answered.add(value);
    });
    const times = run.random('times');
    for (let i = 0; i < 20; i++) {
      run.issue(times.next() * 900, 'client', `write ${i}`, () => {
        env.network.send('a', encode(['write', `${i}`]));
      });
    }
    run.world.at(900, () => {
      if (held < 800) run.sometimes('paused');
    });
    return {
      check() {
        const lost = [...answered].filter((value) => !copied.has(value));
        if (lost.length > 0) run.fail('lost write', `${lost.join(', ')} went missing`);
      },
    };
  },
});

/** As a module of one's own has them. */
export const scenarios: readonly Scenario[] = [replicated(0), replicated(1)];
