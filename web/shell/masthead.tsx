import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon, Wordmark } from './icons.tsx';
import { useDoor } from './opening.tsx';
import { useShortcuts } from './shortcuts.ts';

interface Props {
  readonly location: string;
  readonly theme: ReactNode;
  readonly onHelp: () => void;
}

const pages = [
  ['/', 'Catalogue'],
  ['/system', 'System'],
  ['/bugs', 'Bugs'],
] as const;

/** What stands above every page. */
export function Masthead({ location, theme, onHelp }: Props): ReactNode {
  const door = useDoor();
  useShortcuts({ o: door.paste });
  return (
    <header className="masthead">
      <Link href="/" className="wordmark" aria-label="DStudio, catalogue">
        <Wordmark />
        <span>DStudio</span>
      </Link>
      <nav aria-label="Main">
        {pages.map(([path, name]) => (
          <Link
            key={path}
            href={path}
            aria-current={location === path ? 'page' : undefined}
            className={path !== '/' && location.startsWith(`${path}/`) ? 'within' : undefined}
          >
            {name}
          </Link>
        ))}
      </nav>
      <button
        type="button"
        className="icon-button"
        aria-label="Open a capsule or a system"
        title="Open a capsule or a system (o)"
        onClick={door.paste}
      >
        <Icon name="open" />
      </button>
      {theme}
      <button
        type="button"
        className="icon-button"
        aria-label="Help, keyboard and version"
        title="Help (?)"
        onClick={onHelp}
      >
        <Icon name="help" />
      </button>
    </header>
  );
}
