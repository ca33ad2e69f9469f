import { InvalidInput } from '@dstudio/kernel';

/**
 * What was given to run is wrong in itself, whatever the seed: it says nothing about the system that
 * is tested, so no run fails of it, and none passes.
 */
export class Misuse extends InvalidInput {}

/** Somebody awaits in the callback lane, which leaves no turn to code that awaits. */
export const awaitsInCallbackLane = (what: string): Misuse =>
  new Misuse(`${what} in the callback lane, where nothing goes on after an await`, {
    hint:
      "give the scenario lane: 'async' (and run a world of your own with runAsync), or use " +
      'callbacks alone, such as clock.after',
  });

/** Somebody goes on when the machine lets them, and not when virtual time does. */
export const goesOnOutside = (who: string): Misuse =>
  new Misuse(
    `${who} goes on when virtual time does not: when the machine lets it, or after the end`,
    {
      hint:
        'await only what `env` gives, no file or timer of the machine; and in the callback lane nothing ' +
        "(nor queueMicrotask): give the scenario lane: 'async'",
    },
  );
