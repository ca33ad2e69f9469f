import { fieldOf, requestReply, TIMEOUT_MS, type Workload } from './workload.ts';

/** Every node gives ids that nobody else ever gives. */
export const uniqueIds = (): Workload => {
  const session = requestReply(
    () => ({ type: 'generate' }),
    (_, body) => fieldOf(body, 'generate_ok', 'id'),
  );
  return {
    timeout_ms: TIMEOUT_MS,
    idempotent: new Set(),
    setup: undefined,
    next: () => ({ f: 'generate', value: null }),
    open: () => session,
    final: undefined,
  };
};
