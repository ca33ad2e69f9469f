import { type KeyboardEventHandler, type ReactNode, useRef } from 'react';
import { useShortcuts } from './shortcuts.ts';

/** The box that narrows a list; '/' leads into it. */
export function SearchBox({
  label,
  value,
  onSearch,
  onKeyDown,
}: {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (query: string) => void;
  readonly onKeyDown?: KeyboardEventHandler<HTMLInputElement>;
}): ReactNode {
  const box = useRef<HTMLInputElement>(null);
  useShortcuts({ '/': () => box.current?.focus() });
  return (
    <label className="search">
      <span className="hidden">{label}</span>
      <input
        ref={box}
        className="field"
        type="search"
        placeholder={label}
        value={value}
        onKeyDown={onKeyDown}
        onChange={({ target }) => onSearch(target.value)}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
}
