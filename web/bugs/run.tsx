import type { Bug } from '@dstudio/bugs';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { formatDuration, plural } from '../charts/format.ts';
import { type Handed, handedOf } from '../shell/handed.ts';
import { Icon } from '../shell/icons.tsx';
import { OpenCapsule } from '../shell/opening.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';
import { type Hunt, nextSeed, type Work } from './hunt.ts';
import { decodeRun, encodeRun, type RunState } from './run-url.ts';
import { Repeated, Shown } from './shown.tsx';
import { Twin } from './twin.tsx';
import { useHunt } from './use-hunt.ts';

/** Finds a run that goes wrong, shrinks it and shows it; and runs the twin beside it. */
export function Run({ bug }: { readonly bug: Bug }): ReactNode {
  const search = useSearch();
  const handed = useHanded(search);
  const asked = useMemo(() => decodeRun(search), [search]);
  const [path, navigate] = useLocation();
  const { hunt, find, stop, examine } = useHunt(bug.slug, asked, handed);
  const { work, tried, whole, again } = hunt;
  const start = () => void find(nextSeed(hunt, asked.seed));
  useShortcuts({ r: start, s: stop });
  const show = (view: RunState['view']) => {
    if (asked.seed === undefined) return;
    navigate(`${path}?${encodeRun(asked.seed, view)}`, { replace: true });
  };
  // Whoever reads the source below and drops a capsule would not see what became of it.
  const top = useRef<HTMLElement>(null);
  useEffect(() => {
    if (handed) top.current?.scrollIntoView();
  }, [handed]);
  const seed = again?.seed ?? asked.seed;
  return (
    <>
      <section ref={top} className="hunt" aria-labelledby="run">
        <h2 id="run">A run that goes wrong</h2>
        <div className="run-bar">
          {work ? (
            <button type="button" className="button" onClick={stop}>
              <Icon name="stop" /> Stop
            </button>
          ) : (
            <button type="button" className="button primary" onClick={start}>
              <Icon name="play" /> {whole ? 'Find another' : tried ? 'Try more' : 'Find it'}
            </button>
          )}
          {!work && <OpenCapsule />}
          {work && <Progress work={work} />}
          <p className="label" role="status">
            {statusOf(hunt)}
          </p>
        </div>
        {asked.problem && <p className="notice warn">{asked.problem}</p>}
        {hunt.error && (
          <p className="notice bad" role="alert">
            <strong>That did not work.</strong> {hunt.error}
          </p>
        )}
        {again && <Repeated again={again} />}
        {whole && (
          <Shown
            slug={bug.slug}
            hunt={hunt}
            whole={whole}
            view={asked.view}
            onView={show}
            onShrink={() => examine(whole.seed, true)}
          />
        )}
      </section>
      <Twin slug={bug.slug} seed={seed} />
    </>
  );
}

/** The capsule that was opened here. A link within the page makes an entry that does not hold it. */
function useHanded(search: string): Handed | undefined {
  const entry = useHistoryState<unknown>();
  const found = useMemo(() => handedOf(entry), [entry]);
  const kept = useRef({ search, handed: found });
  if (found || location.hash === '' || kept.current.search !== search) {
    kept.current = { search, handed: found };
  }
  return kept.current.handed;
}

/** What has changed, in words; figures that run are not read out. */
function statusOf({ work, tried, whole, again, stopped }: Hunt): string {
  if (work) return words[work.kind];
  if (stopped) return 'Stopped.';
  if (again || !tried) return '';
  const took = `in ${formatDuration(tried.took_ms)}`;
  if (!tried.failing) {
    const last = tried.first + tried.seeds - 1;
    return `None of the seeds ${tried.first} to ${last} fails (${took}).`;
  }
  if (whole && whole.seed !== tried.failing.seed) return '';
  return `Seed ${tried.failing.seed} fails: found after ${plural(tried.seeds, 'seed')}, ${took}.`;
}

const words: Readonly<Record<Work['kind'], string>> = {
  finding: 'Looking for a seed that fails.',
  examining: 'Running the seed.',
  shrinking: 'Leaving out what does not matter.',
  replaying: 'Repeating the run of the capsule.',
};

function Progress({ work }: { readonly work: Work }): ReactNode {
  const figures =
    work.kind === 'finding'
      ? `${plural(work.tried.seeds, 'seed')} tried, ${formatDuration(work.tried.took_ms)}`
      : work.kind === 'shrinking'
        ? `${plural(work.choices, 'choice')} left, ${plural(work.runs, 'run')}`
        : '';
  return (
    <>
      <progress aria-label={words[work.kind]} />
      <span className="num">{figures}</span>
    </>
  );
}
