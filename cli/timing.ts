import { formatDuration } from '@dstudio/kernel';
import { defaultTiming, type Timing } from '@dstudio/systems';
import { type Command, Option } from 'commander';
import { duration } from './options.ts';

/** The timing of a run as options, each named for what it is. */
const FLAGS: readonly (readonly [flag: string, key: keyof Timing, about: string])[] = [
  ['--warmup', 'warmup_ms', 'traffic before the fault, not measured'],
  ['--duration', 'fault_ms', 'length of a fault, other than a crash'],
  ['--restart', 'restart_ms', 'time until a crashed replica serves again'],
  ['--detection', 'detection_ms', 'how long callers keep sending to a dead replica'],
  ['--after', 'after_ms', 'time after the fault in which it has to recover'],
  ['--window', 'window_ms', 'window in which recovery is judged'],
];

export type TimingOptions = Readonly<Partial<Record<string, number>>>;

/** Adds the options for timing to a command. */
export function addTiming(command: Command): Command {
  for (const [flag, key, about] of FLAGS) {
    command.addOption(
      new Option(`${flag} <time>`, about)
        .argParser(duration)
        .default(defaultTiming[key], formatDuration(defaultTiming[key]).replace(' ', ''))
        .helpGroup('Timing:'),
    );
  }
  return command;
}

/** The timing that the options ask for. */
export function timingOf(options: TimingOptions): Timing {
  const timing: Record<keyof Timing, number> = { ...defaultTiming };
  for (const [flag, key] of FLAGS) timing[key] = options[flag.slice(2)] ?? timing[key];
  return timing;
}
