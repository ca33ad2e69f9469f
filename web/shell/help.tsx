import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly about: readonly (readonly [string, string])[];
  readonly keysOn: boolean;
  readonly onKeys: (on: boolean) => void;
}

const keys: readonly (readonly [readonly string[], string])[] = [
  [['?'], 'This panel'],
  [['g', 'c'], 'Catalogue'],
  [['g', 's'], 'System'],
  [['g', 'b'], 'Seeded bugs'],
  [['o'], 'Open a capsule or a system'],
  [['/'], 'Search the catalogue, or the bugs'],
  [['t'], 'Change the theme'],
  [['r'], 'Run the lab, or the matrix; find the bug'],
  [['p'], 'Play or pause time'],
  [['s'], 'Stop what runs'],
];

const inMatrix: readonly (readonly [readonly string[], string])[] = [
  [['←', '↑', '→', '↓'], 'Move between cells'],
  [['Home', 'End'], 'First and last cell of the row'],
  [['Enter'], 'Replay that fault'],
];

/** Version, engine and the keyboard. */
export function Help({ open, onClose, about, keysOn, onKeys }: Props): ReactNode {
  return (
    <Dialog title="DStudio" open={open} onClose={onClose}>
      <p>
        Pages that run, and a matrix that says what breaks a system and what mends it. Every run
        happens in this browser; nothing of your system leaves it.
      </p>
      <dl className="about-figures">
        {about.map(([name, value]) => (
          <Pair key={name} name={name}>
            <code>{value}</code>
          </Pair>
        ))}
      </dl>
      <h3>Keyboard</h3>
      <p className="keys-switch">
        <label className="row">
          <input
            type="checkbox"
            checked={keysOn}
            onChange={(event) => onKeys(event.target.checked)}
          />
          Single-key shortcuts
        </label>
      </p>
      <dl className="shortcuts">
        {keys.map(([combination, what]) => (
          <Pair key={what} name={<Keys of={combination} />}>
            {what}
          </Pair>
        ))}
      </dl>
      <h4 className="label">In the matrix</h4>
      <dl className="shortcuts">
        {inMatrix.map(([combination, what]) => (
          <Pair key={what} name={<Keys of={combination} />}>
            {what}
          </Pair>
        ))}
      </dl>
    </Dialog>
  );
}

function Pair({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Keys({ of }: { readonly of: readonly string[] }): ReactNode {
  return of.map((key, index) => (
    <span key={key}>
      {index > 0 && ' '}
      <kbd>{key}</kbd>
    </span>
  ));
}
