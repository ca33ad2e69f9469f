import { InvalidInput } from '@dstudio/kernel';

/** What a thread answers: an error that crosses threads keeps no more than its message. */
export type Answer<T> =
  | { readonly value: T }
  | { readonly refused: { readonly problem: string; readonly hint: string | undefined } };

/** On a thread: the outcome of some work, or why a person's input cannot be used for it. */
export const answerOf = async <T>(work: () => T | Promise<T>): Promise<Answer<T>> => {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const { problem, hint } = error;
    return { refused: { problem, hint } };
  }
};

/** @throws InvalidInput when it was refused */
export const valueOf = <T>(answer: Answer<T>): T => {
  if ('value' in answer) return answer.value;
  const { problem, hint } = answer.refused;
  throw new InvalidInput(problem, { hint });
};
