import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deployment, faultOf, service } from './fixture.ts';
import { importKubernetes } from './kubernetes.ts';

const fault = (text: string): string => faultOf(importKubernetes(text, 'k8s.yaml'));

describe('importKubernetes on bad input', () => {
  const faults: readonly (readonly [string, string, RegExp])[] = [
    ['an empty file', '', /k8s\.yaml:1:1 the file is empty/],
    ['no object', 'a: 1\n', /no Kubernetes object is in it/],
    ['no workload', service('a'), /no workload is in it, only Service/],
    [
      'a Kustomization',
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n',
      /kubectl kustomize/,
    ],
    [
      'a Helm template',
      'kind: Service\nmetadata:\n  name: {{ .Values.name }}\n',
      /k8s\.yaml:3:1 .*Helm template.*helm template/,
    ],
    [
      'another template',
      'kind: Service\nname: {{ x }}: {{ y }}\n',
      /if this is a template, render it/,
    ],
    ['broken YAML', 'apiVersion: v1\nkind: "Pod\n', /k8s\.yaml:\d+:\d+ this is not valid YAML/],
    [
      'too much text',
      `a: ${'x'.repeat(9 * 2 ** 20)}`,
      /9\.0 MiB long, a manifest at most 8\.0 MiB/,
    ],
    [
      'a long text that is no YAML',
      `a:\n  b: ${"'\n".repeat(2 ** 20)}`,
      /not YAML: \d+ faults in its first 64 KiB/,
    ],
    ['brackets without end', `\n\na: ${'['.repeat(2 ** 22)}`, /k8s\.yaml:3:1 .*nested too deeply/],
    ['binary content', 'a: \0', /holds binary content/],
    [
      'a bomb of aliases',
      `a: &a [${'x,'.repeat(99)}x]\n${Array.from({ length: 8 }, (_, i) => `${'bcdefghi'[i]}: &${'bcdefghi'[i]} [${`*${'abcdefgh'[i]},`.repeat(99)}1]`).join('\n')}\n`,
      /unfolds to more than 1000000 values/,
    ],
    [
      'only infrastructure',
      deployment('consul', { image: 'hashicorp/consul' }),
      /no workload in it serves requests/,
    ],
  ];
  for (const [what, text, expected] of faults) {
    it(`refuses ${what}`, () => assert.match(fault(text), expected));
  }
});
