/** How a client's request ended. */
export const Answer = { none: 0, full: 1, degraded: 2, failed: 3 } as const;
export type Answer = (typeof Answer)[keyof typeof Answer];

/** What the clients saw, one row a request, in the order of arrival. Grows; never shrinks. */
export class RequestLog {
  #arrived_ms = new Float64Array(4096);
  #took_ms = new Float64Array(4096);
  #answer = new Uint8Array(4096);
  length = 0;

  /** A request arrives. Returns its row. */
  open(at_ms: number): number {
    if (this.length === this.#answer.length) this.#grow();
    const row = this.length;
    this.length += 1;
    this.#arrived_ms[row] = at_ms;
    this.#took_ms[row] = Number.NaN;
    return row;
  }

  close(row: number, answer: Answer, took_ms: number): void {
    this.#answer[row] = answer;
    this.#took_ms[row] = took_ms;
  }

  arrived_ms(row: number): number {
    return this.#arrived_ms[row] ?? Number.NaN;
  }

  /** NaN while nobody answered. */
  took_ms(row: number): number {
    return this.#took_ms[row] ?? Number.NaN;
  }

  answer(row: number): Answer {
    return (this.#answer[row] ?? Answer.none) as Answer; // only `close` writes here
  }

  /** The first row that arrived at or after `time_ms`. */
  from(time_ms: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.arrived_ms(middle) < time_ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const wider = (old: Float64Array<ArrayBuffer>) => {
      const fresh = new Float64Array(old.length * 2);
      fresh.set(old);
      return fresh;
    };
    this.#arrived_ms = wider(this.#arrived_ms);
    this.#took_ms = wider(this.#took_ms);
    const answers = new Uint8Array(this.#answer.length * 2);
    answers.set(this.#answer);
    this.#answer = answers;
  }
}
