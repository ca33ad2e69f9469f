import type { Failure } from '@dstudio/simulator';
import type { ReactNode } from 'react';
import { formatDuration, plural } from '../charts/format.ts';
import { CapsuleNote } from '../shell/capsule-note.tsx';
import { CopyButton } from '../shell/copy.tsx';
import { downloadText } from '../shell/download.ts';
import { Diagram } from './diagram.tsx';
import type { Hunt } from './hunt.ts';
import type { Again, Least, Whole } from './protocol.ts';
import type { RunState } from './run-url.ts';

interface Props {
  readonly slug: string;
  readonly hunt: Hunt;
  readonly whole: Whole;
  readonly view: RunState['view'];
  readonly onView: (view: RunState['view']) => void;
  readonly onShrink: () => void;
}

/** One seed's run: what went wrong, and what of it matters. */
export function Shown({ slug, hunt, whole, view, onView, onShrink }: Props): ReactNode {
  const { least, work } = hunt;
  if (!whole.failure) {
    return (
      <p className="notice" role="status">
        <strong>Seed {whole.seed} passes.</strong> Nothing goes wrong in its{' '}
        {plural(whole.drawing.events, 'event')}.
      </p>
    );
  }
  const shown = view === 'shrunk' && least ? least : whole;
  return (
    <>
      <Wrong seed={whole.seed} failure={least?.failure ?? whole.failure} />
      <dl className="figures">
        <div>
          <dt>Choices</dt>
          <dd>
            {whole.choices}
            {least && (
              <>
                {' '}
                <span aria-label="shrunk to">→</span> <strong>{least.choices}</strong>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Events</dt>
          <dd>
            {whole.drawing.events}
            {least && (
              <>
                {' '}
                <span aria-label="shrunk to">→</span> <strong>{least.drawing.events}</strong>
              </>
            )}
          </dd>
        </div>
        {least && (
          <div>
            <dt>Runs to shrink it</dt>
            <dd>{least.runs}</dd>
          </div>
        )}
        <div>
          <dt>Trace hash</dt>
          <dd>
            <code>{shown.hash}</code>
          </dd>
        </div>
      </dl>
      <div className="row views">
        <fieldset className="choice">
          <legend className="hidden">What is shown</legend>
          <button
            type="button"
            className="button"
            aria-pressed={view === 'shrunk'}
            onClick={() => onView('shrunk')}
          >
            What matters
          </button>
          <button
            type="button"
            className="button"
            aria-pressed={view === 'whole'}
            onClick={() => onView('whole')}
          >
            The whole run
          </button>
        </fieldset>
        <CopyButton text={() => location.href} label="Copy link" icon="link" />
        {view === 'shrunk' && !least && !work && (
          <button type="button" className="button" onClick={onShrink}>
            Shrink it
          </button>
        )}
      </div>
      {shown === least && (
        <p className="label">
          {least.complete
            ? 'Without any one of what is left, the run does not fail in this way.'
            : 'The budget of runs ended first: something of this may not matter.'}
          {least.notes.map((note) => ` Note: ${note}.`)}
        </p>
      )}
      <Diagram key={`${whole.seed} ${shown === least}`} drawing={shown.drawing} />
      {least && <CapsuleRow slug={slug} least={least} />}
    </>
  );
}

function CapsuleRow({ slug, least }: { readonly slug: string; readonly least: Least }): ReactNode {
  const stem = `${slug}-seed-${least.seed}`;
  const file = `${stem}.capsule.json`;
  const command = `dstudio replay ${file}`;
  return (
    <div className="row capsule">
      <button
        type="button"
        className="button"
        onClick={() => downloadText(file, least.capsule, 'application/json')}
      >
        Download capsule
      </button>
      <button
        type="button"
        className="button"
        onClick={() => downloadText(`${stem}.svg`, least.drawing.svg, 'image/svg+xml')}
      >
        Download drawing
      </button>
      <code className="command">{command}</code>
      <CopyButton text={() => command} label="Copy command" />
      <p className="label">
        The capsule repeats this run on its own: in a terminal, or dropped onto this studio.{' '}
        <code>dstudio prove bug:{slug}</code> finds it there too.
      </p>
    </div>
  );
}

/** A capsule's run, and whether it went as the capsule says. */
export function Repeated({ again }: { readonly again: Again }): ReactNode {
  const { seed, right, failure, choices, repeated, drawing } = again;
  return (
    <>
      <CapsuleNote run={repeated} suspects="the bug's code or the capsule itself has" />
      {failure ? (
        <Wrong seed={seed} failure={failure} twin={right} />
      ) : (
        <p className="notice" role="status">
          <strong>Nothing goes wrong in it.</strong> {right && 'It is a run of the corrected twin.'}
        </p>
      )}
      <p className="label">
        {plural(choices, 'choice')}, {plural(drawing.events, 'event')}, held to what the capsule
        lists.
      </p>
      <Diagram drawing={drawing} />
    </>
  );
}

interface WrongProps {
  readonly seed: number;
  readonly failure: Failure;
  readonly twin?: boolean;
}

function Wrong({ seed, failure, twin = false }: WrongProps): ReactNode {
  const { name, message, at_ms } = failure;
  return (
    <p className="wrong">
      <span className="mark" aria-hidden="true">
        ✕
      </span>
      <span>
        <strong>{name}</strong>: {message}
        <span className="label">
          {twin ? 'Corrected twin, seed' : 'Seed'} {seed}, at {formatDuration(at_ms)}
        </span>
      </span>
    </p>
  );
}
