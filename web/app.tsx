import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import type { CatalogAnswer } from './catalogue/api.ts';
import { Catalogue } from './catalogue/catalogue.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { Help } from './shell/help.tsx';
import { Masthead } from './shell/masthead.tsx';
import { Opening } from './shell/opening.tsx';
import { usePreference } from './shell/preferences.ts';
import { KeysOn, useShortcuts } from './shell/shortcuts.ts';
import { useTheme } from './shell/theme.tsx';
import { type Loaded, useJson } from './shell/use-json.ts';
import { useOpen } from './shell/use-open.ts';

const PatternPage = lazy(() => import('./page/page.tsx'));
const SystemPage = lazy(() => import('./system/page.tsx'));
const BugList = lazy(() => import('./bugs/list.tsx'));
const BugPage = lazy(() => import('./bugs/page.tsx'));

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
  const { open, refused, refuse } = useOpen(catalog.status === 'ready' ? catalog.data : undefined);

  useShortcuts({
    '?': () => setHelp(true),
    t: theme.step,
    'g c': () => navigate('/'),
    'g s': () => navigate('/system'),
    'g b': () => navigate('/bugs'),
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
    <Opening onText={open} onRefused={(name, message) => refuse({ name, message })}>
      <a className="skip button" href="#main">
        Skip to content
      </a>
      <Masthead location={location} theme={theme.button} onHelp={() => setHelp(true)} />
      <main id="main" ref={main} tabIndex={-1}>
        {refused && (
          <div className="notice bad unopened" role="alert">
            <strong>{refused.name} could not be opened.</strong>
            <pre>{refused.message}</pre>
            <button type="button" className="button" onClick={() => refuse(undefined)}>
              Dismiss
            </button>
          </div>
        )}
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
                <SystemPage />
              </Route>
              <Route path="/bugs">
                <BugList />
              </Route>
              <Route path="/bugs/:slug">{({ slug }) => <BugPage key={slug} slug={slug} />}</Route>
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
    </Opening>
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
