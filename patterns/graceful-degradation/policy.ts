import type { ParameterSpec } from '@dstudio/kernel';
import type { CallPolicy } from '../policy.ts';
import { Fallback } from './fallback.ts';

const parameters = {} as const satisfies ParameterSpec;

/**
 * Attaches a fallback to a call. Only where the call is optional: nobody may mend an outage by making
 * up a payment.
 */
export const policy: CallPolicy<typeof parameters> = {
  attach: 'call',
  slug: 'graceful-degradation',
  title: 'Graceful degradation',
  // Outermost: it speaks when everything further in has given up.
  rank: 0,
  parameters,
  requires: ['optional'],
  candidates: [{}],
  create: () => new Fallback(),
};
