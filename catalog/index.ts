export { type CheckOptions, checkCatalog } from './check.ts';
export { type Evidence, parseEvidence } from './evidence.ts';
export { anchorMaker } from './markdown.ts';
export * from './page.ts';
export { type ParsedPage, parsePage } from './parse.ts';
export {
  formatProblems,
  type Position,
  type Problem,
  type ProblemCode,
  type Severity,
  sortProblems,
} from './problem.ts';
export { toSarif } from './sarif.ts';
export { type Searchable, type SearchFilter, search } from './search.ts';
export { type Summary, summarise } from './summary.ts';
