import { type ReactNode, useEffect, useRef, useState } from 'react';
import { formatDuration, plural } from '../charts/format.ts';
import { Icon } from '../shell/icons.tsx';
import { messageOf } from '../shell/message.ts';
import type { Tried } from './protocol.ts';
import { runJob } from './run-job.ts';

/** Seeds of one go. */
const seeds = 1000;

interface Props {
  readonly slug: string;
  /** The seed that is shown: the twin runs it too. */
  readonly seed: number | undefined;
}

interface State {
  readonly running: Pick<Tried, 'seeds' | 'took_ms'> | undefined;
  /** What has been run so far, added up. */
  readonly done: Tried | undefined;
  readonly error: string | undefined;
}

/** The corrected twin in the same seeds, in the background. */
export function Twin({ slug, seed }: Props): ReactNode {
  const [state, setState] = useState<State>({
    running: undefined,
    done: undefined,
    error: undefined,
  });
  const { running, done, error } = state;
  const stopper = useRef<AbortController>(undefined);
  useEffect(() => () => stopper.current?.abort(), []);

  const start = async () => {
    const mine = new AbortController();
    stopper.current = mine;
    const first = done ? done.first + done.seeds : firstFor(seed);
    setState({ running: { seeds: 0, took_ms: 0 }, done, error: undefined });
    try {
      const tried = await runJob(
        'twin',
        { slug, first, seeds },
        {
          signal: mine.signal,
          onTiding: (tiding) => {
            if (tiding.kind === 'tried') setState((now) => ({ ...now, running: tiding.tried }));
          },
        },
      );
      setState({ running: undefined, done: added(done, tried), error: undefined });
    } catch (reason) {
      setState({ running: undefined, done, error: messageOf(reason) });
    }
  };
  const stop = () => {
    stopper.current?.abort();
    setState({ running: undefined, done, error: undefined });
  };

  return (
    <section className="twin" aria-labelledby="twin">
      <h2 id="twin">The corrected twin</h2>
      <div className="run-bar">
        {running ? (
          <button type="button" className="button" onClick={stop}>
            <Icon name="stop" /> Stop the twin
          </button>
        ) : (
          <button
            type="button"
            className="button"
            onClick={start}
            disabled={Boolean(done?.failing)}
          >
            <Icon name="play" /> {done ? `${seeds} seeds more` : 'Run the twin'}
          </button>
        )}
        {running ? (
          <>
            <progress value={running.seeds} max={seeds} aria-label="Seeds of the twin" />
            <span className="num">
              {plural(running.seeds, 'seed')}, {formatDuration(running.took_ms)}
            </span>
          </>
        ) : (
          !done && (
            <span className="label">
              {seeds} seeds under the same faults{seed !== undefined && `, seed ${seed} among them`}
              .
            </span>
          )
        )}
      </div>
      <div role="status">{done && <Verdict done={done} seed={seed} />}</div>
      {error && (
        <p className="notice bad" role="alert">
          <strong>That did not work.</strong> {error}
        </p>
      )}
    </section>
  );
}

function Verdict({ done, seed }: { readonly done: Tried; readonly seed: number | undefined }) {
  const { first, failing, missing, took_ms } = done;
  if (failing) {
    return (
      <p className="notice bad">
        <strong>Seed {failing.seed} of the twin fails.</strong> {failing.failure.name}:{' '}
        {failing.failure.message}. That is a defect of this suite.
      </p>
    );
  }
  const last = first + done.seeds - 1;
  const among = seed !== undefined && seed >= first && seed <= last;
  return (
    <p className="notice good">
      <strong>{plural(done.seeds, 'seed')}, no failure.</strong> Seeds {first} to {last} in{' '}
      {formatDuration(took_ms)}
      {among && `; seed ${seed}, shown above, among them`}.
      {missing.length > 0 && ` Never reached in them: ${missing.join(', ')}.`}
    </p>
  );
}

/** From 1 on, unless the seed that is shown lies beyond. */
const firstFor = (seed = 1): number => (seed >= 1 && seed <= seeds ? 1 : seed);

const added = (before: Tried | undefined, tried: Tried): Tried =>
  before
    ? {
        first: before.first,
        seeds: before.seeds + tried.seeds,
        took_ms: before.took_ms + tried.took_ms,
        failing: tried.failing,
        missing: before.missing.filter((name) => tried.missing.includes(name)),
      }
    : tried;
