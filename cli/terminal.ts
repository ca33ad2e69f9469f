/** What a command may use of the process it runs in. Passed in, so that tests can stand in for it. */
export interface Terminal {
  /** Results: what a person pipes into a file or another program. */
  readonly out: Output;
  /** Everything about the run: progress, hints, errors. */
  readonly err: Output;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Relative paths are relative to this folder. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Aborts when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface Output {
  write(text: string): void;
  /** Columns when it is a terminal; undefined when it is a file or a pipe. */
  readonly width: number | undefined;
  readonly colour: boolean;
}

/** Width for output that is no terminal: wide enough for whole names, narrow enough to read. */
const WIDTH_OF_FILE = 120;

/** Terminals that do not know their width, as under `script` and on some CI, report 0 columns. */
const WIDTH_UNKNOWN = 80;
/** Below this, a line would be a word or two. */
const WIDTH_MIN = 40;

/** The width to lay text out in. */
export const widthOf = ({ width = WIDTH_OF_FILE }: Pick<Output, 'width'>): number =>
  Math.max(WIDTH_MIN, width);

/** The columns of a stream when it is a terminal. */
export const columnsOf = ({
  isTTY,
  columns,
}: Readonly<Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>>>): number | undefined =>
  isTTY ? columns || WIDTH_UNKNOWN : undefined;

/** The terminal of this process. Colours follow NO_COLOR and FORCE_COLOR (no-color.org). */
export function processTerminal(signal: AbortSignal): Terminal {
  const output = (stream: NodeJS.WriteStream): Output => ({
    write: (text) => void stream.write(text),
    width: columnsOf(stream),
    colour: wantsColour(stream.isTTY, process.env),
  });
  return {
    out: output(process.stdout),
    err: output(process.stderr),
    stdin: process.stdin,
    folder: process.cwd(),
    variables: process.env,
    signal,
  };
}

export function wantsColour(
  isTerminal: boolean,
  { NO_COLOR, FORCE_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return isTerminal && TERM !== 'dumb';
}
