import { type ReactNode, useEffect, useState } from 'react';
import { messageOf } from '../shell/message.ts';
import { importsOf, type Line, linesOf } from './source-lines.ts';

/** Each file is a chunk of its own, loaded when somebody reads it. */
const files = import.meta.glob<string>(['../../bench/bugs/*.ts', '!../../bench/bugs/*.test.ts'], {
  query: '?raw',
  import: 'default',
});

/** The source of a bug and its twin, and below it what it has in common with others. */
export function Source({ slug }: { readonly slug: string }): ReactNode {
  const text = useFile(slug);
  if (text === undefined) return <p className="label">Loading the source…</p>;
  if ('error' in text) return <p className="notice bad">The source did not load. {text.error}</p>;
  const lines = linesOf(text.source);
  return (
    <>
      <Turns name={slug} lines={lines} />
      <Listing name={slug} lines={lines} />
      {importsOf(text.source).map((name) => (
        <Shared key={name} name={name} />
      ))}
    </>
  );
}

/** Where the twin takes another way, as buttons that lead there: a link would leave a capsule's entry. */
function Turns({ name, lines }: ListingProps): ReactNode {
  const turns = lines.flatMap(({ kind }, index) => (kind === 'turn' ? [index + 1] : []));
  const lead = (line: number) =>
    document.getElementById(idOf(name, line))?.scrollIntoView({ block: 'center' });
  return (
    <p className="label">
      One file builds the system with its bug and, when <code>right</code> is true, the twin. They
      part in {turns.length === 1 ? 'line' : 'lines'}{' '}
      {turns.map((line, index) => (
        <span key={line}>
          {index > 0 && ', '}
          <button type="button" className="to-line" onClick={() => lead(line)}>
            {line}
          </button>
        </span>
      ))}
      .
    </p>
  );
}

const idOf = (name: string, line: number): string => `${name}-line-${line}`;

/** A file that several bugs share: loaded when it is opened. */
function Shared({ name }: { readonly name: string }): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <details className="shared-file" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <code>{name}.ts</code>, which it shares with others
      </summary>
      {open && <SharedText name={name} />}
    </details>
  );
}

function SharedText({ name }: { readonly name: string }): ReactNode {
  const text = useFile(name);
  if (text === undefined) return <p className="label">Loading…</p>;
  if ('error' in text) return <p className="notice bad">The source did not load. {text.error}</p>;
  // Several bugs meet here, and `right` turns nothing by itself.
  const lines = linesOf(text.source).map(
    (line): Line => (line.kind === 'turn' ? { ...line, kind: 'code' } : line),
  );
  return <Listing name={name} lines={lines} />;
}

interface ListingProps {
  readonly name: string;
  readonly lines: readonly Line[];
}

function Listing({ name, lines }: ListingProps): ReactNode {
  return (
    <div className="listing" tabIndex={0} role="region" aria-label={`bench/bugs/${name}.ts`}>
      <ol>
        {lines.map(({ text, kind }, index) => (
          <li key={index} id={idOf(name, index + 1)} className={kind}>
            <code>{text || ' '}</code>
          </li>
        ))}
      </ol>
    </div>
  );
}

type Loaded = { readonly source: string } | { readonly error: string } | undefined;

function useFile(name: string): Loaded {
  const [loaded, setLoaded] = useState<Loaded>();
  useEffect(() => {
    let current = true;
    const load = files[`../../bench/bugs/${name}.ts`];
    const reading = load ? load() : Promise.reject(new Error(`There is no ${name}.ts here.`));
    reading.then(
      (source) => current && setLoaded({ source }),
      (error: unknown) => current && setLoaded({ error: messageOf(error) }),
    );
    return () => {
      current = false;
    };
  }, [name]);
  return loaded;
}
