import { formatDuration, InvalidInput } from '@dstudio/kernel';
import { defaultTiming, type Timing, timingLimits } from '@dstudio/systems';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { duration } from './options.ts';

interface Flag {
  readonly flag: string;
  readonly key: keyof Timing;
  readonly about: string;
}

/** The timing of a run as options, each named for what it is. */
const FLAGS: readonly Flag[] = [
  {
    flag: '--warmup',
    key: 'warmup_ms',
    about: 'traffic before the fault, not measured',
  },
  {
    flag: '--duration',
    key: 'fault_ms',
    about: 'length of a fault, other than a crash',
  },
  {
    flag: '--restart',
    key: 'restart_ms',
    about: 'time until a crashed replica serves again',
  },
  {
    flag: '--detection',
    key: 'detection_ms',
    about: 'how long callers keep sending to a dead replica',
  },
  {
    flag: '--after',
    key: 'after_ms',
    about: 'time after the fault in which it has to recover',
  },
  {
    flag: '--window',
    key: 'window_ms',
    about: 'window in which recovery is judged, no longer than --after',
  },
];

/** The options' names, without dashes. */
export const timingNames: readonly string[] = FLAGS.map(({ flag }) => flag.slice(2));

export type TimingOptions = Readonly<Partial<Record<string, number>>>;

/** Adds the options for timing to a command. */
export function addTiming(command: Command): Command {
  for (const { flag, key, about } of FLAGS) {
    command.addOption(
      new Option(`${flag} <time>`, about)
        .argParser(lengthWithin(timingLimits(key)))
        .default(defaultTiming[key], formatDuration(defaultTiming[key]).replace(' ', ''))
        .helpGroup('Timing:'),
    );
  }
  return command;
}

const lengthWithin =
  ({ min_ms, max_ms }: ReturnType<typeof timingLimits>) =>
  (text: string): number => {
    const length_ms = duration(text);
    if (length_ms >= min_ms && length_ms <= max_ms) return length_ms;
    throw new InvalidArgumentError(
      `Give a time from ${formatDuration(min_ms)} to ${formatDuration(max_ms)}.`,
    );
  };

/**
 * The timing that the options ask for.
 *
 * @throws InvalidInput when a window does not fit into the time in which recovery is judged
 */
export function timingOf(options: TimingOptions): Timing {
  const timing: Record<keyof Timing, number> = { ...defaultTiming };
  for (const { flag, key } of FLAGS) timing[key] = options[flag.slice(2)] ?? timing[key];
  const { after_ms, window_ms } = timing;
  if (window_ms > after_ms) {
    throw new InvalidInput(
      `a --window of ${formatDuration(window_ms)} does not fit into an --after of ${formatDuration(after_ms)}`,
      { hint: 'recovery is judged window by window after the fault; shorten the one' },
    );
  }
  return timing;
}
