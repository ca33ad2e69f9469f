import { type ReactNode, useState } from 'react';
import { plural } from '../charts/format.ts';
import { CopyButton } from '../shell/copy.tsx';
import { downloadText } from '../shell/download.ts';
import { messageOf } from '../shell/message.ts';
import { OpenButtons } from '../shell/opening.tsx';
import { reasonOf } from '../shell/use-json.ts';
import type { Opened } from './protocol.ts';
import type { Home } from './state.ts';

interface Props {
  readonly opened: Opened;
  /** The file that the text may be written back to. */
  readonly home: Home | undefined;
  readonly onSaved: (home: Home) => void;
}

/** The system's name, what reading it had to say, and the ways its text comes in and goes out. */
export function SystemHead({ opened, home, onSaved }: Props): ReactNode {
  const { system, warnings } = opened;
  const kinds = countKinds(opened);
  return (
    <header className="system-head">
      <div>
        <h1>{opened.name}</h1>
        <p className="label">
          {plural(system.services.length, 'service')}, {plural(kinds.calls, 'call')}
          {kinds.rate > 0 && `, ${kinds.rate} requests/s`}. {kinds.read} values read from the
          manifest, {kinds.assumed} assumed.
        </p>
      </div>
      <div className="row">
        <OpenButtons />
        <button type="button" className="button" onClick={() => download(opened)}>
          Download
        </button>
        <CopyButton text={() => opened.text} label="Copy text" />
        {home && <SaveButton text={opened.text} home={home} onSaved={onSaved} />}
      </div>
      {warnings.length > 0 && (
        <details className="warnings notice warn">
          <summary>
            {plural(warnings.length, 'thing')} to know about this{' '}
            {warnings.length > 3 ? 'import' : 'system'}
          </summary>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </details>
      )}
    </header>
  );
}

function countKinds({ system }: Opened) {
  const provenance = Object.values(system.provenance);
  const operations = system.services.flatMap((service) => service.operations);
  return {
    calls: operations.reduce((sum, operation) => sum + operation.calls.length, 0),
    rate: system.entries.reduce((sum, entry) => sum + entry.rate_per_s, 0),
    read: provenance.filter(({ kind }) => kind === 'read').length,
    assumed: provenance.filter(({ kind }) => kind === 'assumed').length,
  };
}

const download = ({ name, text }: Opened): void =>
  downloadText(`${name.replace(/[^\w.-]+/g, '-')}.system.yaml`, text, 'text/yaml');

function SaveButton(props: {
  readonly text: string;
  readonly home: Home;
  readonly onSaved: (home: Home) => void;
}): ReactNode {
  const { text, home, onSaved } = props;
  const [problem, setProblem] = useState<string>();
  const save = async () => {
    setProblem(undefined);
    try {
      const response = await fetch('/api/system', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text, hash: home.hash }),
      });
      if (!response.ok) throw new Error(await reasonOf(response));
      // The server is our own: it answers with the hash of what it wrote.
      const { hash } = (await response.json()) as { hash: string };
      onSaved({ hash, text });
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  const saved = text === home.text;
  return (
    <>
      <button type="button" className="button" disabled={saved} onClick={save}>
        {saved ? 'Saved' : 'Save to file'}
      </button>
      {problem && (
        <span className="refused" role="alert">
          Not saved: {problem}
        </span>
      )}
    </>
  );
}
