import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { Link } from 'wouter';
import type { CatalogAnswer, CatalogPage } from '../catalogue/api.ts';
import { spaced, Tier } from '../catalogue/tier.tsx';
import { ErrorBoundary } from '../shell/error-boundary.tsx';
import { Checklist } from './checklist.tsx';
import { Criteria, Examples } from './evidence.tsx';
import { Prose } from './prose.tsx';
import '../style/page.css';

const LabPanel = lazy(async () => ({ default: (await import('../lab/panel.tsx')).LabPanel }));

interface Props {
  readonly slug: string;
  readonly catalog: CatalogAnswer;
}

/** One room: what it is, why it stands where it stands, and its experiment beside the text. */
export default function PatternPage({ slug, catalog }: Props): ReactNode {
  const page = catalog.pages.find((one) => one.slug === slug);
  useEffect(() => {
    document.title = page ? `${page.title} · DStudio` : 'DStudio';
    return () => {
      document.title = 'DStudio';
    };
  }, [page]);
  if (!page) {
    return (
      <section className="empty">
        <h1>No pattern is called “{slug}”</h1>
        <p>
          <Link href="/">To the catalogue</Link>
        </p>
      </section>
    );
  }
  const titles = new Map(catalog.pages.map((one) => [one.slug, one.title]));
  return (
    <article className={page.hasLab ? 'pattern with-lab' : 'pattern'}>
      <Head page={page} />
      <div className="text">
        <Prose markdown={withoutTitle(page.body, page.title)} anchors={anchorsBelowTitle(page)} />
        <Examples examples={page.modern_examples} />
        <TradeOffs page={page} />
        <Alternatives page={page} titles={titles} />
        {page.production_checklist.length > 0 && (
          <Checklist slug={page.slug} items={page.production_checklist} />
        )}
        {page.common_pitfalls.length > 0 && (
          <section>
            <h2>Pitfalls</h2>
            <ul>
              {page.common_pitfalls.map((pitfall) => (
                <li key={pitfall}>{pitfall}</li>
              ))}
            </ul>
          </section>
        )}
        <Relations page={page} titles={titles} />
        <Criteria criteria={page.criteria} tier={page.excellence_tier} />
      </div>
      {page.hasLab && (
        <aside className="beside" id="lab" aria-label="Lab">
          <ErrorBoundary what="the lab">
            <Suspense fallback={<p className="empty">Loading the lab…</p>}>
              <LabPanel page={page} />
            </Suspense>
          </ErrorBoundary>
        </aside>
      )}
    </article>
  );
}

function Head({ page }: { readonly page: CatalogPage }): ReactNode {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Status', page.status && spaced(page.status)],
    ['Relevance', page.current_relevance && spaced(page.current_relevance)],
    ['Introduced', page.introduced],
    ['Peak usage', page.peak_usage],
    ['Grew from', page.evolution?.from],
    ['Now', page.evolution?.to],
    ['Next', page.evolution?.future],
  ];
  return (
    <header className="page-head">
      <p className="crumb">
        <Link href="/">Catalogue</Link>
        {page.category && (
          <>
            {' '}
            / <Link href={`/?category=${page.category}`}>{spaced(page.category)}</Link>
          </>
        )}
      </p>
      <h1>{page.title}</h1>
      <p className="lede">{page.description}</p>
      {page.excellence_tier && (
        <p className="verdict">
          <Tier tier={page.excellence_tier} />
          {page.excellence_rationale && <span>{page.excellence_rationale}</span>}
        </p>
      )}
      <dl className="facts">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {page.hasLab && (
        <p className="to-lab">
          <a className="button" href="#lab">
            To the lab ↓
          </a>
        </p>
      )}
    </header>
  );
}

function TradeOffs({ page }: { readonly page: CatalogPage }): ReactNode {
  const { pros, cons, notes } = page.trade_offs;
  if (pros.length + cons.length + notes.length === 0) return null;
  return (
    <section>
      <h2>Trade-offs</h2>
      <div className="trade-offs">
        <Points name="Gains" mark="+" items={pros} />
        <Points name="Costs" mark="−" items={cons} />
      </div>
      <Points name="" mark="·" items={notes} />
    </section>
  );
}

function Points(props: {
  readonly name: string;
  readonly mark: string;
  readonly items: readonly string[];
}): ReactNode {
  if (props.items.length === 0) return null;
  return (
    <div className="points">
      {props.name && <h3>{props.name}</h3>}
      <ul role="list">
        {props.items.map((item) => (
          <li key={item}>
            <span aria-hidden="true">{props.mark}</span> {item}
          </li>
        ))}
      </ul>
    </div>
  );
}

type Titles = ReadonlyMap<string, string>;

function PatternLink({ slug, titles }: { readonly slug: string; readonly titles: Titles }) {
  const title = titles.get(slug);
  if (title) return <Link href={`/patterns/${slug}`}>{title}</Link>;
  // What stands outside the catalogue may be a sentence; only names lose their hyphens.
  return /^[a-z0-9-]+$/.test(slug) ? spaced(slug) : slug;
}

function Alternatives(props: { readonly page: CatalogPage; readonly titles: Titles }): ReactNode {
  const { alternatives } = props.page;
  if (alternatives.length === 0) return null;
  return (
    <section>
      <h2>Alternatives</h2>
      <dl className="alternatives">
        {alternatives.map(({ pattern, when }) => (
          <div key={pattern}>
            <dt>
              <PatternLink slug={pattern} titles={props.titles} />
            </dt>
            <dd>{when}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

type Group = readonly [string, readonly string[]];

const relationWords = {
  requires: 'Requires',
  composes_with: 'Composes with',
  conflicts_with: 'Conflicts with',
  supersedes: 'Supersedes',
  migrates_to: 'Migrates to',
} as const;

function Relations(props: { readonly page: CatalogPage; readonly titles: Titles }): ReactNode {
  const { page, titles } = props;
  const groups = (Object.keys(relationWords) as (keyof typeof relationWords)[])
    .map((kind): Group => [relationWords[kind], page.relations[kind]])
    .concat([['Related', page.related]])
    .filter(([, slugs]) => slugs.length > 0);
  if (groups.length === 0 && page.prerequisites.length === 0) return null;
  return (
    <section>
      <h2>Beside it</h2>
      <dl className="relations">
        {groups.map(([name, slugs]) => (
          <div key={name}>
            <dt>{name}</dt>
            {slugs.map((slug) => (
              <dd key={slug}>
                <PatternLink slug={slug} titles={titles} />
              </dd>
            ))}
          </div>
        ))}
        {page.prerequisites.length > 0 && (
          <div>
            <dt>Know first</dt>
            {page.prerequisites.map((slug) => (
              <dd key={slug}>
                <PatternLink slug={slug} titles={titles} />
              </dd>
            ))}
          </div>
        )}
      </dl>
    </section>
  );
}

/** The header shows the title already; a body that opens with it would say it twice. */
function withoutTitle(body: string, title: string): string {
  const first = /^\s*#\s+(.+?)\s*\n/.exec(body);
  return first?.[1] === title ? body.slice(first[0].length) : body;
}

function anchorsBelowTitle(page: CatalogPage): readonly string[] {
  const anchors = page.headings.map((heading) => heading.anchor);
  return withoutTitle(page.body, page.title) === page.body ? anchors : anchors.slice(1);
}
