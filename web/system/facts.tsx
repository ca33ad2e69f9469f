import type { Fact } from '@dstudio/systems';
import { type FormEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { plural } from '../charts/format.ts';

interface Props {
  readonly facts: readonly Fact[];
  readonly busy: boolean;
  /** Writes the value into the system and runs what it can change. Rejects with why it cannot be. */
  readonly onState: (fact: Fact, value: string) => Promise<void>;
  readonly onPoint: (cells: readonly string[]) => void;
}

/** The values nobody stated that would settle the most cells, stated in place. */
export function Facts({ facts, busy, onState, onPoint }: Props): ReactNode {
  if (facts.length === 0) return null;
  return (
    <section className="fact-row" aria-label="Facts that would settle the most cells">
      <h2>
        {facts.length === 1 ? 'One fact' : `${facts.length === 2 ? 'Two' : 'Three'} facts`} would
        settle the most
      </h2>
      <ol role="list">
        {facts.map((fact) => (
          <li
            key={fact.path}
            onPointerEnter={() => onPoint(fact.settles)}
            onPointerLeave={() => onPoint([])}
          >
            <FactForm
              fact={fact}
              busy={busy}
              onState={(value) => onState(fact, value)}
              onFocus={() => onPoint(fact.settles)}
              onBlur={() => onPoint([])}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

function FactForm(props: {
  readonly fact: Fact;
  readonly busy: boolean;
  readonly onState: (value: string) => Promise<void>;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
}): ReactNode {
  const { fact, busy, onState } = props;
  const id = useId();
  const [value, setValue] = useState(fact.assumed);
  const [problem, setProblem] = useState<string>();
  useEffect(() => setValue(fact.assumed), [fact.assumed]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    try {
      await onState(value.trim());
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form className="fact" onSubmit={submit} onFocus={props.onFocus} onBlur={props.onBlur}>
      <label htmlFor={id}>{fact.question}</label>
      <span className="row">
        <input
          id={id}
          className="field"
          value={value}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => setValue(event.target.value)}
        />
        <button type="submit" className="button" disabled={busy || value.trim() === ''}>
          State it
        </button>
      </span>
      <small id={`${id}-note`} className={problem ? 'refused' : 'label'}>
        {problem ?? `assumed ${fact.assumed}; settles ${plural(fact.settles.length, 'cell')}`}
      </small>
    </form>
  );
}
