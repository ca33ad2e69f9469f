import { type ReactNode, useEffect, useState } from 'react';
import { Icon } from './icons.tsx';

interface Props {
  readonly text: () => string;
  readonly label: string;
  readonly icon?: 'link';
}

/** Copies, and says that it did or that the browser forbids it. */
export function CopyButton({ text, label, icon }: Props): ReactNode {
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => setSaid(undefined), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setSaid('Copied');
    } catch {
      setSaid('The browser forbids copying');
    }
  };
  return (
    <button type="button" className="button" onClick={copy}>
      {icon && <Icon name={icon} />}
      <span aria-live="polite">{said ?? label}</span>
    </button>
  );
}
