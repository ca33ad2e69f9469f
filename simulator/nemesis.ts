import { exponential, type Random } from '@dstudio/kernel';
import type { Choice, Chooser } from './choice.ts';
import type { Boot, Machine } from './machine.ts';
import type { FaultKind, Mix } from './swarm.ts';
import type { World } from './world.ts';

/** A node that faults may strike. */
export interface Target {
  readonly machine: Machine;
  /** What 'upgrade' boots instead, for good. */
  readonly upgrade: Boot | undefined;
}

/** What the nemesis works on. */
export interface Battlefield {
  readonly world: World;
  readonly chooser: Chooser | undefined;
  readonly targets: ReadonlyMap<string, Target>;
  readonly mix: Mix;
  /** After this nothing strikes any more. */
  readonly until_ms: number;
  /** Told of each strike, and of its end. */
  readonly watch: (what: string, nodes: readonly string[]) => void;
}

/** Strikes longer than this many mean lengths are cut short. */
const LENGTH_MAX = 5;

/**
 * Lets faults strike and end, at times and on nodes that chance picks; or, when the run is held to a
 * plan, exactly those that stand there. A strike ends by undoing what it does, whatever else is going
 * on: two partitions of the same link end with the first.
 */
export const unleash = (field: Battlefield): void => {
  const { world, chooser, mix, until_ms } = field;
  if (chooser?.plan !== undefined) {
    for (const choice of chooser.plan.choices) {
      // One from a stranger may stand later than any that chance picks, and nothing would mend it.
      if (choice.kind !== 'fault' || choice.at_ms >= until_ms) continue;
      world.at(choice.at_ms, () => {
        if (chooser.make(choice) !== undefined) strike(field, choice);
      });
    }
    return;
  }
  if (mix.faults.length === 0 || mix.every_ms === 0) return;
  const random = world.random('nemesis');
  const next = (): void => {
    const at_ms = world.now + exponential(random, mix.every_ms);
    if (at_ms >= until_ms) return;
    world.at(at_ms, () => {
      const choice = draw(field, random);
      if (choice !== undefined) {
        chooser?.make(choice);
        strike(field, choice);
      }
      next();
    });
  };
  next();
};

/** Always draws the same number of times, whatever it draws. */
const draw = (
  { world, chooser, targets, mix }: Battlefield,
  random: Random,
): Choice | undefined => {
  const where = mix.faults[random.below(mix.faults.length)];
  const names = [...targets.keys()];
  const lasts_ms = Math.min(exponential(random, mix.lasts_ms), LENGTH_MAX * mix.lasts_ms);
  const amount = random.next() * 2 - 1;
  if (where === undefined || names.length === 0) return undefined;
  const one = names[random.below(names.length)] ?? '';
  const side = random.below(2 ** Math.min(names.length, 20));
  const group = names.filter((_, i) => (side >> i) & 1);
  const rest = names.filter((_, i) => !((side >> i) & 1));
  const cut = group.length === 0 || rest.length === 0;
  const sides = cut
    ? [one, names.filter((name) => name !== one).join(',')]
    : [group.join(','), rest.join(',')];
  const about: Readonly<Record<FaultKind, string>> = {
    partition: sides.join('|'),
    'one-way partition': sides.join('|'),
    hold: sides.join('|'),
    clock: `${one} by ${Math.round(amount * mix.skew_ms)} ms, ${Math.round(amount * mix.drift_ppm)} ppm`,
    kill: one,
    pause: one,
    disk: one,
    upgrade: one,
  };
  const key = chooser?.key('fault', where, about[where]) ?? about[where];
  return { kind: 'fault', where, key, at_ms: world.now, value: lasts_ms };
};

const strike = (field: Battlefield, choice: Choice): void => {
  const { world, targets, watch } = field;
  const about = choice.key.replace(/ #\d+$/, '');
  // A plan is data, perhaps from a stranger.
  const effect = Object.hasOwn(effects, choice.where) ? effects[choice.where] : undefined;
  if (effect === undefined) return;
  const [whom = ''] = about.split(' by ', 1);
  const struck = new Set(whom.split(/[|,]/));
  const nodes = [...struck].filter((name) => targets.has(name));
  const [begins, ends] = wordsFor(choice.where, about);
  watch(begins, nodes);
  const end = effect(field, about);
  world.after(choice.value ?? 0, () => {
    // Everything is mended at once when the faults are over.
    if (world.now >= field.until_ms || end === undefined) return;
    watch(ends, nodes);
    end();
  });
};

/** How a strike begins and ends, for a diagram. */
const wordsFor = (where: string, about: string): readonly [string, string] => {
  const whom = about.replaceAll(',', ', ').replace('|', ' | ');
  if (where === 'kill') return [`kill ${whom}`, `${whom} restarts`];
  if (where === 'pause') return [`pause ${whom}`, `${whom} goes on`];
  if (where === 'clock') {
    const [name = ''] = about.split(' by ');
    return [`clock of ${about.replace(' by ', ' off by ')}`, `clock of ${name} right again`];
  }
  return [`${where} ${whom}`, `${where} ${whom} ends`];
};

type Effect = (field: Battlefield, about: string) => (() => void) | undefined;

/** The nodes on either side that are there: a plan may name others, and one as often as it likes. */
const sidesOf = (
  { targets }: Battlefield,
  about: string,
): readonly [readonly string[], readonly string[]] => {
  const [one = '', other = ''] = about.split('|');
  const known = (side: string): readonly string[] =>
    [...new Set(side.split(','))].filter((name) => targets.has(name));
  return [known(one), known(other)];
};

const effects: Readonly<Record<string, Effect>> = {
  partition: (field, about) => {
    const { network } = field.world;
    const [a, b] = sidesOf(field, about);
    network.partition(a, b);
    return () => network.repair(a, b);
  },
  'one-way partition': (field, about) => {
    const { network } = field.world;
    const [a, b] = sidesOf(field, about);
    network.partitionOneWay(a, b);
    return () => network.repair(a, b);
  },
  hold: (field, about) => {
    const { network } = field.world;
    const [a, b] = sidesOf(field, about);
    network.hold(a, b);
    return () => network.release(a, b);
  },
  kill: ({ targets }, about) => {
    const machine = targets.get(about)?.machine;
    machine?.crash();
    return () => {
      if (machine?.state === 'crashed') machine.restart();
    };
  },
  pause: ({ targets }, about) => {
    const machine = targets.get(about)?.machine;
    machine?.pause();
    return () => machine?.resume();
  },
  clock: ({ targets }, about) => {
    const [, name = '', skew_ms, ppm] = /^(.*) by (-?\d+) ms, (-?\d+) ppm$/.exec(about) ?? [];
    const machine = targets.get(name)?.machine;
    machine?.skew(Number(skew_ms));
    machine?.drift(Number(ppm));
    return () => {
      machine?.skew(0);
      machine?.drift(0);
    };
  },
  disk: ({ targets, mix }, about) => {
    const machine = targets.get(about)?.machine;
    machine?.configureDisk(mix.disk);
    return () => machine?.configureDisk(calm(mix));
  },
  upgrade: ({ targets }, about) => {
    const target = targets.get(about);
    if (target?.upgrade !== undefined) target.machine.restart(target.upgrade);
    return undefined;
  },
};

/** A disk on which nothing strikes, but where a crash still takes what was not synced. */
export const calm = ({ disk }: Mix): Mix['disk'] => ({
  ...disk,
  misdirectedWrite: 0,
  staleRead: 0,
  corruptedRead: 0,
  readError: 0,
  writeError: 0,
  syncError: 0,
  noSpace: 0,
  slow: 0,
});

/** Mends everything that faults have done. */
export const heal = ({ world, targets, mix }: Battlefield): void => {
  const names = [...targets.keys()];
  world.network.configure({ loss: 0, duplication: 0, reordering: 0 });
  world.network.repair(names, names);
  world.network.release(names, names);
  for (const { machine } of targets.values()) {
    machine.configureDisk(calm(mix));
    machine.skew(0);
    machine.drift(0);
    if (machine.state === 'paused') machine.resume();
    if (machine.state === 'crashed') machine.restart();
  }
};
