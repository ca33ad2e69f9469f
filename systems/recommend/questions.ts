import type { Requirement } from '@dstudio/patterns/policy';
import type { Question } from '../report.ts';
import type { Remedy } from './search.ts';

const questionFor = (from: string, to: string, requirement: Requirement, repeated: boolean) => {
  if (requirement === 'optional') {
    return `Can ${from} give a useful answer without the one from ${to}?`;
  }
  return repeated
    ? `${from} calls ${to}, which is stated as not idempotent, and a caller further out is stated as idempotent: does ${to} do no harm when that caller asks twice?`
    : `May ${from} call ${to} twice for one request without harm?`;
};

/** What would have to be known before more can be mended, the question that bears on most first. */
export const questionsOf = (
  remedies: readonly Remedy[],
  open: ReadonlySet<string>,
): readonly Question[] => {
  const questions = new Map<string, { question: string; cells: Set<string> }>();
  for (const { bundle, mends } of remedies) {
    const cells = [...mends].filter((id) => open.has(id));
    if (cells.length === 0) continue;
    for (const { edge, requirement } of bundle.asks) {
      const [from = '', to = ''] = edge.id.split(' -> ');
      const [service, operation] = from.split('/');
      const path = `services.${service}.operations.${operation}.calls.${to}.${requirement}`;
      const question = questionFor(from, to, requirement, edge.call.idempotent === 'no');
      const known = questions.get(path) ?? { question, cells: new Set<string>() };
      for (const id of cells) known.cells.add(id);
      questions.set(path, known);
    }
  }
  return [...questions]
    .map(([path, { question, cells }]) => ({ path, question, cells: [...cells] }))
    .sort((a, b) => b.cells.length - a.cells.length);
};
