/**
 * A text that was opened, handed to the page that can read it in the history's entry: it is too long
 * for an address, and outlives a reload there.
 */
export interface Handed {
  readonly text: string;
  /** Of the file, for messages. */
  readonly name: string;
}

/** What an entry of the history holds may come from anywhere, an older studio too. */
export function handedOf(state: unknown): Handed | undefined {
  if (typeof state !== 'object' || state === null || !('handed' in state)) return undefined;
  const { handed } = state;
  if (typeof handed !== 'object' || handed === null) return undefined;
  if (!('text' in handed && 'name' in handed)) return undefined;
  const { text, name } = handed;
  return typeof text === 'string' && typeof name === 'string' ? { text, name } : undefined;
}

/** The name counts too, so that a capsule whose text is damaged is not called a bad manifest. */
export const isCapsule = ({ text, name }: Handed): boolean =>
  name.endsWith('.capsule.json') || /^\s*\{[^]*"dstudio-capsule\//.test(text);
