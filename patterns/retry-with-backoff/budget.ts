/**
 * Limits retries to a share of the calls: each call pays in `share`, each retry takes out one. When
 * most calls fail, retries would otherwise multiply the load just when the callee can bear it least
 * (Google, Site Reliability Engineering, 2016, chapter 21 "Handling Overload"; the token bucket is
 * that of Finagle's RetryBudget).
 *
 * Over any stretch with n calls there are at most `reserve + share * n` retries.
 */
export class RetryBudget {
  readonly #share: number;
  readonly #reserve: number;
  #tokens: number;

  /**
   * @param share retries for each call, 0 or more
   * @param reserve what may be saved up; also what there is at the start, for callers with few calls
   * @throws RangeError when one of them is negative
   */
  constructor(share: number, reserve: number) {
    if (!(share >= 0)) throw new RangeError(`share is ${share}; it has to be 0 or more`);
    if (!(reserve >= 0)) throw new RangeError(`reserve is ${reserve}; it has to be 0 or more`);
    this.#share = share;
    this.#reserve = reserve;
    this.#tokens = reserve;
  }

  /** A call begins. */
  deposit(): void {
    this.#tokens = Math.min(this.#reserve, this.#tokens + this.#share);
  }

  /** Takes one retry out of the budget; false when it is not in there. */
  withdraw(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
