import type { CellResult, System, Timing } from '@dstudio/systems';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Cursor } from '../charts/cursor.ts';
import { formatDuration, formatShare, plural } from '../charts/format.ts';
import { Scrubber } from '../charts/scrubber.tsx';
import { Series } from '../charts/series.tsx';
import { CapsuleNote } from '../shell/capsule-note.tsx';
import { Icon } from '../shell/icons.tsx';
import { messageOf } from '../shell/message.ts';
import { Stopped, type SystemClient } from './client.ts';
import { VerdictMark } from './mark.tsx';
import type { CapsuleRun } from './protocol.ts';
import type { Replay } from './replay.ts';
import { faultName } from './rows.ts';
import { sentence, verdictOf } from './verdict.ts';

interface Props {
  readonly cell: CellResult;
  /** Of the capsule that the cell's one run was repeated from. */
  readonly capsule: CapsuleRun | undefined;
  readonly system: System;
  readonly timing: Timing;
  readonly client: SystemClient;
  readonly cursor: Cursor;
  /** The graph beside shows the same moment. */
  readonly onReplay: (replay: Replay | undefined) => void;
  readonly onClose: () => void;
}

/** One cell replayed: what clients saw over time, and why the cell is marked as it is. */
export function Detail(props: Props): ReactNode {
  const { cell, capsule, system, timing, client, cursor, onReplay, onClose } = props;
  const seeds = cell.seeds.map(({ seed }) => seed);
  const worst = cell.seeds.find(({ broken }) => broken.length > 0)?.seed ?? seeds[0] ?? 1;
  const [seed, setSeed] = useState(worst);
  const [replay, setReplay] = useState<Replay>();
  const [error, setError] = useState<string>();
  // The cell comes again when its assumptions are checked; its fault stays what it was.
  const [fault] = useState(capsule ? capsule.fault : cell.fault);
  const name = fault ? faultName(fault) : 'No fault';
  const { move } = cursor;

  useEffect(() => {
    const stop = new AbortController();
    setError(undefined);
    client
      .ask('replay', { system, timing, fault, seed }, { signal: stop.signal })
      .then((found) => {
        setReplay(found);
        onReplay(found);
        // Where it begins to hurt: one window into the fault.
        move(found.fault.from_ms + found.window_ms);
      })
      .catch((reason: unknown) => {
        if (!(reason instanceof Stopped)) setError(messageOf(reason));
      });
    return () => {
      stop.abort();
      onReplay(undefined);
    };
  }, [client, system, timing, fault, seed, onReplay, move]);

  // Where the replay stands below the matrix, choosing a cell would seem to do nothing.
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element && !matchMedia('(min-width: 75rem)').matches) element.scrollIntoView();
  }, []);

  const verdict = verdictOf(cell);
  const lines = useMemo(() => (replay ? outcomeLines(replay) : []), [replay]);
  const latency = useMemo(
    () => (replay ? [{ name: 'p95 of answers', x: replay.x, y: replay.p95_ms }] : []),
    [replay],
  );
  const bands =
    replay && fault
      ? [{ name: 'fault', from_ms: replay.fault.from_ms, to_ms: replay.fault.to_ms }]
      : [];
  return (
    <section ref={box} className="detail" aria-label={`Replay: ${name}`}>
      <header>
        <h2>{name}</h2>
        <button type="button" className="icon-button" aria-label="Close replay" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {capsule && (
        <CapsuleNote
          run={capsule.repeated}
          suspects="a pattern, the studio's model or the capsule itself has"
        />
      )}
      <p className={`verdict-line ${verdict.mark}`}>
        <VerdictMark verdict={verdict} /> <b>{verdict.words}</b>
      </p>
      <p className="said">{sentence(cell, system.objectives, fault !== undefined)}</p>
      {cell.dependsOn.length > 0 && (
        <ul className="turns">
          {cell.dependsOn.map(({ kind, factor, paths }) => (
            <li key={`${kind} ${factor}`}>
              With {kind} {factor === 2 ? 'doubled' : 'halved'} it{' '}
              {cell.verdict === 'breaks' ? 'holds' : 'breaks'}
              {paths.length > 0 ? (
                <>
                  {': '}
                  {paths.slice(0, 4).map((path, index) => (
                    <span key={path}>
                      {index > 0 && ', '}
                      <code>{path}</code>
                    </span>
                  ))}
                  {paths.length > 4 && ` and ${paths.length - 4} more`}
                </>
              ) : (
                ', but only when all of them change together'
              )}
              .
            </li>
          ))}
        </ul>
      )}
      <label className="row seed-pick">
        Seed
        <select
          className="field"
          value={seed}
          onChange={(event) => setSeed(Number(event.target.value))}
        >
          {cell.seeds.map((one) => (
            <option key={one.seed} value={one.seed}>
              {one.seed}: {one.broken.length > 0 ? `breaks ${one.broken.join(', ')}` : 'holds'}
            </option>
          ))}
        </select>
        <span className="label">
          {Object.entries(cell.broken)
            .map(([name, count]) => `${name} broken in ${count} of ${plural(seeds.length, 'seed')}`)
            .join(', ')}
        </span>
      </label>
      {error && (
        <p className="notice bad" role="alert">
          <strong>The replay failed.</strong> {error}
        </p>
      )}
      {!replay && !error && (
        <p className="empty" role="status">
          Replaying…
        </p>
      )}
      {replay && (
        <>
          <Scrubber length_ms={replay.length_ms} cursor={cursor} />
          <Series
            title="Requests by outcome"
            unit="/s"
            lines={lines}
            bands={bands}
            length_ms={replay.length_ms}
            cursor={cursor}
          />
          <Series
            title="Latency"
            unit="ms"
            lines={latency}
            marks={[
              {
                name: `objective ${formatDuration(system.objectives.latency_ms)} for ${formatShare(system.objectives.latency_share)}`,
                y: system.objectives.latency_ms,
              },
            ]}
            bands={bands}
            length_ms={replay.length_ms}
            cursor={cursor}
          />
          <p className="label">
            Trace hash <code>{replay.hash}</code>: the same in the terminal.
          </p>
        </>
      )}
    </section>
  );
}

function outcomeLines(replay: Replay) {
  const lines = [
    { name: 'answered in full', x: replay.x, y: replay.full },
    { name: 'failed', x: replay.x, y: replay.failed },
  ];
  // Most systems never degrade: a flat line at zero says nothing.
  if (replay.degraded.some((rate) => rate > 0)) {
    lines.push({ name: 'degraded', x: replay.x, y: replay.degraded });
  }
  return lines;
}
