import type { TraceHash } from '@dstudio/kernel';

/** As many bytes as a double holds exactly, as one whole number. */
const STEP_BYTES = 6;

/** Rolls over bytes and how many there are. */
export const addBytes = (trace: TraceHash, bytes: Uint8Array): void => {
  const { length } = bytes;
  trace.add(length);
  const at = (index: number): number => bytes[index] ?? 0;
  for (let i = 0; i < length; i += STEP_BYTES) {
    const low = at(i) | (at(i + 1) << 8) | (at(i + 2) << 16);
    const high = at(i + 3) | (at(i + 4) << 8) | (at(i + 5) << 16);
    trace.add(low + high * 2 ** 24);
  }
};

const SIGNS: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Bytes as a line: as the text that they are, or in hexadecimal digits. */
export const printBytes = (bytes: Uint8Array): string => {
  if (bytes.length === 0) return 'no bytes';
  const text = textOf(bytes);
  if (text !== undefined && !/[^\P{Cc}\n\r\t]/u.test(text)) {
    return text.replace(/[\n\r\t]/g, (sign) => SIGNS[sign] ?? '');
  }
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
};

const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
