import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { CatalogPage } from '../catalogue/api.ts';
import { formatDuration } from '../charts/format.ts';
import { Scrubber } from '../charts/scrubber.tsx';
import { CapsuleNote } from '../shell/capsule-note.tsx';
import { CopyButton } from '../shell/copy.tsx';
import { Icon } from '../shell/icons.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';
import { Claims } from './claims.tsx';
import { Controls } from './controls.tsx';
import { Events } from './events.tsx';
import { decodeLab, encodeLab, type LabState } from './lab-url.ts';
import type { Described, LabRun, LabValues } from './protocol.ts';
import { useLab } from './use-lab.ts';
import { type Column, Views } from './views.tsx';
import '../style/lab.css';
import '../style/charts.css';

interface Props {
  readonly page: CatalogPage;
}

/** A room's experiment: parameters, runs with and without the pattern, claims, limits. */
export function LabPanel({ page }: Props): ReactNode {
  const handle = useLab(page.slug);
  const { lab, error } = handle;
  if (!lab) {
    return error ? (
      <p className="notice bad" role="alert">
        <strong>The lab did not load.</strong> {error}
      </p>
    ) : (
      <p className="empty" role="status">
        Loading the lab…
      </p>
    );
  }
  return <Loaded lab={lab} page={page} handle={handle} />;
}

/** A change is run once the hand has rested this long. */
const rest_ms = 220;

function Loaded(props: Props & { lab: Described; handle: ReturnType<typeof useLab> }): ReactNode {
  const { lab, page, handle } = props;
  const { engine } = lab;
  const { run, stop, running, last, error } = handle;
  const search = useSearch();
  const [path, navigate] = useLocation();
  const linked = useMemo(() => decodeLab(search, lab.parameters), [search, lab.parameters]);
  const [state, setState] = useState(linked);
  const [auto, setAuto] = useState(true);
  const [at_ms, move] = useState(0);
  const ran = useRef(false);
  const top = useRef<HTMLElement>(null);

  // On a narrow screen the lab stands below the text, and a capsule is opened for its run.
  const repeating = linked.expected !== undefined;
  useEffect(() => {
    if (repeating && !matchMedia('(min-width: 72rem)').matches) top.current?.scrollIntoView();
  }, [repeating]);

  // The address leads: going back in history, or opening a link, changes the controls.
  useEffect(() => setState(linked), [linked]);

  const change = (values: LabValues, seed: number) => setState({ ...state, values, seed });
  const start = () => run(state.values, state.seed);

  useEffect(() => {
    const timer = setTimeout(() => {
      const next = encodeLab(state.values, state.seed, state.engine ?? engine);
      const same = next === encodeLab(linked.values, linked.seed, linked.engine ?? engine);
      // A link made with another engine keeps saying so until something is changed.
      if (!same) {
        const mine = encodeLab(state.values, state.seed, engine);
        navigate(`${path}?${mine}${location.hash}`, { replace: true });
      }
    }, rest_ms);
    return () => clearTimeout(timer);
  }, [state, linked, engine, path, navigate]);

  useEffect(() => {
    if (!auto) return;
    const timer = setTimeout(
      () => {
        ran.current = true;
        run(state.values, state.seed);
      },
      ran.current ? rest_ms : 0,
    );
    return () => clearTimeout(timer);
  }, [state.values, state.seed, auto, run]);

  useShortcuts({ r: start, s: stop });

  const cursor = { at_ms: Math.min(at_ms, lab.length_ms), move };
  const columns = useMemo(() => columnsOf(lab, last), [lab, last]);
  const link = () => `${location.origin}${path}?${encodeLab(state.values, state.seed, engine)}`;

  return (
    <section className="lab" aria-label={`Lab: ${lab.title}`}>
      <header ref={top}>
        <h2>Lab</h2>
        <p className="question">{lab.question}</p>
      </header>
      <LinkNotes state={linked} engine={engine} />
      <Repeated linked={linked} lab={lab} last={last} />
      <Controls
        spec={lab.parameters}
        values={state.values}
        onChange={(name, value) => change({ ...state.values, [name]: value }, state.seed)}
      />
      <div className="run-bar">
        <label>
          Seed{' '}
          <input
            className="field seed"
            type="number"
            min={0}
            step={1}
            value={state.seed}
            onChange={(event) => {
              const seed = event.target.valueAsNumber;
              if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) change(state.values, seed);
            }}
          />
        </label>
        <button
          type="button"
          className="button"
          onClick={() => change(state.values, (state.seed + 1) % 2 ** 32)}
        >
          Next seed
        </button>
        {running ? (
          <button type="button" className="button" onClick={stop}>
            <Icon name="stop" /> Stop
          </button>
        ) : (
          <button type="button" className="button primary" onClick={start}>
            <Icon name="play" /> Run
          </button>
        )}
        <label className="row">
          <input
            type="checkbox"
            checked={auto}
            onChange={(event) => setAuto(event.target.checked)}
          />
          on change
        </label>
        <CopyButton text={link} label="Copy link" icon="link" />
        <output className="label" aria-live="polite">
          {running
            ? 'running…'
            : last &&
              `seed ${last.seed}: ${formatDuration(lab.length_ms)} simulated in ${formatDuration(last.took_ms)}`}
        </output>
      </div>
      {error && (
        <p className="notice bad" role="alert">
          <strong>The run failed.</strong> {error}
        </p>
      )}
      {columns.length > 0 && (
        <div className={running ? 'results old' : 'results'}>
          <Scrubber length_ms={lab.length_ms} cursor={cursor} />
          <Views columns={columns} length_ms={lab.length_ms} cursor={cursor} />
          <Events columns={columns} at_ms={cursor.at_ms} />
          <p className="label hashes">
            Trace hashes, the same in the terminal:{' '}
            {last?.findings.map(({ variant, hash }) => (
              <code key={variant}>{hash} </code>
            ))}
          </p>
        </div>
      )}
      <Claims
        claims={lab.claims}
        evidence={page.evidence}
        stale={page.stale ?? false}
        results={last?.claims}
      />
      <section className="not-modelled">
        <h3>What this does not model</h3>
        <ul>
          {lab.notModelled.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>
    </section>
  );
}

function LinkNotes(props: { readonly state: LabState; readonly engine: string }): ReactNode {
  const { engine, expected, problems } = props.state;
  return (
    <>
      {engine !== undefined && engine !== props.engine && !expected && (
        <p className="notice warn">
          This link was made with engine <code>{engine}</code>; this is <code>{props.engine}</code>.
          The figures may differ from those its sender saw.
        </p>
      )}
      {problems.map((problem) => (
        <p className="notice warn" key={problem}>
          {problem}
        </p>
      ))}
    </>
  );
}

/** Of a capsule's link: whether the run went as the capsule says. */
function Repeated(props: {
  readonly linked: LabState;
  readonly lab: Described;
  readonly last: LabRun | undefined;
}): ReactNode {
  const { linked, lab, last } = props;
  const { expected, values, seed, engine = lab.engine } = linked;
  if (!expected) return null;
  const variant = lab.variants.find(({ id }) => id === expected.variant);
  // What the lab cannot take was replaced, so the hash would say nothing about the capsule's run.
  if (!variant || linked.problems.length > 0) {
    return (
      <p className="notice warn" role="status">
        <strong>The capsule's run cannot be repeated.</strong>{' '}
        {variant
          ? 'It gives this lab what it does not take.'
          : `It is of the variant “${expected.variant}”, which this lab does not have.`}
      </p>
    );
  }
  // While the controls say something else, the last run is no answer to the link.
  const asked =
    last?.seed === seed &&
    Object.entries(values).every(([key, value]) => last.values[key] === value);
  const hash = asked && last.findings.find((found) => found.variant === variant.id)?.hash;
  if (!hash) return null;
  return (
    <CapsuleNote
      run={{ hash, expected: expected.hash, engine, ours: lab.engine }}
      variant={variant.label}
      suspects="the pattern, its lab or the capsule itself has"
    />
  );
}

function columnsOf(lab: Described, last: LabRun | undefined): readonly Column[] {
  return (last?.findings ?? []).map(({ variant, found }) => ({
    variant: lab.variants.find(({ id }) => id === variant) ?? { id: variant, label: variant },
    found,
  }));
}
