import { Refused } from '@dstudio/kernel';
import { type Call, type Gate, type Layer, Outcome, Step } from '../policy.ts';
import type { Limiter } from './limiter.ts';

/** Before a service: a request that the limiter does not allow is turned away as it arrives. */
export const createGate = (limiter: Limiter): Gate => ({
  name: 'rate-limiting',
  arrive: (now_ms) => limiter.take(now_ms).allowed,
});

/** Around a call: keeps a caller within what its callee allows. What is over is refused, not delayed. */
export const createLayer = (limiter: Limiter): Layer => ({
  name: 'rate-limiting',
  enter(call: Call, now_ms: number): Step {
    const { allowed, retryAfter_ms } = limiter.take(now_ms);
    if (allowed) return Step.pass;
    call.outcome = Outcome.refused;
    call.error = new Refused('rate-limiting', 'the limit is used up', retryAfter_ms);
    return Step.turn;
  },
  leave: () => Step.pass,
});
