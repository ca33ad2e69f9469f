const DEPTH_MAX = 8;
const ITEMS_MAX = 1000;

/**
 * A copy of any value that JSON can carry: a log has to take whatever it is given. Errors keep name,
 * message, code, stack and cause; what is nested too deep or refers to itself is cut off.
 */
export const toPlain = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return '[function]';
  // JSON would write null for these.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEPTH_MAX) return '[...]';
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const code = 'code' in value ? value.code : undefined;
    return toPlain({ name, message, code, stack, cause }, depth);
  }
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString();
  if (Array.isArray(value)) {
    return value.slice(0, ITEMS_MAX).map((item) => toPlain(item, depth + 1));
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.slice(0, ITEMS_MAX).map(([key, item]) => [String(key), toPlain(item, depth + 1)]),
  );
};
