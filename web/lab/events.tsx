import { type ReactNode, useEffect, useRef } from 'react';
import { formatDuration } from '../charts/format.ts';
import type { Column } from './views.tsx';

const shown_max = 300;

/** What happened, in the domain's words. Events after the cursor are dim. */
export function Events(props: {
  readonly columns: readonly Column[];
  readonly at_ms: number;
}): ReactNode {
  return (
    <details className="events">
      <summary>What happened, event by event</summary>
      <div className="pair">
        {props.columns.map((column) => (
          <Log key={column.variant.id} column={column} at_ms={props.at_ms} />
        ))}
      </div>
    </details>
  );
}

function Log(props: { readonly column: Column; readonly at_ms: number }): ReactNode {
  const { variant, found } = props.column;
  const list = useRef<HTMLOListElement>(null);
  const events = found.events.slice(0, shown_max);
  const past = events.filter((event) => event.at_ms <= props.at_ms).length;
  useEffect(() => {
    const box = list.current;
    const item = box?.children[Math.max(0, past - 1)];
    // Only the box scrolls, never the page.
    if (box && item instanceof HTMLElement) {
      box.scrollTop = item.offsetTop - box.offsetTop - box.clientHeight / 2;
    }
  }, [past]);
  return (
    <div>
      <p className="variant">{variant.label}</p>
      {events.length === 0 && <p className="label">Nothing worth a line happened.</p>}
      <ol ref={list} className="log" role="list" tabIndex={0}>
        {events.map((event, index) => (
          <li key={index} className={index < past ? undefined : 'later'}>
            <time>{formatDuration(event.at_ms)}</time> <b>{event.actor}</b> {event.what}
          </li>
        ))}
      </ol>
      {found.events.length > shown_max && (
        <p className="label">and {found.events.length - shown_max} more</p>
      )}
    </div>
  );
}
