import { show, showShort } from '../value.ts';
import type { Operation } from './operation.ts';

/** An operation as a person reads it, such as `write 3`, `read → 3`, `cas [1 2]` or `dequeue → ?`. */
export function describe({ f, input, output, outcome }: Operation): string {
  const given = input === null ? f : `${f} ${showShort(input)}`;
  if (outcome === 'ok' && output !== null && show(output) !== show(input)) {
    return `${given} → ${showShort(output)}`;
  }
  if (outcome === 'ok' && output === null && input === null && f !== 'release' && f !== 'acquire') {
    return `${given} → nothing`;
  }
  return outcome === 'info' ? `${given} → ?` : given;
}
