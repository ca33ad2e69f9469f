import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Icon } from '../shell/icons.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';
import type { Cursor } from './cursor.ts';
import { formatDuration } from './format.ts';

interface Props {
  readonly length_ms: number;
  readonly cursor: Cursor;
}

/** A run is played in this long, whatever its virtual length. */
const play_ms = 12_000;

/** Moves the shared cursor: by hand, by arrow keys, or on its own. */
export function Scrubber({ length_ms, cursor }: Props): ReactNode {
  const [playing, setPlaying] = useState(false);
  const { at_ms, move } = cursor;
  // Playing starts where the cursor stands, and must not start anew each time it moves.
  const latest = useRef(cursor);
  latest.current = cursor;

  useEffect(() => {
    if (!playing) return;
    // Reduced motion: four steps a second instead of a glide.
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const { at_ms: from_ms, move: moveTo } = latest.current;
    let at = from_ms >= length_ms ? 0 : from_ms;
    let last = performance.now();
    let frame = 0;
    let shown = last;
    const step = (now: number) => {
      at += ((now - last) / play_ms) * length_ms;
      last = now;
      if (at >= length_ms) {
        moveTo(length_ms);
        setPlaying(false);
        return;
      }
      if (!calm || now - shown > 250) {
        moveTo(at);
        shown = now;
      }
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [playing, length_ms]);

  useShortcuts({ p: () => setPlaying((now) => !now) });

  return (
    <div className="scrubber">
      <button
        type="button"
        className="icon-button"
        aria-label={playing ? 'Pause time' : 'Play time'}
        title={playing ? 'Pause (p)' : 'Play (p)'}
        onClick={() => setPlaying((now) => !now)}
      >
        <Icon name={playing ? 'pause' : 'play'} />
      </button>
      <input
        type="range"
        min={0}
        max={length_ms}
        step={length_ms / 400}
        value={at_ms}
        aria-label="Point in virtual time"
        aria-valuetext={formatDuration(at_ms)}
        onChange={(event) => {
          setPlaying(false);
          move(event.target.valueAsNumber);
        }}
      />
      <output>{formatDuration(at_ms)}</output>
    </div>
  );
}
