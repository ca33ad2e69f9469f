import type { TraceHash } from '@dstudio/kernel';
import { Calendar } from './calendar.ts';
import { fingerprint } from './choice.ts';

/** More than this, and comparing runs by the line helps nobody. */
const LINE_COUNT_MAX = 2_000_000;

/** What happened in a run, event by event, as lines of text: for comparing two runs. */
export class Journal {
  readonly lines: string[] = [];
  /** Numbers that the event's own line has already. @internal */
  known = 0;

  write(line: string): void {
    if (this.lines.length < LINE_COUNT_MAX) this.lines.push(line);
  }
}

/** A calendar that writes down each event before it happens. */
export class JournalCalendar extends Calendar {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    super();
    this.#journal = journal;
  }

  override next(until_ms: number): number {
    const slot = super.next(until_ms);
    if (slot >= 0) {
      const { name, a, b } = this.peek(slot);
      const words = [name, wordFor(a), wordFor(b)].filter((word) => word !== '');
      this.#journal.write(`${this.time_ms} ms, event ${this.serial}: ${words.join(' ')}`);
      this.#journal.known = 2;
    }
    return slot;
  }
}

/** A hash that writes down what it rolls over. */
export const journalTrace = (trace: TraceHash, journal: Journal): TraceHash => ({
  add(value) {
    trace.add(value);
    if (journal.known > 0) journal.known--;
    else journal.write(`  ${value}`);
  },
  addText(text) {
    trace.addText(text);
    journal.write(`  '${text}'`);
  },
  digest: () => trace.digest(),
});

/** As much of an argument as two runs can agree on. */
const wordFor = (value: unknown): string => {
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  if (value instanceof Uint8Array) return `${value.length} bytes ${fingerprint(value)}`;
  if (typeof value !== 'object' || value === null) return '';
  return 'from' in value && 'to' in value ? `${String(value.from)}>${String(value.to)}` : '';
};
