import { InvalidInput } from '@dstudio/kernel';

export type StepName =
  | 'fallback'
  | 'deadline'
  | 'limit'
  | 'retry'
  | 'breaker'
  | 'bulkhead'
  | 'timeout';

interface WrongOrder {
  readonly outer: StepName;
  readonly inner: StepName;
  readonly why: string;
  /** With this step between the two the order is right. */
  readonly unlessBetween?: StepName;
}

const blind = (what: string): string =>
  `the ${what} would never see a failure, for the fallback has answered before`;
const unanswered = (what: string): string =>
  `a call that the ${what} ends would get no answer from the fallback`;

/** Orders known to be wrong. */
export const wrongOrders: readonly WrongOrder[] = [
  { outer: 'retry', inner: 'fallback', why: blind('retry') },
  { outer: 'breaker', inner: 'fallback', why: blind('breaker') },
  { outer: 'deadline', inner: 'fallback', why: unanswered('deadline') },
  { outer: 'timeout', inner: 'fallback', why: unanswered('timeout') },
  { outer: 'bulkhead', inner: 'fallback', why: unanswered('bulkhead') },
  { outer: 'limit', inner: 'fallback', why: unanswered('limit') },
  {
    outer: 'retry',
    inner: 'deadline',
    why: 'every attempt would get a new deadline; use timeout for one attempt',
  },
  {
    outer: 'breaker',
    inner: 'retry',
    why: 'the breaker would count a call once, however many of its attempts fail, and could not end the retrying',
  },
  {
    outer: 'bulkhead',
    inner: 'retry',
    why: 'a place in the bulkhead would be held while the retry sleeps',
  },
  { outer: 'limit', inner: 'retry', why: 'retries would pass the limit uncounted' },
  {
    outer: 'bulkhead',
    inner: 'deadline',
    why: 'the wait for a place would not count against the deadline',
  },
  {
    outer: 'timeout',
    inner: 'breaker',
    why: 'the breaker would take a call that ran out of time for one that was given up, and never open while the callee hangs',
    unlessBetween: 'retry',
  },
];

/**
 * Checks a step against those further out.
 *
 * @throws InvalidInput when the order is known to be wrong, with the reason
 */
export const checkOrder = (
  pipeline: string,
  outside: readonly StepName[],
  inner: StepName,
): void => {
  if (outside.includes(inner)) {
    throw new InvalidInput(`pipeline '${pipeline}': ${inner} stands there twice`, {
      hint:
        inner === 'timeout'
          ? 'use deadline for the one around all attempts'
          : 'two of a kind around one call count everything double; leave one out',
    });
  }
  outside.forEach((outer, i) => {
    const wrong = wrongOrders.find(
      (order) =>
        order.outer === outer &&
        order.inner === inner &&
        !(order.unlessBetween !== undefined && outside.indexOf(order.unlessBetween) > i),
    );
    if (wrong === undefined) return;
    throw new InvalidInput(
      `pipeline '${pipeline}': ${inner} stands inside ${outer}: ${wrong.why}`,
      {
        hint: `put ${inner} before ${outer}`,
      },
    );
  });
};
