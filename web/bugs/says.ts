import type { Row } from '@dstudio/simulator';

/** A row of a space-time diagram as a sentence, for who reads step by step and for screen readers. */
export function saysOf(row: Row): string {
  const { at_ms, kind, from, to, also = [], sent_ms, text, repeated } = row;
  const at = `At ${timeOf(at_ms)}`;
  if (from === undefined) return kind === 'failure' ? `${at} it fails: ${text}` : `${at}: ${text}`;
  if (to === undefined) return `${at} ${verbs[kind]} ${[from, ...also].join(', ')}: ${text}`;
  const sent = sent_ms === undefined || sent_ms === at_ms ? '' : `, sent at ${timeOf(sent_ms)}`;
  const again = repeated ? `, ${repeated.times} times until ${timeOf(repeated.last_ms)}` : '';
  return kind === 'lost'
    ? `${at} “${text}” from ${from} to ${to} is lost${sent}${again}`
    : `${at} ${to} receives “${text}” from ${from}${sent}${again}`;
}

/** As it stands beside the row. */
const timeOf = (at_ms: number): string => `${at_ms.toFixed(1)} ms`;

const verbs: Readonly<Record<Row['kind'], string>> = {
  arrive: 'a message reaches',
  lost: 'a message is lost at',
  fault: 'a fault strikes',
  operation: 'somebody asks',
  fact: 'it is noted of',
  failure: 'it fails at',
};
