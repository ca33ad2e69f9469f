import type { ReactNode } from 'react';

const shapes: Readonly<Record<string, string>> = { gold: '◆', silver: '◈', bronze: '◇' };

/** A tier as shape, colour and word. */
export function Tier({ tier }: { readonly tier: string }): ReactNode {
  return (
    <span className={`tier ${tier}`}>
      <span aria-hidden="true">{shapes[tier] ?? '·'}</span> {tier}
    </span>
  );
}

/** 'data-management' as words. */
export const spaced = (name: string): string => name.replaceAll('-', ' ').replaceAll('_', ' ');
