import assert from 'node:assert/strict';
import type { System } from '../system.ts';
import { parseSystem } from '../yaml/parse.ts';
import { printSystem } from '../yaml/print.ts';
import { formatProblem } from '../yaml/problem.ts';
import type { Imported } from './draft.ts';

/** Small manifests for tests. */

/** Indents all lines but the first, to stand behind a key. */
const inside = (text: string, indent: number): string =>
  text.trim().replaceAll('\n', `\n${' '.repeat(indent)}`);

export const deployment = (
  name: string,
  more: {
    env?: string;
    pod?: string;
    spec?: string;
    image?: string;
    kind?: string;
    namespace?: string;
  } = {},
): string => `---
apiVersion: apps/v1
kind: ${more.kind ?? 'Deployment'}
metadata: { name: ${name}, namespace: ${more.namespace ?? 'default'} }
spec:
  ${inside(more.spec ?? 'replicas: 1', 2)}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: main
          image: ${more.image ?? `registry.example/${name}:1`}
          env:
            - { name: PORT, value: "8080" }
            ${inside(more.env ?? '', 12)}
      ${inside(more.pod ?? '', 6)}
`;

export const service = (
  name: string,
  app = name,
  type = 'ClusterIP',
  namespace = 'default',
): string => `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { type: ${type}, selector: { app: ${app} }, ports: [{ port: 80 }] }
`;

export const env = (name: string, value: string): string =>
  `- { name: ${name}, value: "${value}" }`;

export const both = (name: string, more: Parameters<typeof deployment>[1] = {}): string =>
  deployment(name, more) + service(name, name, 'ClusterIP', more.namespace);

export const front = (value: string, name = 'ADDR'): string =>
  deployment('front', { env: env(name, value) }) + service('front', 'front', 'LoadBalancer');

/** The imported system, after it was printed and parsed back to the same. */
export const systemOf = (result: Imported): System => {
  assert.ok(result.ok, result.ok ? '' : result.problems.map(formatProblem).join('\n'));
  const again = parseSystem(printSystem(result.system), 'again.yaml');
  assert.ok(again.ok, again.ok ? '' : again.problems.map(formatProblem).join('\n'));
  assert.deepEqual(again.system, result.system);
  return result.system;
};

/** What a person reads when a file cannot be imported. */
export const faultOf = (result: Imported): string => {
  assert.ok(!result.ok, 'imported without a fault');
  return result.problems.map(formatProblem).join('\n');
};

export const callsOf = (system: System): string[] =>
  system.services.flatMap((one) =>
    one.operations.flatMap((operation) =>
      operation.calls.map((call) => `${one.name} -> ${call.service}`),
    ),
  );

export const names = (system: System): string[] => system.services.map((one) => one.name);
