import type { Distribution, Objectives, Service } from './system.ts';

/**
 * What stands in for what nobody said, with the reason a reader sees beside it. Every value here is
 * marked as assumed wherever it is used, and verdicts that turn on one say so.
 */

export interface Default<T> {
  readonly value: T;
  readonly why: string;
}

/** Availability and latency that a system owes when its file states none. */
export const OBJECTIVES: Default<Objectives> = {
  value: { availability: 0.999, latency_share: 0.95, latency_ms: 200 },
  why: 'nobody stated an objective',
};

/** Enough to load a small system, little enough to leave it room. */
export const RATE_PER_S: Default<number> = {
  value: 50,
  why: 'nobody said how much traffic there is',
};

/** Ten seconds is when attention is lost (Nielsen, Usability Engineering, 1993, chapter 5). */
export const PATIENCE_MS: Default<number> = {
  value: 10_000,
  why: 'nobody said how long a client waits',
};

const exponential = (mean_ms: number): Distribution => ({
  shape: 'exponential',
  mean_ms,
  spread: 1,
});

/** Stores answer one lookup, services do a little work. Exponential: many short, few long. */
export const timeOf = (kind: Service['kind']): Default<Distribution> =>
  kind === 'service'
    ? { value: exponential(5), why: 'nobody measured this service' }
    : { value: exponential(1), why: `nobody measured this ${kind}` };

/** Requests one replica works on at once, as in a modest thread or connection pool. */
export const concurrencyOf = (kind: Service['kind']): Default<number> => ({
  value: kind === 'service' ? 32 : 64,
  why: `nobody said how many requests a replica works on at once`,
});

/** Long enough never to refuse in good times, short enough to be a bound. */
export const QUEUE: Default<number> = {
  value: 1000,
  why: 'nobody said how many requests may wait',
};

export const REPLICAS: Default<number> = { value: 1, why: 'nobody said how many run' };

export const COUNT: Default<number> = { value: 1, why: 'nobody said how often it calls' };

export const ORDER: Default<'sequence'> = {
  value: 'sequence',
  why: 'nobody said whether calls run in parallel',
};

export const MODE: Default<'synchronous'> = {
  value: 'synchronous',
  why: 'nobody said whether it waits for the answer',
};

/** What a service's only operation is called when nobody named it. */
export const OPERATION = 'handle';
