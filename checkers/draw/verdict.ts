import type { HistoryVerdict } from '../registry.ts';
import { drawCycleSvg } from '../transactions/draw.ts';
import type { Anomaly } from '../transactions/types.ts';
import type { Finding } from '../verdict.ts';
import { drawSvg } from './svg.ts';

/**
 * What refutes a history, as an SVG document: the counterexample of a search, or the worst cycle of
 * transactions. Undefined when there is neither.
 */
export const drawVerdict = ({ counterexample, findings }: HistoryVerdict): string | undefined =>
  counterexample === undefined
    ? findings
        .filter(isAnomaly)
        .map(drawCycleSvg)
        .find((drawing) => drawing !== '')
    : drawSvg(counterexample);

const isAnomaly = (finding: Finding): finding is Anomaly => 'steps' in finding;
