import type { TestEvent } from '../history.ts';
import { brief, cut, sameJson } from '../json.ts';
import type { Flaw, WorkloadResult } from './result.ts';

const FLAWS_MAX = 32;
/** In the summary. */
const REFUSAL_LENGTH_MAX = 400;

/** How an operation ends that nobody answered. */
const SILENCE: ReadonlySet<string> = new Set(['net-timeout', 'the test was stopped']);

/** Every answer is what was sent. */
export const judgeEcho = (events: readonly TestEvent[]): WorkloadResult => {
  const sent = new Map<TestEvent['process'], TestEvent>();
  const findings: Flaw[] = [];
  let echoed = 0;
  let wrong = 0;
  let refusal: string | undefined;
  for (const event of events) {
    if (event.type === 'invoke') sent.set(event.process, event);
    if (event.error !== undefined && !SILENCE.has(event.error)) refusal ??= event.error;
    const asked = sent.get(event.process);
    if (event.type !== 'ok' || asked === undefined) continue;
    echoed++;
    if (sameJson(event.value, asked.value)) continue;
    wrong++;
    if (findings.length === FLAWS_MAX) continue;
    findings.push({
      kind: 'wrong-echo',
      text: `Process ${event.process} sent ${brief(asked.value)} and got back ${brief(event.value)}.`,
      events: [asked.index],
    });
  }
  const valid = wrong === 0 ? (echoed > 0 ? true : 'unknown') : false;
  const nothing =
    refusal === undefined
      ? 'Nothing came back.'
      : `No echo came back, but: ${cut(refusal, REFUSAL_LENGTH_MAX)}.`;
  const summary =
    findings[0]?.text ??
    (echoed > 0 ? `All ${echoed} echoes came back as they were sent.` : nothing);
  return { valid, summary, findings, counts: { echoed, wrong }, drawings: [] };
};
