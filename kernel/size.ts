import { brief, readQuantity, reject } from './quantity.ts';

const ACCEPTED =
  "a whole number of bytes or text such as '512', '64KiB', '512Mi', '128MB' or '2G', at most 8PiB";

/** Powers of 1000 (k, M, ...) and of 1024 (Ki, Mi, ...), with or without a closing B. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 1e3],
  ['K', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['Ti', 2 ** 40],
  ['Pi', 2 ** 50],
]);

/**
 * Reads a size: '64KiB', '512Mi', '128MB', '2G', '1e6', or a number of bytes. Suffixes as in
 * Kubernetes quantities and IEC 80000-13: Ki, Mi, Gi, Ti, Pi are powers of 1024, k (or K), M, G, T,
 * P powers of 1000. A fraction of a byte rounds up, as in Kubernetes.
 *
 * @returns bytes
 * @throws InvalidInput when it is negative, not a number, beyond 2^53 or of unknown unit
 */
export const parseSize = (text: string | number): number => {
  let size_bytes: number | undefined;
  if (typeof text === 'number') {
    size_bytes = text;
  } else if (typeof text === 'string') {
    const quantity = readQuantity(text);
    if (quantity === undefined) return reject(text, 'a size', ACCEPTED);
    const unit = UNITS.get(quantity.unit.replace(/B$/, ''));
    if (unit === undefined) {
      return reject(text, 'a size', ACCEPTED, `the unit '${quantity.unit}' is unknown`);
    }
    size_bytes = quantity.amount * unit;
  }
  if (size_bytes === undefined || !(size_bytes >= 0)) return reject(text, 'a size', ACCEPTED);
  if (size_bytes > Number.MAX_SAFE_INTEGER)
    return reject(text, 'a size', ACCEPTED, 'it is too big');
  return Math.ceil(size_bytes) + 0; // -0 becomes 0
};

const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** For people, rounded to three digits: '64 KiB', '1.5 GiB'. NaN is 'unknown'. */
export const formatSize = (size_bytes: number): string => {
  if (Number.isNaN(size_bytes)) return 'unknown';
  let amount = size_bytes;
  let step = 0;
  while (Math.abs(amount) >= 1024 && step < BINARY_UNITS.length - 1) {
    amount /= 1024;
    step += 1;
  }
  return `${brief(amount)} ${BINARY_UNITS[step]}`;
};

/** For files: '64KiB', '1500B'. Reads back with {@link parseSize} to the same number. */
export const compactSize = (size_bytes: number): string => {
  let amount = size_bytes;
  let step = 0;
  while (amount >= 1024 && amount % 1024 === 0 && step < BINARY_UNITS.length - 1) {
    amount /= 1024;
    step += 1;
  }
  return `${amount}${BINARY_UNITS[step]}`;
};
