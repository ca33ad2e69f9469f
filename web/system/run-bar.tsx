import { type ReactNode, useEffect, useState } from 'react';
import { Icon } from '../shell/icons.tsx';
import { VerdictMark } from './mark.tsx';
import type { State } from './state.ts';
import { headline, verdictOf } from './verdict.ts';

interface Props {
  readonly state: State;
  readonly shape: 'grid' | 'list';
  readonly onShape: (shape: 'grid' | 'list') => void;
  readonly onRun: () => void;
  readonly onStop: () => void;
  readonly onMend: () => void;
}

const marks = ['breaks', 'depends', 'holds'] as const;
const words = { breaks: 'break', depends: 'depend', holds: 'hold' } as const;

/** What runs, how far it is, and the sum of what is known. */
export function RunBar({ state, shape, onShape, onRun, onStop, onMend }: Props): ReactNode {
  const { work, progress, matrix } = state;
  const verdicts = Object.values(state.results).map((cell) => verdictOf(cell));
  const baseline = matrix?.baseline;
  return (
    <section className="run-bar" aria-label="Matrix">
      <ul className="sums" role="list">
        {marks.map((mark) => (
          <li key={mark} className={mark}>
            <VerdictMark verdict={{ mark, sure: true, words: '' }} />
            <b>{verdicts.filter((verdict) => verdict.mark === mark).length}</b> {words[mark]}
          </li>
        ))}
      </ul>
      <span className="row">
        {work === 'idle' ? (
          <>
            <button type="button" className="button" onClick={onRun}>
              <Icon name="play" /> {matrix ? 'Run again' : 'Run the matrix'}
            </button>
            <button type="button" className="button primary" disabled={!matrix} onClick={onMend}>
              Mend it
            </button>
          </>
        ) : (
          <button type="button" className="button" onClick={onStop}>
            <Icon name="stop" /> Stop
          </button>
        )}
        <span className="shape">
          {(['grid', 'list'] as const).map((option) => (
            <button
              key={option}
              type="button"
              className="button"
              aria-pressed={shape === option}
              onClick={() => onShape(option)}
            >
              {option === 'grid' ? 'Matrix' : 'List'}
            </button>
          ))}
        </span>
      </span>
      <div className="progress-line">
        {work === 'idle' ? (
          <output className="label" aria-live="polite">
            {state.said}
          </output>
        ) : (
          <>
            <progress
              aria-label={work === 'proving' ? 'Runs of the matrix' : 'Runs of the search'}
              max={progress?.total ?? 1}
              value={progress?.done ?? 0}
            />
            <span className="label">
              {work === 'proving' ? 'Running the faults' : 'Searching for the smallest mend'}
              {progress && `, ${progress.done} of ${progress.total}`} <Elapsed key={work} />
            </span>
          </>
        )}
      </div>
      {state.error && (
        <p className="notice bad" role="alert">
          <strong>The run failed.</strong> {state.error}
        </p>
      )}
      {baseline?.verdict === 'breaks' && (
        <p className="notice warn">
          <strong>It breaks with no fault at all</strong> (
          {headline(baseline)
            .map(({ text }) => text)
            .join(', ')}
          ). Until that holds, the cells below say little: check the traffic, the service times and
          the concurrency.
        </p>
      )}
    </section>
  );
}

/** Seconds since it appeared. */
function Elapsed(): ReactNode {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const started = performance.now();
    const timer = setInterval(
      () => setSeconds(Math.round((performance.now() - started) / 1000)),
      500,
    );
    return () => clearInterval(timer);
  }, []);
  return <time>{seconds} s</time>;
}
