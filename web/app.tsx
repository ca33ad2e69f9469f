import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import type { CatalogAnswer } from './catalogue/api.ts';
import { Catalogue } from './catalogue/catalogue.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { Help } from './shell/help.tsx';
import { Icon, Wordmark } from './shell/icons.tsx';
import { usePreference } from './shell/preferences.ts';
import { KeysOn, useShortcuts } from './shell/shortcuts.ts';
import { useTheme } from './shell/theme.tsx';
import { type Loaded, useJson } from './shell/use-json.ts';

const PatternPage = lazy(() => import('./page/page.tsx'));
const SystemPage = lazy(() => import('./system/page.tsx'));

/** The studio: masthead, routes, and what every page shares. */
export function App(): ReactNode {
  const [keys, setKeys] = usePreference('keys', ['on', 'off']);
  return (
    <KeysOn value={keys === 'on'}>
      <Shell keysOn={keys === 'on'} onKeys={(on) => setKeys(on ? 'on' : 'off')} />
    </KeysOn>
  );
}

function Shell(props: { readonly keysOn: boolean; readonly onKeys: (on: boolean) => void }) {
  const [catalog, reload] = useJson<CatalogAnswer>('/api/catalog');
  const [location, navigate] = useLocation();
  const [help, setHelp] = useState(false);
  const theme = useTheme();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  useShortcuts({
    '?': () => setHelp(true),
    t: theme.step,
    'g c': () => navigate('/'),
    'g s': () => navigate('/system'),
  });
  // A new page starts at its top, with the focus where a screen reader should read on.
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [location]);

  return (
    <>
      <a className="skip button" href="#main">
        Skip to content
      </a>
      <header className="masthead">
        <Link href="/" className="wordmark" aria-label="DStudio, catalogue">
          <Wordmark />
          <span>DStudio</span>
        </Link>
        <nav aria-label="Main">
          <Link href="/" aria-current={location === '/' ? 'page' : undefined}>
            Catalogue
          </Link>
          <Link href="/system" aria-current={location === '/system' ? 'page' : undefined}>
            System
          </Link>
        </nav>
        {theme.button}
        <button
          type="button"
          className="icon-button"
          aria-label="Help, keyboard and version"
          title="Help (?)"
          onClick={() => setHelp(true)}
        >
          <Icon name="help" />
        </button>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <ErrorBoundary key={location} what="this page">
          <Suspense fallback={<Waiting />}>
            <Switch>
              <Route path="/">
                <WithCatalog catalog={catalog} reload={reload}>
                  {({ pages }) => <Catalogue pages={pages} />}
                </WithCatalog>
              </Route>
              <Route path="/patterns/:slug">
                {({ slug }) => (
                  <WithCatalog catalog={catalog} reload={reload}>
                    {(answer) => <PatternPage key={slug} slug={slug} catalog={answer} />}
                  </WithCatalog>
                )}
              </Route>
              <Route path="/system">
                <SystemPage catalog={catalog.status === 'ready' ? catalog.data : undefined} />
              </Route>
              <Route>
                <NotFound what={`There is no page at ${location}.`} />
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </main>
      <Help
        open={help}
        onClose={() => setHelp(false)}
        keysOn={props.keysOn}
        onKeys={props.onKeys}
        about={
          catalog.status === 'ready'
            ? [
                ['Version', catalog.data.version],
                ['Engine', catalog.data.engine],
              ]
            : []
        }
      />
    </>
  );
}

function WithCatalog(props: {
  readonly catalog: Loaded<CatalogAnswer>;
  readonly reload: () => void;
  readonly children: (answer: CatalogAnswer) => ReactNode;
}): ReactNode {
  if (props.catalog.status === 'loading') return <Waiting />;
  if (props.catalog.status === 'ready') return props.children(props.catalog.data);
  return (
    <section className="notice bad" role="alert">
      <p>
        <strong>The catalogue did not come.</strong> {props.catalog.error}. Is the studio's server
        still running?
      </p>
      <button type="button" className="button" onClick={props.reload}>
        Ask again
      </button>
    </section>
  );
}

function Waiting(): ReactNode {
  return (
    <p className="empty" role="status">
      Loading…
    </p>
  );
}

function NotFound({ what }: { readonly what: string }): ReactNode {
  return (
    <section className="empty">
      <h1>Not here</h1>
      <p>{what}</p>
      <p>
        <Link href="/">To the catalogue</Link>
      </p>
    </section>
  );
}
