import {
  compactDuration,
  compactShare,
  compactSize,
  parseDuration,
  parseShare,
  parseSize,
} from '@dstudio/kernel';

/**
 * CPU as Kubernetes writes it: '200m' is a fifth of a core, '1.5' one and a half.
 *
 * @returns cores; NaN when it is no such quantity
 */
export const readCpu = (text: string): number => {
  const found = /^(\d+(?:\.\d*)?(?:e-?\d+)?)(m|u|n)?$/.exec(text.trim());
  if (found === null) return Number.NaN;
  const shift = { m: 'e-3', u: 'e-6', n: 'e-9' }[found[2] ?? ''] ?? '';
  // As a decimal text, because 0.1 is not a hundred thousandths in binary.
  return shift === '' ? Number(found[1]) : Number(`${Number(found[1])}${shift}`);
};

/** '200m' or '1.5'. Reads back to exactly the same number. */
export const printCpu = (cores: number): string => {
  const thousandths = Math.round(cores * 1000);
  const text = `${thousandths}m`;
  return cores < 1 && readCpu(text) === cores ? text : String(cores);
};

/** Memory as Kubernetes writes it ('128Mi', '1G', also '128974848000m') or Compose ('50m', '1gb'). */
export const readMemory = (text: string, dialect: 'kubernetes' | 'compose'): number => {
  const plain = text.trim();
  if (dialect === 'compose') {
    const found = /^(\d+(?:\.\d+)?)\s*([kmg]?)b?$/i.exec(plain);
    if (found === null) return parseSize(plain);
    const power = { k: 1, m: 2, g: 3 }[(found[2] ?? '').toLowerCase()] ?? 0;
    return Math.ceil(Number(found[1]) * 1024 ** power);
  }
  if (/^\d+m$/.test(plain)) return Math.ceil(Number(plain.slice(0, -1)) / 1000);
  return parseSize(plain);
};

/** '128Mi', as in Kubernetes. Reads back to exactly the same number. */
export const printMemory = (bytes: number): string => compactSize(bytes).replace(/B$/, '');

const LATENCY = /^(\S+)\s+under\s+(\S+)$/;

/** '95% under 200ms'. Undefined when it has another form. */
export const readLatency = (
  text: string,
): { readonly share: number; readonly latency_ms: number } | undefined => {
  const found = LATENCY.exec(text.trim());
  if (found === null) return undefined;
  return { share: parseShare(found[1] ?? ''), latency_ms: parseDuration(found[2] ?? '') };
};

export const printLatency = (share: number, latency_ms: number): string =>
  `${compactShare(share)} under ${compactDuration(latency_ms)}`;
