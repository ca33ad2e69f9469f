import { type ReactNode, useRef } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useShortcuts } from '../shell/shortcuts.ts';
import type { CatalogPage } from './api.ts';
import { counts, filterPages } from './filter.ts';
import { spaced, Tier } from './tier.tsx';
import '../style/catalogue.css';

const tiers = ['gold', 'silver', 'bronze'];

/** All rooms. The filter lives in the address, so a filtered list can be shared. */
export function Catalogue({ pages }: { readonly pages: readonly CatalogPage[] }): ReactNode {
  const [params, setParams] = useSearchParams();
  const search = useRef<HTMLInputElement>(null);
  const filter = {
    query: params.get('q') ?? '',
    tier: params.get('tier') ?? '',
    category: params.get('category') ?? '',
  };
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
  useShortcuts({ '/': () => search.current?.focus() });

  const found = filterPages(pages, filter);
  const categories = counts(pages.map((page) => page.category));
  const shown = filter.query
    ? [['', found] as const]
    : counts(found.map((page) => page.category ?? 'other')).map(
        ([name]) => [name, found.filter((page) => (page.category ?? 'other') === name)] as const,
      );

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
        <label className="search">
          <span className="hidden">Search patterns</span>
          <input
            ref={search}
            className="field"
            type="search"
            placeholder="Search patterns"
            value={filter.query}
            onChange={(event) => set('q', event.target.value)}
          />
          <kbd aria-hidden="true">/</kbd>
        </label>
        <fieldset className="tiers">
          <legend className="hidden">Tier</legend>
          {['', ...tiers].map((tier) => (
            <button
              key={tier}
              type="button"
              className="button"
              aria-pressed={filter.tier === tier}
              onClick={() => set('tier', tier)}
            >
              {tier ? <Tier tier={tier} /> : 'All tiers'}
            </button>
          ))}
        </fieldset>
        <label className="category">
          <span className="hidden">Category</span>
          <select
            className="field"
            value={filter.category}
            onChange={(event) => set('category', event.target.value)}
          >
            <option value="">All categories</option>
            {categories.map(([name, count]) => (
              <option key={name} value={name}>
                {spaced(name)} ({count})
              </option>
            ))}
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
      {shown.map(([name, group]) => (
        <section key={name} aria-label={name ? spaced(name) : 'Found'}>
          {name && <h2 className="group">{spaced(name)}</h2>}
          <ul role="list" className="cards">
            {group.map((page) => (
              <li key={page.slug}>
                <Card page={page} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

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
