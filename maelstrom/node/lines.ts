/** A line this long is no message but a flood. */
const LINE_LENGTH_MAX = 16 * 1024 * 1024;

/**
 * Cuts a stream of text into lines. Most chunks end with one, so what is left over is kept as parts
 * and joined once.
 */
export class Lines {
  #parts: string[] = [];
  #length = 0;

  /** Calls `line` for each line that the chunk completes. False when one is too long to go on. */
  push(chunk: string, line: (text: string) => void): boolean {
    let start = 0;
    let end = chunk.indexOf('\n');
    while (end >= 0) {
      const text = chunk.slice(start, end);
      if (this.#parts.length > 0) {
        this.#parts.push(text);
        const whole = this.#parts.join('');
        this.#parts = [];
        this.#length = 0;
        line(whole);
      } else line(text);
      start = end + 1;
      end = chunk.indexOf('\n', start);
    }
    if (start < chunk.length) {
      this.#parts.push(start === 0 ? chunk : chunk.slice(start));
      this.#length += chunk.length - start;
    }
    return this.#length <= LINE_LENGTH_MAX;
  }

  /** What came after the last line end. */
  get rest(): string {
    return this.#parts.join('');
  }
}
