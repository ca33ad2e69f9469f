import { type ReactNode, useId, useState } from 'react';
import { read, write } from '../shell/preferences.ts';

/** A checklist whose ticks stay in this browser. A reworded item is a new item. */
export function Checklist(props: {
  readonly slug: string;
  readonly items: readonly string[];
}): ReactNode {
  const key = `dstudio.checklist.${props.slug}`;
  const [done, setDone] = useState(() => new Set(parse(read(key))));
  const id = useId();
  const toggle = (item: string) => {
    const next = new Set(done);
    if (!next.delete(item)) next.add(item);
    setDone(next);
    write(key, JSON.stringify([...next]));
  };
  const count = props.items.filter((item) => done.has(item)).length;
  return (
    <section>
      <h2>
        Before production{' '}
        <output className="label">
          {count} of {props.items.length} done, kept in this browser
        </output>
      </h2>
      <ul role="list" className="checklist">
        {props.items.map((item, index) => (
          <li key={item}>
            <input
              id={`${id}-${index}`}
              type="checkbox"
              checked={done.has(item)}
              onChange={() => toggle(item)}
            />
            <label htmlFor={`${id}-${index}`}>{item}</label>
          </li>
        ))}
      </ul>
    </section>
  );
}

function parse(text: string | undefined): readonly string[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? kept.filter((item) => typeof item === 'string') : [];
  } catch {
    return [];
  }
}
