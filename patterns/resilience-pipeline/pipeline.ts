import {
  type Clock,
  type Input,
  InvalidInput,
  mustParse,
  type ParameterSpec,
  type Random,
} from '@dstudio/kernel';
import { ambient } from '@dstudio/kernel/ambient';
import { policy as bulkheadPolicy } from '../bulkhead/policy.ts';
import { policy as breakerPolicy } from '../circuit-breaker/policy.ts';
import { Fallback } from '../graceful-degradation/fallback.ts';
import type { CallPolicy, Layer } from '../policy.ts';
import { createLimiter } from '../rate-limiting/algorithms.ts';
import { createLayer as createLimitLayer } from '../rate-limiting/layers.ts';
import { parameters as limitParameters } from '../rate-limiting/policy.ts';
import { policy as retryPolicy } from '../retry-with-backoff/policy.ts';
import { parameters as timeoutParameters } from '../timeout/policy.ts';
import { Timeout } from '../timeout/timeout.ts';
import type { Context } from './attempt.ts';
import type { MachineCall } from './call.ts';
import type { Listener } from './events.ts';
import { checkOrder, type StepName } from './orders.ts';
import { type Callee, type Pending, Runner } from './runner.ts';
import { guard } from './watch.ts';

export interface PipelineOptions {
  /** Default: the host's. */
  readonly env?: { readonly clock: Clock; readonly random: Random };
  /** Hears every decision. Without it nothing is spent on telling. */
  readonly on?: Listener;
  /**
   * Whether what the function threw is a failure of the callee. If not, it is an answer like any
   * other ('no such order'): it is neither retried nor counted, and the call rejects with it.
   * Default: everything thrown is a failure.
   */
  readonly isFailure?: (error: unknown) => boolean;
}

export interface CallOptions {
  /** Gives the call up when it aborts; the call then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * The function in its pipeline. Rejects with what the function threw, with `TimedOut` when a bound ran
 * out, with `Refused` when a layer turned the call away.
 */
export interface Wrapped<Args extends readonly unknown[], Result> {
  (...args: Args): Promise<Result>;
  with(options: CallOptions): (...args: Args) => Promise<Result>;
}

type Values<P> = P extends CallPolicy<infer S> ? Input<S> : never;
type AnyArgs = readonly unknown[];

/**
 * Patterns around a call, outermost first. Each step gives a new pipeline; orders known to be wrong
 * throw InvalidInput with the reason. All functions that one pipeline wraps share its state: one
 * breaker, one bulkhead, one retry budget for the dependency it stands for.
 */
export interface Pipeline<Args extends AnyArgs = [], Instead = never> {
  /** Bounds the whole call, retries and their delays included. */
  deadline(after: string | number): Pipeline<Args, Instead>;
  /** Tries failed attempts again. For idempotent calls only: an attempt that failed may have worked. */
  retry(settings?: Values<typeof retryPolicy>): Pipeline<Args, Instead>;
  breaker(settings?: Values<typeof breakerPolicy>): Pipeline<Args, Instead>;
  bulkhead(settings?: Values<typeof bulkheadPolicy>): Pipeline<Args, Instead>;
  limit(settings?: Input<typeof limitParameters>): Pipeline<Args, Instead>;
  /** Bounds one attempt. */
  timeout(after: string | number): Pipeline<Args, Instead>;
  /**
   * Answers instead of a call that failed, was refused or ran out of time. It gets the reason and the
   * call's arguments; what it throws is what the call rejects with.
   */
  fallback<FallbackArgs extends AnyArgs, Answer>(
    answer: (error: unknown, ...args: FallbackArgs) => Answer,
  ): Pipeline<FallbackArgs, Awaited<Answer>>;
  wrap<FnArgs extends readonly [...Args, ...unknown[]], Result>(
    fn: (context: Context, ...args: FnArgs) => Result,
  ): Wrapped<FnArgs, Awaited<Result> | Instead>;
}

interface StepSpec {
  readonly name: StepName;
  create(): Layer;
}

class Steps implements Pipeline<AnyArgs, unknown> {
  readonly #name: string;
  readonly #options: PipelineOptions;
  readonly #steps: readonly StepSpec[];
  #runner: Runner | undefined = undefined;

  constructor(name: string, options: PipelineOptions, steps: readonly StepSpec[]) {
    this.#name = name;
    this.#options = options;
    this.#steps = steps;
  }

  get #env(): { readonly clock: Clock; readonly random: Random } {
    return this.#options.env ?? ambient;
  }

  #add(name: StepName, create: () => Layer): Steps {
    const outside = this.#steps.map((step) => step.name);
    checkOrder(this.#name, outside, name);
    return new Steps(this.#name, this.#options, [...this.#steps, { name, create }]);
  }

  #attach<S extends ParameterSpec>(
    name: StepName,
    policy: CallPolicy<S>,
    settings: Input<S> | undefined,
  ): Steps {
    const where = `pipeline '${this.#name}': ${name}`;
    const values = mustParse(where, policy.parameters, settings);
    const refusal = policy.refuse?.(values);
    if (refusal !== undefined) throw new InvalidInput(`${where}: ${refusal}`);
    const random = this.#env.random.fork(where);
    return this.#add(name, () => policy.create(values, { random }));
  }

  #bound(name: 'deadline' | 'timeout', given: string | number): Steps {
    const where = `pipeline '${this.#name}': ${name}`;
    const { after } = mustParse(where, timeoutParameters, { after: given });
    return this.#add(name, () => new Timeout(after, name));
  }

  deadline(after: string | number): Steps {
    return this.#bound('deadline', after);
  }

  timeout(after: string | number): Steps {
    return this.#bound('timeout', after);
  }

  retry(settings?: Values<typeof retryPolicy>): Steps {
    return this.#attach('retry', retryPolicy, settings);
  }

  breaker(settings?: Values<typeof breakerPolicy>): Steps {
    return this.#attach('breaker', breakerPolicy, settings);
  }

  bulkhead(settings?: Values<typeof bulkheadPolicy>): Steps {
    return this.#attach('bulkhead', bulkheadPolicy, settings);
  }

  limit(settings?: Input<typeof limitParameters>): Steps {
    const where = `pipeline '${this.#name}': limit`;
    const { algorithm, limit, window } = mustParse(where, limitParameters, settings);
    return this.#add('limit', () =>
      createLimitLayer(createLimiter(algorithm, { limit, window_ms: window })),
    );
  }

  // The arguments and results behind these two are typed by `Pipeline`, through which alone they are
  // called.
  fallback(answer: (error: unknown, ...args: never) => unknown): never {
    return this.#add('fallback', () => {
      return new Fallback((error, call) => {
        const { owner } = call as MachineCall<Pending>; // the runner's machine makes no others
        return answer(error, ...((owner?.args ?? []) as never));
      });
    }) as never;
  }

  wrap(fn: (context: Context, ...args: never) => unknown): never {
    const runner = this.#start();
    const callee = fn as Callee;
    const wrapped = (...args: AnyArgs): Promise<unknown> => runner.run(callee, args);
    const withOptions =
      ({ signal }: CallOptions) =>
      (...args: AnyArgs): Promise<unknown> =>
        runner.run(callee, args, signal);
    return Object.assign(wrapped, { with: withOptions }) as never;
  }

  #start(): Runner {
    const { on, isFailure } = this.#options;
    this.#runner ??= new Runner(
      this.#steps.map((step) => step.create()),
      {
        name: this.#name,
        clock: this.#env.clock,
        listener: on === undefined ? undefined : guard(on),
        isFailure,
      },
    );
    return this.#runner;
  }
}

/**
 * Begins a pipeline; a name says which dependency it stands for.
 *
 *     const charge = pipeline('psp')
 *       .deadline('3s')
 *       .retry({ attempts: 3, budget: 0.1 })
 *       .breaker({ failure_rate: 0.5 })
 *       .bulkhead({ concurrent: 20 })
 *       .timeout('800ms')
 *       .wrap((ctx, order: Order) =>
 *         // The same key for every attempt, so that the provider charges once.
 *         psp.charge(order, { headers: { 'Idempotency-Key': order.id }, signal: ctx.signal }),
 *       );
 *     const receipt = await charge(order);
 */
export const pipeline = (name: string, options: PipelineOptions = {}): Pipeline =>
  new Steps(name, options, []) as Pipeline;
