export type ManifestFormat = 'system' | 'kubernetes' | 'compose' | 'unknown';

const HEAD_LENGTH = 1_000_000;

/** Which kind of file a text is, told by its top-level keys. Reads no YAML, so it is cheap on anything. */
export const detectFormat = (text: string): ManifestFormat => {
  const head = headOf(text).slice(0, HEAD_LENGTH);
  if (/^dstudio\s*:/m.test(head)) return 'system';
  if (/^[ \t]*(?:- )?"?apiVersion"?\s*:/m.test(head) && /^[ \t]*"?kind"?\s*:/m.test(head)) {
    return 'kubernetes';
  }
  if (!/^"?services"?\s*:/m.test(head)) return 'unknown';
  return /^(entries|externals|objectives)\s*:/m.test(head) ? 'system' : 'compose';
};

/** Of JSON, which may stand on one line, its top-level keys with a line each; any other text as it is. */
const headOf = (text: string): string => {
  if (!/^\s*\{/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return Object.keys(Object(value))
      .map((key) => `${key}:`)
      .join('\n');
  } catch {
    // YAML in braces, or JSON that is damaged: its reader says where.
    return text;
  }
};
