import { type Bug, bugs } from '@dstudio/bugs';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';
import { ErrorBoundary } from '../shell/error-boundary.tsx';
import { Run } from './run.tsx';
import { Source } from './source.tsx';
import { chaptersOf, themes, titleOf } from './themes.ts';
import '../style/page.css';
import '../style/bugs.css';

/** One seeded bug: what is wrong, a run that shows it, the twin, and the source of both. */
export default function BugPage({ slug }: { readonly slug: string }): ReactNode {
  const bug = bugs.find((one) => one.slug === slug);
  useEffect(() => {
    document.title = bug ? `${titleOf(bug)} · DStudio` : 'DStudio';
    return () => {
      document.title = 'DStudio';
    };
  }, [bug]);
  if (!bug) {
    return (
      <section className="empty">
        <h1>No seeded bug is called “{slug}”</h1>
        <p>
          <Link href="/bugs">To the seeded bugs</Link>
        </p>
      </section>
    );
  }
  return (
    <article className="bug">
      <header className="page-head">
        <p className="crumb">
          <Link href="/bugs">Seeded bugs</Link> /{' '}
          <Link href={`/bugs?q=${encodeURIComponent(themes[bug.theme])}`}>{themes[bug.theme]}</Link>
        </p>
        <h1>{titleOf(bug)}</h1>
        <p className="lede">{bug.wrong}</p>
        <p className="corrected">
          <strong>The corrected twin:</strong> {bug.right}
        </p>
      </header>
      <ErrorBoundary what="the run">
        <Run bug={bug} />
      </ErrorBoundary>
      <section className="source-of" aria-labelledby="source">
        <h2 id="source">The source of both</h2>
        <Source slug={bug.slug} />
      </section>
      <Neighbours bug={bug} />
    </article>
  );
}

/** The bugs before and after it, in the order of the list. */
function Neighbours({ bug }: { readonly bug: Bug }): ReactNode {
  const all = chaptersOf(bugs).flatMap((chapter) => chapter.bugs);
  const at = all.indexOf(bug);
  const [before, after] = [all[at - 1], all[at + 1]];
  return (
    <nav className="neighbours" aria-label="Other bugs">
      {before && (
        <Link href={`/bugs/${before.slug}`} rel="prev">
          ← {titleOf(before)}
        </Link>
      )}
      {after && (
        <Link href={`/bugs/${after.slug}`} rel="next">
          {titleOf(after)} →
        </Link>
      )}
    </nav>
  );
}
