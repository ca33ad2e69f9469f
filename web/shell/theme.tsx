import { type ReactNode, useEffect } from 'react';
import { Icon } from './icons.tsx';
import { usePreference } from './preferences.ts';

const themes = ['auto', 'light', 'dark'] as const;
const icons = { auto: 'auto', light: 'sun', dark: 'moon' } as const;
const words = { auto: 'as the system says', light: 'light', dark: 'dark' } as const;

/** Steps through the themes. `public/theme.js` sets the same attribute before the first paint. */
export function useTheme(): { readonly button: ReactNode; readonly step: () => void } {
  const [theme, setTheme] = usePreference('theme', themes);
  useEffect(() => {
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const step = () => setTheme(themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto');
  const button = (
    <button
      type="button"
      className="icon-button"
      aria-label={`Theme: ${words[theme]}. Change`}
      title={`Theme: ${words[theme]}`}
      onClick={step}
    >
      <Icon name={icons[theme]} />
    </button>
  );
  return { button, step };
}
