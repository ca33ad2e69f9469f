import { createContext, useContext, useEffect, useRef } from 'react';

/** Keys of one character, or two in a row ('g c'). */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Whether single-key shortcuts are on: some people's voice control types letters. */
export const KeysOn = createContext(true);

const typing = 'input:not([type=range], [type=checkbox]), textarea, select, [contenteditable]';

/**
 * Listens for single-key shortcuts on the whole page. Silent while a person types, holds a modifier,
 * has a dialog open or has switched them off.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const on = useContext(KeysOn);
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    if (!on) return;
    let lead = '';
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (target.matches(typing) || document.querySelector('dialog[open]')) return;
      const chord = lead ? `${lead} ${event.key}` : event.key;
      lead = event.key === 'g' && !lead ? 'g' : '';
      const act = latest.current[chord];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on]);
}
