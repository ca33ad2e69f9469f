/** What a reader of `toJson` has to know, for help texts. */
export const JSON_WORDS =
  'In JSON, null is unknown, and "never" is what did not happen within the run.';

/**
 * JSON for programs. JSON has no NaN and no infinity: unknown becomes null, and what did not happen
 * within the run becomes the text "never".
 */
export function toJson(format: string, data: object): string {
  const value = (_: string, one: unknown): unknown => {
    // A whole number that a JSON number would round.
    if (typeof one === 'bigint') return String(one);
    if (typeof one !== 'number' || Number.isFinite(one)) return one;
    return Number.isNaN(one) ? null : 'never';
  };
  return `${JSON.stringify({ format, ...data }, value, 2)}\n`;
}
