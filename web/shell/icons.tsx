import type { ReactNode } from 'react';

const paths = {
  sun: 'M12 4V2M12 22v-2M4 12H2M22 12h-2M6.3 6.3 4.9 4.9M19.1 19.1l-1.4-1.4M6.3 17.7l-1.4 1.4M19.1 4.9l-1.4 1.4M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z',
  moon: 'M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5Z',
  auto: 'M12 3a9 9 0 1 0 0 18V3Z M12 3a9 9 0 0 1 0 18',
  help: 'M9.2 9a2.9 2.9 0 1 1 4.2 2.7c-.9.5-1.4 1-1.4 2.1M12 17.5v.01',
  close: 'M6 6l12 12M18 6 6 18',
  open: 'M12 4v10M8 10l4 4 4-4M4 15v4h16v-4',
  play: 'M8 5v14l11-7L8 5Z',
  back: 'M15 6l-6 6 6 6',
  next: 'M9 6l6 6-6 6',
  pause: 'M8 5v14M16 5v14',
  stop: 'M7 7h10v10H7z',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
} as const;

/** A line icon. It says nothing to a screen reader: the control around it does. */
export function Icon({ name }: { readonly name: keyof typeof paths }): ReactNode {
  return (
    <svg
      aria-hidden="true"
      className="icon"
      viewBox="0 0 24 24"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}

export function Wordmark(): ReactNode {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2">
      <path d="M3 6h8M3 12h14M3 18h8" strokeLinecap="round" />
      <circle cx="15" cy="6" r="3" />
      <circle cx="15" cy="18" r="3" fill="currentColor" />
      <circle cx="21" cy="12" r="1.500" fill="currentColor" stroke="none" />
    </svg>
  );
}
