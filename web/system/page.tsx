import { defaultTiming } from '@dstudio/systems/timing';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { CallGraph } from '../charts/graph.tsx';
import { handedOf } from '../shell/handed.ts';
import { OpenButtons } from '../shell/opening.tsx';
import { usePreference } from '../shell/preferences.ts';
import { useShortcuts } from '../shell/shortcuts.ts';
import { useJson } from '../shell/use-json.ts';
import { Detail } from './detail.tsx';
import { Facts } from './facts.tsx';
import { SystemHead } from './head.tsx';
import { MatrixList } from './list.tsx';
import { MatrixGrid } from './matrix.tsx';
import { Mend } from './mend.tsx';
import { pictureOf, struckBy } from './picture.ts';
import type { Replay } from './replay.ts';
import { faultName } from './rows.ts';
import { RunBar } from './run-bar.tsx';
import { Settings } from './settings.tsx';
import { useSystem } from './use-system.ts';
import '../style/charts.css';
import '../style/system.css';

/** What `GET /api/system` answers. */
interface Loaded {
  readonly name: string;
  readonly text: string;
  /** Whether `POST /api/system` may write it back. */
  readonly writable: boolean;
  /** Of the text; sent back with a new one. */
  readonly hash: string;
}

/** A system, what breaks it, and what mends it. */
export default function SystemPage(): ReactNode {
  const system = useSystem();
  const { state, dispatch, client, open, prove, edit, answer, mend, apply, setTiming, stop } =
    system;
  const [loaded] = useJson<Loaded>('/api/system');
  const [shape, setShape] = usePreference('matrix', [
    matchMedia('(max-width: 40rem)').matches ? 'list' : 'grid',
    'grid',
    'list',
  ]);
  const [pointed, setPointed] = useState<ReadonlySet<string>>(new Set());
  const [at_ms, move] = useState(0);
  const [replay, setReplay] = useState<Replay>();
  const { opened, results, selected, work, timing } = state;
  const capsule = state.capsule?.cell.id === selected ? state.capsule : undefined;

  useEffect(() => {
    document.title = opened ? `${opened.name} · DStudio` : 'System · DStudio';
    return () => {
      document.title = 'DStudio';
    };
  }, [opened]);
  // One after the other: what a person opens comes after what the server has.
  const opening = useRef(Promise.resolve());
  useEffect(() => {
    if (loaded.status !== 'ready') return;
    const { text, name, writable, hash } = loaded.data;
    const home = writable ? { hash, text } : undefined;
    opening.current = opening.current.then(() => open(text, name, home));
  }, [loaded, open]);
  const [, navigate] = useLocation();
  const entry = useHistoryState<unknown>();
  useEffect(() => {
    const handed = handedOf(entry);
    if (!handed || loaded.status === 'loading') return;
    opening.current = opening.current.then(() => open(handed.text, handed.name));
    // Taken: a reload shows the server's system again.
    navigate('/system', { replace: true, state: null });
  }, [entry, loaded, open, navigate]);

  const run = useCallback(() => {
    if (opened) void prove(opened, timing);
  }, [opened, timing, prove]);
  useShortcuts({ r: run, s: stop });

  const point = useCallback((cells: readonly string[]) => setPointed(new Set(cells)), []);
  const select = useCallback(
    (cell: string | undefined) => dispatch({ kind: 'select', cell }),
    [dispatch],
  );
  const names = useMemo(
    () => new Map(opened?.cells.map(({ id, fault }) => [id, faultName(fault)])),
    [opened],
  );
  const cell = capsule?.cell ?? (selected === undefined ? undefined : results[selected]);
  const picture = useMemo(
    () =>
      opened &&
      pictureOf(opened.system, opened.unreached, replay && { replay, at_ms, fault: cell?.fault }),
    [opened, replay, at_ms, cell],
  );

  const refused = state.refused && (
    <div className="notice bad" role="alert">
      <strong>{state.refused.name} could not be read.</strong>
      {opened && ` ${opened.name} is still the one shown.`}
      <pre>{state.refused.message}</pre>
    </div>
  );

  if (!opened || !picture) {
    return (
      <section className="empty welcome">
        <h1>What breaks your system, and what mends it</h1>
        {loaded.status === 'loading' && (
          <p className="label" role="status">
            Loading…
          </p>
        )}
        {refused}
        {loaded.status === 'failed' && <p className="label">{loaded.error}</p>}
        <p>
          Drop a manifest here, or open one: Kubernetes, Compose or a system.yaml. The capsule of a
          failing run is opened and repeated.
        </p>
        <p className="row">
          <OpenButtons />
        </p>
      </section>
    );
  }
  const matrixProps = { cells: opened.cells, results, selected, onSelect: select };
  return (
    <div className="system">
      <SystemHead
        opened={opened}
        home={state.home}
        onSaved={(home) => dispatch({ kind: 'saved', home })}
      />
      {refused}
      <Settings
        objectives={opened.system.objectives}
        timing={timing}
        defaults={defaultTiming}
        onObjective={edit}
        onTiming={setTiming}
      />
      <div className="columns">
        <div className="left">
          <Facts
            facts={state.matrix?.facts ?? []}
            busy={work !== 'idle'}
            onState={(fact, value) => edit(fact.path, value, fact)}
            onPoint={point}
          />
          <RunBar
            state={state}
            shape={shape}
            onShape={setShape}
            onRun={run}
            onStop={stop}
            onMend={mend}
          />
          {state.plan && (
            <Mend
              plan={state.plan}
              busy={work !== 'idle'}
              nameOf={(id) => names.get(id) ?? id}
              onApply={apply}
              onAnswer={answer}
              onSearch={mend}
              onSelect={select}
              onClose={() => dispatch({ kind: 'closePlan' })}
            />
          )}
          {shape === 'list' ? (
            <MatrixList {...matrixProps} objectives={opened.system.objectives} />
          ) : (
            <MatrixGrid {...matrixProps} pending={state.pending} pointed={pointed} />
          )}
        </div>
        <div className="right">
          <CallGraph
            title={`${opened.name}: who calls whom`}
            nodes={picture.nodes}
            edges={picture.edges}
            struck={cell && struckBy(cell.fault)}
            most_px={380}
          />
          {cell ? (
            <Detail
              key={`${cell.id} ${capsule ? `${capsule.cell.seeds[0]?.seed} ${capsule.repeated.expected}` : ''}`}
              cell={cell}
              capsule={capsule}
              system={opened.system}
              timing={timing}
              client={client}
              cursor={{ at_ms, move }}
              onReplay={setReplay}
              onClose={() => select(undefined)}
            />
          ) : (
            <p className="hint">
              Choose a cell to replay its fault: what clients saw, second by second, and where in
              the system it hurt.
            </p>
          )}
        </div>
      </div>
    </div>
  );
}
