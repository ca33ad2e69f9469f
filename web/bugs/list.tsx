import { bugs } from '@dstudio/bugs';
import { type KeyboardEvent, type ReactNode, useEffect } from 'react';
import { Link, useSearchParams } from 'wouter';
import { OpenCapsule } from '../shell/opening.tsx';
import { SearchBox } from '../shell/search-box.tsx';
import { chaptersOf, filterBugs, titleOf } from './themes.ts';
import '../style/catalogue.css';
import '../style/bugs.css';

/** The seeded bugs, a sentence each. The filter lives in the address. */
export default function BugList(): ReactNode {
  const [params, setParams] = useSearchParams();
  const query = params.get('q') ?? '';
  useEffect(() => {
    document.title = 'Seeded bugs · DStudio';
    return () => {
      document.title = 'DStudio';
    };
  }, []);
  const found = filterBugs(bugs, query);
  return (
    <div className="catalogue bugs">
      <header className="intro">
        <h1>{bugs.length} bugs, each found and explained</h1>
        <p>
          Small systems with one known mistake each, beside the corrected twin. The simulator looks
          for a run that goes wrong, and leaves out of it whatever does not matter. Here, in your
          browser.
        </p>
      </header>
      <search className="filters">
        <SearchBox
          label="Search bugs"
          value={query}
          onKeyDown={walk}
          onSearch={(text) => setParams(text ? { q: text } : {}, { replace: true })}
        />
        <output className="label">
          {found.length} of {bugs.length}
        </output>
        <span className="open-capsule">
          <OpenCapsule />
        </span>
      </search>
      {found.length === 0 && (
        <p className="empty">
          Nothing here fits.{' '}
          <Link href="/bugs" replace>
            Show all bugs
          </Link>
        </p>
      )}
      {chaptersOf(found).map(({ theme, title, bugs: chapter }) => (
        <section key={theme} aria-labelledby={theme}>
          <h2 className="group" id={theme}>
            {title}
          </h2>
          <ul role="list" className="bug-list">
            {chapter.map((bug) => (
              <li key={bug.slug}>
                <Link href={`/bugs/${bug.slug}`} onKeyDown={walk}>
                  {titleOf(bug)}
                </Link>
                <p>{bug.wrong}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** Up and down lead from bug to bug, and from the search box into the list. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const stops = document.querySelectorAll<HTMLElement>('.bugs input[type=search], .bug-list a');
  const next = stops[[...stops].indexOf(event.currentTarget) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
