import type { Objectives, Timing } from '@dstudio/systems';
import { timingLimits } from '@dstudio/systems/timing';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { formatDuration, formatShare } from '../charts/format.ts';

interface Props {
  readonly objectives: Objectives;
  readonly timing: Timing;
  readonly defaults: Timing;
  readonly onObjective: (path: string, value: string) => Promise<void>;
  readonly onTiming: (timing: Timing) => void;
}

const timingWords: readonly (readonly [keyof Timing, string, string])[] = [
  ['warmup_ms', 'Warm-up', 'Traffic before the fault; nothing is measured.'],
  ['fault_ms', 'Fault lasts', 'All faults but a crash.'],
  ['restart_ms', 'Restart takes', 'A crashed replica serves again after this.'],
  ['detection_ms', 'Detection takes', 'Callers keep sending to a dead replica this long.'],
  ['after_ms', 'Measured after', 'Recovery has to happen in here.'],
  ['window_ms', 'Window', 'Recovery is judged in steps of this length.'],
];

/** What is asked of the system, and when things happen in a run. Shut by default; all has defaults. */
export function Settings(props: Props): ReactNode {
  const { objectives, timing, defaults, onObjective, onTiming } = props;
  const changed = timingWords.some(([key]) => timing[key] !== defaults[key]);
  const onLatency = (percent: number, latency_ms: number) =>
    onObjective('objectives.latency', `${Number(percent.toFixed(6))}% under ${latency_ms}ms`);
  return (
    <details className="settings">
      <summary>
        Objectives: {formatShare(objectives.availability)} answered,{' '}
        {formatShare(objectives.latency_share)} of answers under{' '}
        {formatDuration(objectives.latency_ms)}.{' '}
        <span className="label">Edit, and the timing{changed && ', which is not the default'}</span>
      </summary>
      <div className="settings-grid">
        <fieldset>
          <legend>Objectives, written into the system</legend>
          <Setting
            label="Answered"
            unit="%"
            value={objectives.availability * 100}
            min={0}
            max={100}
            onCommit={(value) => onObjective('objectives.availability', `${value}%`)}
          />
          <Setting
            label="Share of answers in time"
            unit="%"
            value={objectives.latency_share * 100}
            min={0}
            max={100}
            onCommit={(value) => onLatency(value, objectives.latency_ms)}
          />
          <Setting
            label="In time is under"
            unit="ms"
            value={objectives.latency_ms}
            min={1}
            max={600_000}
            onCommit={(value) => onLatency(objectives.latency_share * 100, value)}
          />
        </fieldset>
        <fieldset>
          <legend>Timing of a run, in virtual time</legend>
          {timingWords.map(([key, label, about]) => {
            const { min_ms, max_ms } = timingLimits(key, timing);
            return (
              <Setting
                key={key}
                label={label}
                about={`${about} Default ${formatDuration(defaults[key])}.`}
                unit="ms"
                value={timing[key]}
                min={min_ms}
                max={max_ms}
                onCommit={async (value) => onTiming({ ...timing, [key]: value })}
              />
            );
          })}
        </fieldset>
      </div>
    </details>
  );
}

function Setting(props: {
  readonly label: string;
  readonly about?: string;
  readonly unit: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onCommit: (value: number) => Promise<void>;
}): ReactNode {
  const { label, about, unit, min, max, onCommit } = props;
  const id = useId();
  const shown = String(Number(props.value.toPrecision(12)));
  const [draft, setDraft] = useState(shown);
  const [problem, setProblem] = useState<string>();
  useEffect(() => setDraft(shown), [shown]);
  const value = Number(draft);
  const fits = draft.trim() !== '' && value >= min && value <= max;
  const commit = async () => {
    if (draft === shown) return;
    if (!fits) {
      setProblem(`From ${min} to ${max} ${unit}.`);
      return;
    }
    setProblem(undefined);
    try {
      await onCommit(value);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div className="setting">
      <label htmlFor={id}>{label}</label>
      <span className="value">
        <input
          id={id}
          className="field"
          inputMode="decimal"
          value={draft}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void commit();
          }}
        />{' '}
        <span className="label">{unit}</span>
      </span>
      <small id={`${id}-note`} className={problem ? 'refused' : 'label'}>
        {problem ?? about}
      </small>
    </div>
  );
}
