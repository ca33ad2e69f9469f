import type { Random } from '@dstudio/kernel';
import { fieldOf, requestReply, TIMEOUT_MS, type Workload } from './workload.ts';

/** Every node sends back what it is sent. */
export const echo = (random: Random): Workload => {
  const session = requestReply(
    ({ value }) => ({ type: 'echo', echo: value }),
    (_, body) => fieldOf(body, 'echo_ok', 'echo'),
  );
  return {
    timeout_ms: TIMEOUT_MS,
    idempotent: new Set(),
    setup: undefined,
    next: () => ({ f: 'echo', value: `Please echo ${random.below(128)}` }),
    open: () => session,
    final: undefined,
  };
};
