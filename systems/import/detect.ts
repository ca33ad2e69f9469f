export type ManifestFormat = 'system' | 'kubernetes' | 'compose' | 'unknown';

const HEAD_LENGTH = 1_000_000;

/** Which kind of file a text is, told by its top-level keys. Reads no YAML, so it is cheap on anything. */
export const detectFormat = (text: string): ManifestFormat => {
  const head = text.slice(0, HEAD_LENGTH);
  if (/^dstudio\s*:/m.test(head)) return 'system';
  if (/^[ \t]*(?:- )?"?apiVersion"?\s*:/m.test(head) && /^[ \t]*"?kind"?\s*:/m.test(head)) {
    return 'kubernetes';
  }
  if (!/^"?services"?\s*:/m.test(head)) return 'unknown';
  return /^(entries|externals|objectives)\s*:/m.test(head) ? 'system' : 'compose';
};
