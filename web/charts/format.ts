/** Figures as text for people. A thin space joins number and unit, so they never part at a line end. */

const thin = '\u202f';
const unknown = 'unknown';

/** A number with at most three significant digits, never in scientific notation. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return unknown;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  const text = size.toFixed(digits);
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  const grouped = trimmed.replace(/^\d{5,}/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, thin));
  return (value < 0 && trimmed !== '0' ? '−' : '') + grouped;
}

/** Milliseconds as the unit a person would say. Infinity is 'never' and NaN is 'unknown'. */
export function formatDuration(ms: number): string {
  if (Number.isNaN(ms)) return unknown;
  if (ms === Infinity) return 'never';
  const size = Math.abs(ms);
  if (size < 999.5) return `${formatNumber(ms)}${thin}ms`;
  if (size < 119_500) return `${formatNumber(ms / 1000)}${thin}s`;
  const minutes = Math.floor(size / 60_000);
  const seconds = Math.round((size - minutes * 60_000) / 1000);
  const rest = seconds === 0 ? '' : ` ${seconds}${thin}s`;
  return `${ms < 0 ? '−' : ''}${minutes}${thin}min${rest}`;
}

/**
 * A share as a percentage, cut rather than rounded, so that 99.96 % never reads as 100 % and the
 * last step before everything (or after nothing) stays visible.
 */
export function formatShare(share: number): string {
  if (Number.isNaN(share)) return unknown;
  const percent = share * 100;
  const digits = percent >= 99 || percent < 1 ? 2 : percent >= 90 ? 1 : 0;
  const scale = 10 ** digits;
  // The nudge keeps 0.57 * 100 = 56.99999999999999 from becoming 56 %.
  const cut = Math.min(Math.floor(percent * scale + 1e-9) / scale, share < 1 ? 99.99 : 100);
  if (cut === 0 && share > 0) return `<${thin}0.01${thin}%`;
  return `${String(Number(cut.toFixed(digits)))}${thin}%`;
}

/** A figure with the unit that a lab or an axis names. */
export function formatQuantity(value: number, unit: string): string {
  if (unit === 'ms') return formatDuration(value);
  if (Number.isNaN(value)) return unknown;
  if (unit === 'share') return formatShare(value);
  return unit === '' ? formatNumber(value) : `${formatNumber(value)}${thin}${unit}`;
}

/** A measure's name tells its unit last: 'wait_p99_ms' gives the label 'wait p99' and the unit 'ms'. */
export function measureParts(name: string): { readonly label: string; readonly unit: string } {
  const words = name.split('_');
  const last = words.at(-1) ?? '';
  const units: Readonly<Record<string, string>> = {
    ms: 'ms',
    s: 's',
    share: 'share',
    percent: '%',
    bytes: 'bytes',
    count: '',
  };
  if (words.length > 2 && words.at(-2) === 'per') {
    return { label: words.slice(0, -2).join(' '), unit: `/${last}` };
  }
  const unit = words.length > 1 ? units[last] : undefined;
  if (unit === undefined) return { label: words.join(' '), unit: '' };
  return { label: words.slice(0, -1).join(' '), unit };
}

/** '1 seed', '20 seeds'. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}
