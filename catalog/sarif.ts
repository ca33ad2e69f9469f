import { PROBLEM_CODES, type Problem, type ProblemCode } from './problem.ts';

/**
 * Problems as a log of the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), the
 * form that code hosts show beside the lines. Rules are those that occur, sorted by id.
 */
export const toSarif = (problems: readonly Problem[]) => {
  const codes: readonly ProblemCode[] = [...new Set(problems.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'dstudio catalog check',
            rules: codes.map((id) => ({ id, shortDescription: { text: PROBLEM_CODES[id] } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: problems.map(({ code, severity, file, line, column, message }) => ({
          ruleId: code,
          ruleIndex: codes.indexOf(code),
          level: severity,
          message: { text: message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
                region: { startLine: line, startColumn: column },
              },
            },
          ],
        })),
      },
    ],
  };
};
