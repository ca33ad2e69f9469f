import type { Parameter, ParameterSpec } from '@dstudio/kernel';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { fitNumber } from './lab-url.ts';
import type { LabValues } from './protocol.ts';
import { positions, toPosition, toValue } from './slider.ts';

type Value = number | string | boolean;
type Ranged = Exclude<Parameter, { kind: 'choice' | 'flag' }>;

interface Props {
  readonly spec: ParameterSpec;
  readonly values: LabValues;
  readonly onChange: (name: string, value: Value) => void;
}

/** One control for each parameter of a specification. */
export function Controls({ spec, values, onChange }: Props): ReactNode {
  return (
    <div className="controls">
      {Object.entries(spec).map(([name, parameter]) => (
        <Control
          key={name}
          parameter={parameter}
          value={values[name] ?? parameter.default}
          onChange={(value) => onChange(name, value)}
        />
      ))}
    </div>
  );
}

function Control(props: {
  readonly parameter: Parameter;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}): ReactNode {
  const { parameter, value, onChange } = props;
  const id = useId();
  const about = `${id}-about`;
  if (parameter.kind === 'flag') {
    return (
      <div className="control flag">
        <label htmlFor={id}>{parameter.label}</label>
        <input
          id={id}
          type="checkbox"
          aria-describedby={about}
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
        <small id={about}>{parameter.about}</small>
      </div>
    );
  }
  if (parameter.kind === 'choice') {
    return (
      <div className="control">
        <label htmlFor={id}>{parameter.label}</label>
        <select
          id={id}
          className="field"
          aria-describedby={about}
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
        >
          {parameter.options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
        <small id={about}>{parameter.about}</small>
      </div>
    );
  }
  return <Slider id={id} parameter={parameter} value={Number(value)} onChange={onChange} />;
}

/** Shares are shown as percentages, everything else in its own unit. */
const unitOf = (parameter: Ranged) =>
  parameter.kind === 'duration' ? 'ms' : parameter.kind === 'share' ? '%' : parameter.unit;

function Slider(props: {
  readonly id: string;
  readonly parameter: Ranged;
  readonly value: number;
  readonly onChange: (value: number) => void;
}): ReactNode {
  const { id, parameter, value, onChange } = props;
  const factor = parameter.kind === 'share' ? 100 : 1;
  const shown = String(Number((value * factor).toPrecision(12)));
  const [draft, setDraft] = useState(shown);
  useEffect(() => setDraft(shown), [shown]);
  const range = { min: parameter.min, max: parameter.max, whole: parameter.kind === 'integer' };
  const fits = draft.trim() !== '' && fitNumber(Number(draft) / factor, parameter) !== undefined;
  const unit = unitOf(parameter);
  return (
    <div className="control">
      <label htmlFor={id}>{parameter.label}</label>
      <span className="value">
        <input
          id={id}
          className="field"
          type="number"
          inputMode="decimal"
          step="any"
          min={parameter.min * factor}
          max={parameter.max * factor}
          aria-invalid={!fits}
          aria-describedby={`${id}-about`}
          value={draft}
          onChange={(event) => {
            setDraft(event.target.value);
            if (event.target.value.trim() === '') return;
            const fitted = fitNumber(Number(event.target.value) / factor, parameter);
            if (fitted !== undefined) onChange(fitted);
          }}
          onBlur={() => setDraft(shown)}
        />
        <span className="unit">{unit}</span>
      </span>
      <input
        type="range"
        min={0}
        max={positions}
        value={toPosition(value, range)}
        aria-label={parameter.label}
        aria-valuetext={`${shown} ${unit}`}
        onChange={(event) => onChange(toValue(event.target.valueAsNumber, range))}
        onKeyDown={(event) => {
          // On a whole-number scale of few values one key press is one value.
          if (!range.whole) return;
          const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          onChange(Math.min(range.max, Math.max(range.min, value + by)));
        }}
      />
      <small id={`${id}-about`}>
        {parameter.about}
        {!fits && (
          <strong className="refused">
            {' '}
            From {parameter.min * factor} to {parameter.max * factor} {unit}.
          </strong>
        )}
      </small>
    </div>
  );
}
