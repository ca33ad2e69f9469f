import { type ReactNode, useState } from 'react';
import { plural } from '../charts/format.ts';
import { CopyButton } from '../shell/copy.tsx';
import { messageOf } from '../shell/message.ts';
import type { Opened } from './protocol.ts';

interface Props {
  readonly opened: Opened;
  readonly controls: ReactNode;
  /** Whether the server may write the text back to its file. */
  readonly writable: boolean;
}

/** The system's name, what reading it had to say, and the ways its text comes in and goes out. */
export function SystemHead({ opened, controls, writable }: Props): ReactNode {
  const { system, warnings } = opened;
  const kinds = countKinds(opened);
  return (
    <header className="system-head">
      <div>
        <h1>{opened.name}</h1>
        <p className="label">
          {plural(system.services.length, 'service')}, {plural(kinds.calls, 'call')}
          {kinds.rate > 0 && `, ${kinds.rate} requests/s`}. {kinds.read} values read from the
          manifest, {kinds.assumed} assumed, {kinds.stated} stated.
        </p>
      </div>
      <div className="row">
        {controls}
        <button type="button" className="button" onClick={() => download(opened)}>
          Download
        </button>
        <CopyButton text={() => opened.text} label="Copy text" />
        {writable && <SaveButton text={opened.text} />}
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
    stated: provenance.filter(({ kind }) => kind === 'stated').length,
  };
}

function download({ name, text }: Opened): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/yaml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replace(/[^\w.-]+/g, '-')}.system.yaml`;
  link.click();
  URL.revokeObjectURL(url);
}

function SaveButton({ text }: { readonly text: string }): ReactNode {
  const [said, setSaid] = useState('Save to file');
  const save = async () => {
    try {
      const response = await fetch('/api/system', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text }),
      });
      setSaid(response.ok ? 'Saved' : `Not saved: the server answered ${response.status}`);
    } catch (error) {
      setSaid(`Not saved: ${messageOf(error)}`);
    }
  };
  return (
    <button type="button" className="button" onClick={save}>
      <span aria-live="polite">{said}</span>
    </button>
  );
}
