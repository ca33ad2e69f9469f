import { InvalidInput } from '@dstudio/kernel';
import type { AnyNodeDefinition } from '../in-process/define-node.ts';
import { type SimulateAsyncOptions, type Simulated, simulateAsync } from '../in-process/run.ts';
import type { TestOptions } from '../options.ts';

/**
 * `simulateAsync` on this machine.
 * @throws InvalidInput when a promise of a node was rejected and nobody had awaited it: a process would
 *   have ended of that, but here nobody can tell whose it was
 */
export const simulateHere = async (
  definition: AnyNodeDefinition,
  options: TestOptions,
  more: SimulateAsyncOptions,
): Promise<Simulated> => {
  const run = () => simulateAsync(definition, options, more);
  if (!definition.disk) return run();
  // The first is told, and there may be millions.
  let rejected: { readonly reason: unknown } | undefined;
  const take = (reason: unknown): void => void (rejected ??= { reason });
  process.on('unhandledRejection', take);
  try {
    const simulated = await run();
    // What was rejected at the very end is told with the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (rejected !== undefined) {
      const { reason } = rejected;
      const text = reason instanceof Error ? reason.message : String(reason);
      throw new InvalidInput(`a promise of a node was rejected, and nobody awaited it: ${text}`, {
        hint: 'await it, or return it from what you gave to on, rpc, after or every',
      });
    }
    return simulated;
  } finally {
    process.off('unhandledRejection', take);
  }
};
