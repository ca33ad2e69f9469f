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

/** `1 node`, `2 nodes`. */
export const counted = (count: number, one: string): string =>
  `${grouped(count)} ${one}${count === 1 ? '' : 's'}`;

/** A share; only nothing is 0 %, and only all of it 100 %. */
export const percent = (share: number): string => {
  if (share === 0 || share === 1) return `${share * 100} %`;
  if (share < 0.001) return '< 0.1 %';
  return share > 0.999 ? '> 99.9 %' : `${(share * 100).toFixed(1)} %`;
};

/** A table with a line of headings; cells are HTML. `numbers` says from which column on there are figures. */
export const table = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  numbers = heads.length,
): string => {
  const kind = (at: number): string => (at >= numbers ? ' class="number"' : '');
  const head = heads.map((name, at) => `<th scope="col"${kind(at)}>${escape(name)}</th>`);
  const body = rows.map(
    (cells) => `<tr>${cells.map((cell, at) => `<td${kind(at)}>${cell}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
};

/** What a node said, as far as a page has room for it. */
export const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, Math.max(1, length - 1))}…`;

/** What may be wider than the page and then moves sideways, with the keyboard too. */
export const scrolling = (label: string, content: string): string =>
  `<div class="scroll" tabindex="0" role="region" aria-label="${escape(label)}">${content}</div>`;

/**
 * Colours by meaning, light and dark: blue for what succeeded, orange for what nobody knows, pink for
 * what failed, as Jepsen has them.
 */
export const COLOURS = `:root{color-scheme:light dark;--ground:#fff;--ink:#1c2024;--soft:#5b5f67;
--line:#d9dde3;--panel:#f6f7f9;--ok:#2c6cc4;--info:#a65a0a;--fail:#c93271;--good:#1a7f4b;--bad:#c62f3e;
--fault:#8e4ec6}
@media (prefers-color-scheme:dark){:root{--ground:#15171a;--ink:#edeef0;--soft:#a8aeb7;--line:#363b42;
--panel:#1d2024;--ok:#6ea8f0;--info:#f0a64f;--fail:#f07aa6;--good:#4cc38a;--bad:#ff7b86;--fault:#bf8ef0}}`;

/** A drawing that stands alone and inside a page. */
export const svg = (width: number, height: number, label: string, content: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(label)}" font-family="system-ui,sans-serif" font-size="11"><style>${COLOURS}</style><rect width="${width}" height="${height}" fill="var(--ground)"/>${content}</svg>\n`;
