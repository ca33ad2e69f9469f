import type { CellResult, Matrix, Recommendation, Timing } from '@dstudio/systems';
import type { CapsuleRun, Opened } from './protocol.ts';

/** What the system page knows. A reducer, so that every change is one named event. */

export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface State {
  /** The system shown; stays when another text is refused. */
  readonly opened: Opened | undefined;
  /** The server's file that this system came from and may be saved to. */
  readonly home: Home | undefined;
  /** What the studio was given last and could not read, and why. */
  readonly refused: { readonly name: string; readonly message: string } | undefined;
  readonly timing: Timing;
  /** Results so far, by cell id: of this run, and of the last where it is kept. */
  readonly results: Readonly<Record<string, CellResult>>;
  /** Cells that wait for a result of this run. */
  readonly pending: ReadonlySet<string>;
  /** The last whole matrix of this system. */
  readonly matrix: Matrix | undefined;
  readonly work: 'idle' | 'proving' | 'mending';
  readonly progress: Progress | undefined;
  readonly error: string | undefined;
  readonly selected: string | undefined;
  /** The run of the capsule that was opened, until another run takes its place. */
  readonly capsule: CapsuleRun | undefined;
  readonly plan: Recommendation | undefined;
  /** What the last step did, for the status line. */
  readonly said: string | undefined;
}

export interface Home {
  /** Of the text that the file held when it was last read or written. */
  readonly hash: string;
  readonly text: string;
}

export type Event =
  | { readonly kind: 'opened'; readonly opened: Opened; readonly home: Home | undefined }
  /** A capsule: its system, its timing and nothing run but the one fault. */
  | { readonly kind: 'capsule'; readonly opened: Opened; readonly run: CapsuleRun }
  | { readonly kind: 'saved'; readonly home: Home }
  | { readonly kind: 'refused'; readonly name: string; readonly message: string }
  /** The same system with a value changed: what it showed stays until it is run again. */
  | { readonly kind: 'edited'; readonly opened: Opened; readonly said: string }
  | { readonly kind: 'timing'; readonly timing: Timing }
  | { readonly kind: 'proving'; readonly again: readonly string[] }
  | { readonly kind: 'cell'; readonly cell: CellResult }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'proved'; readonly matrix: Matrix; readonly said: string }
  | { readonly kind: 'mending' }
  | { readonly kind: 'mended'; readonly plan: Recommendation; readonly said: string }
  | { readonly kind: 'closePlan' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'select'; readonly cell: string | undefined };

export const initial = (timing: Timing): State => ({
  opened: undefined,
  home: undefined,
  refused: undefined,
  timing,
  results: {},
  pending: new Set(),
  matrix: undefined,
  work: 'idle',
  progress: undefined,
  error: undefined,
  selected: undefined,
  capsule: undefined,
  plan: undefined,
  said: undefined,
});

const rested = { work: 'idle', progress: undefined, pending: new Set<string>() } as const;

export function reduce(state: State, event: Event): State {
  switch (event.kind) {
    case 'opened':
      return { ...initial(state.timing), opened: event.opened, home: event.home };
    case 'capsule':
      return {
        ...initial(event.run.timing),
        opened: event.opened,
        capsule: event.run,
        selected: event.run.cell.id,
        said: 'The run of the capsule is repeated. The rest of the matrix has not run.',
      };
    case 'saved':
      return { ...state, home: event.home };
    case 'refused':
      return { ...state, refused: { name: event.name, message: event.message } };
    case 'edited': {
      const ids = new Set(event.opened.cells.map(({ id }) => id));
      const results = Object.fromEntries(
        Object.entries(state.results).filter(([id]) => ids.has(id)),
      );
      const selected = state.selected && ids.has(state.selected) ? state.selected : undefined;
      const { opened, said } = event;
      return { ...state, opened, said, results, selected, refused: undefined, error: undefined };
    }
    case 'timing':
      return { ...state, timing: event.timing };
    case 'proving':
      return {
        ...state,
        work: 'proving',
        progress: undefined,
        error: undefined,
        capsule: undefined,
        pending: new Set(event.again),
      };
    case 'cell': {
      const pending = new Set(state.pending);
      pending.delete(event.cell.id);
      return { ...state, pending, results: { ...state.results, [event.cell.id]: event.cell } };
    }
    case 'progress':
      return { ...state, progress: event.progress };
    case 'proved': {
      const results = Object.fromEntries(event.matrix.cells.map((cell) => [cell.id, cell]));
      return { ...state, ...rested, matrix: event.matrix, results, said: event.said };
    }
    case 'mending':
      return { ...state, work: 'mending', progress: undefined, error: undefined, plan: undefined };
    case 'mended':
      return { ...state, ...rested, plan: event.plan, said: event.said };
    case 'closePlan':
      return { ...state, plan: undefined };
    case 'stopped':
      return { ...state, ...rested, said: 'Stopped.' };
    case 'failed':
      return { ...state, ...rested, error: event.message };
    case 'select':
      return { ...state, selected: event.cell };
  }
}
