import type { TraceHash } from '@dstudio/kernel';
import { Calendar, type EventId, type Handler } from './calendar.ts';
import { fingerprint } from './choice.ts';
import { printBytes } from './content.ts';

/** More than this, and comparing runs by the line helps nobody. */
const LINE_COUNT_MAX = 2_000_000;
/** Contents are written out as long as all lines together have fewer characters than this. */
const TEXT_LENGTH_MAX = 32 * 1024 * 1024;
/** Characters for each byte at most: two digits and a space. */
const HEX_LENGTH = 3;

export type ContentKind = 'message' | 'write';

/** One line of a journal. */
export interface Line {
  readonly text: string;
  /** What it is the content of: 'the message from a to b at 12 ms'. */
  readonly of?: string;
}

/** What happened in a run, event by event, and what was said and written: for comparing two runs. */
export class Journal {
  readonly lines: Line[] = [];
  /** Numbers that the event's own line has already. @internal */
  known = 0;
  /** Events that were scheduled. @internal */
  scheduled = 0;
  #length = 0;
  #end = 0;

  /** Whether it changed tells whether anything was done in the world meanwhile. */
  get activity(): number {
    return this.lines.length + this.scheduled;
  }

  /** The run is over, and nothing more should happen. */
  end(): void {
    this.#end = this.activity;
  }

  /** Whether something has happened since the end. */
  get goesOn(): boolean {
    return this.activity !== this.#end;
  }

  write(text: string, of?: string): void {
    if (this.lines.length >= LINE_COUNT_MAX) return;
    this.#length += text.length;
    this.lines.push(of === undefined ? { text } : { text, of });
  }

  /** What a node sends to another, or writes to a file. */
  content(kind: ContentKind, node: string, to: string, bytes: Uint8Array, at_ms: number): void {
    const room = TEXT_LENGTH_MAX - this.#length > HEX_LENGTH * bytes.length;
    const said = room ? printBytes(bytes) : `${bytes.length} bytes ${fingerprint(bytes)}`;
    const [way, what] =
      kind === 'message'
        ? [`${node}>${to}`, `the message from ${node} to ${to}`]
        : [`${node} writes ${to}`, `what ${node} writes to ${to}`];
    this.write(`  ${way}: ${said}`, `${what} at ${at_ms} ms`);
  }
}

/** A calendar that writes down each event before it happens. */
export class JournalCalendar extends Calendar {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    super();
    this.#journal = journal;
  }

  override add(time_ms: number, handler: Handler, a: unknown, b: unknown): EventId {
    this.#journal.scheduled++;
    return super.add(time_ms, handler, a, b);
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
