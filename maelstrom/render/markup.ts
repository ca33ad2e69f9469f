/** Text as it may stand in HTML and SVG, also in attributes. */
export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

/** Milliseconds as a person reads them. */
export const duration = (time_ms: number): string => {
  if (time_ms >= 10_000) return `${(time_ms / 1000).toFixed(0)} s`;
  if (time_ms >= 1000) return `${(time_ms / 1000).toFixed(1)} s`;
  if (time_ms >= 10) return `${time_ms.toFixed(0)} ms`;
  return time_ms === 0 ? '0 ms' : `${Number(time_ms.toPrecision(2))} ms`;
};

/** A moment of a test, in seconds. */
export const moment = (time_ms: number): string => `${(time_ms / 1000).toFixed(3)} s`;

/** 1234567 as 1,234,567. */
export const grouped = (number: number): string =>
  String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ',');

/**
 * Colours by meaning, light and dark: blue for what succeeded, orange for what nobody knows, pink for
 * what failed, as Jepsen has them.
 */
export const COLOURS = `:root{color-scheme:light dark;--ground:#fff;--ink:#1c2024;--soft:#60646c;
--line:#d9dde3;--panel:#f6f7f9;--ok:#3b7dd8;--info:#d9822b;--fail:#d6457f;--good:#1a7f4b;--bad:#c62f3e;
--fault:#8e4ec6}
@media (prefers-color-scheme:dark){:root{--ground:#15171a;--ink:#edeef0;--soft:#a0a6af;--line:#363b42;
--panel:#1d2024;--ok:#6ea8f0;--info:#f0a64f;--fail:#f07aa6;--good:#4cc38a;--bad:#ff7b86;--fault:#bf8ef0}}`;

/** A drawing that stands alone and inside a page. */
export const svg = (width: number, height: number, label: string, content: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(label)}" font-family="system-ui,sans-serif" font-size="11"><style>${COLOURS}</style><rect width="${width}" height="${height}" fill="var(--ground)"/>${content}</svg>\n`;
