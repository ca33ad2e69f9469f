import { CATEGORIES, search, TIERS } from '@dstudio/catalog';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { SearchBox } from '../shell/search-box.tsx';
import type { CatalogPage } from './api.ts';
import { spaced, Tier } from './tier.tsx';
import '../style/catalogue.css';

/** All rooms. The filter lives in the address, so a filtered list can be shared. */
export function Catalogue({ pages }: { readonly pages: readonly CatalogPage[] }): ReactNode {
  const [params, setParams] = useSearchParams();
  const query = params.get('q') ?? '';
  const tier = TIERS.find((one) => one === params.get('tier'));
  const category = CATEGORIES.find((one) => one === params.get('category'));
  const set = (name: string, value: string) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );

  const found = search(pages, query, { ...(tier && { tier }), ...(category && { category }) });
  // A search is one list, best first; without one, the list is in chapters.
  const chapters = CATEGORIES.filter((name) => found.some((page) => page.category === name));
  const groups: readonly Group[] = query
    ? [['', found]]
    : [
        ...chapters.map((name): Group => [spaced(name), found.filter((p) => p.category === name)]),
        ['other', found.filter((page) => page.category === undefined)],
      ];

  return (
    <div className="catalogue">
      <header className="intro">
        <h1>Patterns that show their proof</h1>
        <p>
          Each one is a page, an implementation you can ship and an experiment that runs here. Its
          claims carry a number, and how often that number held.
        </p>
      </header>
      <search className="filters">
        <SearchBox label="Search patterns" value={query} onSearch={(text) => set('q', text)} />
        <fieldset className="tiers">
          <legend className="hidden">Tier</legend>
          {[undefined, ...TIERS].map((one) => (
            <button
              key={one ?? 'all'}
              type="button"
              className="button"
              aria-pressed={tier === one}
              onClick={() => set('tier', one ?? '')}
            >
              {one ? <Tier tier={one} /> : 'All tiers'}
            </button>
          ))}
        </fieldset>
        <label className="category">
          <span className="hidden">Category</span>
          <select
            className="field"
            value={category ?? ''}
            onChange={(event) => set('category', event.target.value)}
          >
            <option value="">All categories</option>
            {CATEGORIES.map((name) => {
              const count = pages.filter((page) => page.category === name).length;
              return (
                count > 0 && (
                  <option key={name} value={name}>
                    {spaced(name)} ({count})
                  </option>
                )
              );
            })}
          </select>
        </label>
        <output className="label">
          {found.length} of {pages.length}
        </output>
      </search>
      {found.length === 0 && (
        <p className="empty">
          Nothing here fits.{' '}
          <Link href="/" replace>
            Show all patterns
          </Link>
        </p>
      )}
      {groups.map(
        ([name, group]) =>
          group.length > 0 && (
            <section key={name} aria-label={name || 'Found'}>
              {name && <h2 className="group">{name}</h2>}
              <ul role="list" className="cards">
                {group.map((page) => (
                  <li key={page.slug}>
                    <Card page={page} />
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
    </div>
  );
}

type Group = readonly [name: string, pages: readonly CatalogPage[]];

function Card({ page }: { readonly page: CatalogPage }): ReactNode {
  return (
    <article className="card">
      <h3>
        <Link href={`/patterns/${page.slug}`}>{page.title}</Link>
      </h3>
      <p>{page.description}</p>
      <footer>
        {page.excellence_tier && <Tier tier={page.excellence_tier} />}
        {page.hasLab && <span className="runs">lab</span>}
        {page.status && <span>{spaced(page.status)}</span>}
      </footer>
    </article>
  );
}
