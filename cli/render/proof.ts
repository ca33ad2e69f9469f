import type { ClaimProof, Lab } from '@dstudio/simulator';
import { count } from './figures.ts';
import { wrap } from './layout.ts';
import type { Style } from './style.ts';

/** How a lab's claims fared, and what the lab leaves out. */
export function renderProof(
  lab: Pick<Lab, 'title' | 'question' | 'notModelled'>,
  claims: readonly ClaimProof[],
  width: number,
  style: Style,
): string {
  const parts = [
    wrap(`${style.strong(lab.title)}: ${lab.question}`, width),
    ...claims.map((claim) => renderClaim(claim, width, style)),
    [
      'Not modelled:',
      ...lab.notModelled.map((text) => `  - ${wrap(text, width, '    ').trimStart()}`),
    ].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function renderClaim(
  { text, unit, held, of, worst, limit, firstFailure }: ClaimProof,
  width: number,
  style: Style,
): string {
  const holds = held === of;
  const result = holds
    ? style.good(`held in all of ${count(of, 'seed')}`)
    : style.bad(`held in ${held} of ${count(of, 'seed')}`);
  const figures = Number.isNaN(worst)
    ? 'at worst it could not be measured'
    : `worst ${figure(worst, unit)}, limit ${figure(limit, unit)}`;
  const first = firstFailure === undefined ? '' : `, first refuted by seed ${firstFailure}`;
  return `${wrap(text, width)}\n${wrap(`${result}; ${figures}${first}`, width, '    ')}`;
}

/** To four digits and in one unit, so that what was measured can be held against the limit. */
function figure(value: number, unit: string): string {
  if (Number.isNaN(value)) return 'unknown';
  if (value === Infinity && unit === 'ms') return 'never';
  const rounded = (number: number): string => String(Number(number.toPrecision(4)));
  if (unit === 'share') return `${rounded(value * 100)}%`;
  return `${rounded(value)} ${unit}`.trimEnd();
}
