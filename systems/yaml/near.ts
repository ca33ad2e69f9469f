import { nearest } from '@dstudio/kernel';

/** 'did you mean 'x'?' or, when nothing is near, what there is. */
export const meant = (word: string, known: readonly string[]): string => {
  const near = nearest(word, known);
  if (near !== undefined) return `did you mean '${near}'?`;
  const shown = known.slice(0, 12).join(', ');
  return `known are: ${shown}${known.length > 12 ? ' and more' : ''}`;
};
