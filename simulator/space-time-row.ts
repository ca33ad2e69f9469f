import type { Happening } from './happening.ts';

/** One row of a diagram: a message on its way, or something that happened somewhere. */
export interface Row {
  readonly at_ms: number;
  readonly kind: Exclude<Happening['kind'], 'send'>;
  readonly from: string | undefined;
  /** Of a message. */
  readonly to?: string;
  /** Of a fault, the other nodes that it strikes. */
  readonly also?: readonly string[];
  readonly sent_ms?: number;
  /** Of a message, the place of the first row that came after it was sent, from 0. */
  readonly sentBefore?: number;
  readonly text: string;
  /** Of a message that came again and again with nothing new in between. */
  readonly repeated?: { readonly times: number; readonly last_ms: number };
  /** How many events are left out here because they are like those around: then no other field but `text` says more. */
  readonly folded?: number;
}

/** Whether it is a message, arrived or lost. */
export const isMessage = (row: Row): row is Row & { readonly from: string; readonly to: string } =>
  row.from !== undefined && row.to !== undefined;

/** Some rows of all, with `sentBefore` counting those that stay. */
export const renumbered = (
  rows: readonly Row[],
  stays: (row: Row, index: number) => Row | undefined,
): readonly Row[] => {
  const kept: Row[] = [];
  /** By row, how many of those before it are kept. */
  const places: number[] = [];
  for (const [index, row] of rows.entries()) {
    places.push(kept.length);
    const stayed = stays(row, index);
    if (stayed === undefined) continue;
    const { sentBefore } = stayed;
    kept.push(
      sentBefore === undefined ? stayed : { ...stayed, sentBefore: places[sentBefore] ?? 0 },
    );
  }
  return kept;
};

/** How many events stand in a row. */
export const eventsIn = ({ kind, repeated, folded }: Row): number =>
  kind === 'failure' ? 0 : (folded ?? repeated?.times ?? 1);
