import { show } from '../value.ts';
import type { Operation } from './operation.ts';

/** Longer values are cut: a drawing or a sentence holds no list of thousands. */
const LENGTH_MAX = 60;

const short = (text: string): string =>
  text.length <= LENGTH_MAX ? text : `${text.slice(0, LENGTH_MAX - 3)}...`;

/** An operation as a person reads it, such as `write 3`, `read → 3`, `cas [1 2]` or `dequeue → ?`. */
export function describe({ f, input, output, outcome }: Operation): string {
  const given = input === null ? f : `${f} ${short(show(input))}`;
  if (outcome === 'ok' && output !== null && show(output) !== show(input)) {
    return `${given} → ${short(show(output))}`;
  }
  if (outcome === 'ok' && output === null && input === null && f !== 'release' && f !== 'acquire') {
    return `${given} → nothing`;
  }
  return outcome === 'info' ? `${given} → ?` : given;
}
