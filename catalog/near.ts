import { nearest } from '@dstudio/kernel';

/** `; did you mean 'x'?`, or nothing. */
export const hint = (text: string, options: Iterable<string>): string => {
  const near = nearest(text, options);
  return near === undefined ? '' : `; did you mean '${near}'?`;
};
