import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { unreached } from './faults.ts';
import { detectFormat } from './import/detect.ts';
import { importKubernetes } from './import/kubernetes.ts';
import { parseSystem } from './yaml/parse.ts';
import { printSystem } from './yaml/print.ts';
import { formatProblem } from './yaml/problem.ts';

const example = (name: string): string =>
  readFileSync(new URL(`../examples/shop/${name}`, import.meta.url), 'utf8');

const parse = (name: string) => {
  const parsed = parseSystem(example(name), name);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.problems.map(formatProblem).join('\n'));
  return parsed.system;
};

describe('examples/shop', () => {
  it('imports to the text that stands beside it', () => {
    const imported = importKubernetes(example('kubernetes.yaml'), 'examples/shop/kubernetes.yaml');
    assert.ok(imported.ok);
    assert.equal(printSystem(imported.system), example('imported.system.yaml'));
    assert.deepEqual(parse('imported.system.yaml'), imported.system);
  });

  it('states what the manifest could not say, of the same services', () => {
    const imported = parse('imported.system.yaml');
    const stated = parse('system.yaml');
    const names = (system: typeof stated) => system.services.map((service) => service.name);
    assert.deepEqual(names(stated), names(imported));
    assert.deepEqual(
      stated.services.map((service) => [service.kind, service.replicas, service.zones]),
      imported.services.map((service) => [service.kind, service.replicas, service.zones]),
    );
    assert.deepEqual(unreached(stated), []);
  });

  it('names lines of the manifest that say what it quotes', () => {
    const lines = example('kubernetes.yaml').split('\n');
    for (const [path, origin] of Object.entries(parse('system.yaml').provenance)) {
      if (origin.kind !== 'read') continue;
      const line = lines[Number(/^kubernetes\.yaml:(\d+)/.exec(origin.from)?.[1]) - 1];
      if (path.endsWith('.kind')) continue;
      assert.ok(line !== undefined && line.trim() !== '', `${path}: ${origin.from}`);
      if (path.endsWith('.cpu')) assert.match(line, /cpu:/, path);
      if (path.endsWith('.memory')) assert.match(line, /memory:/, path);
    }
  });

  it('is told apart from manifests', () => {
    assert.equal(detectFormat(example('system.yaml')), 'system');
    assert.equal(detectFormat(example('kubernetes.yaml')), 'kubernetes');
    assert.equal(detectFormat('name: x\nservices:\n  a:\n    image: b\n'), 'compose');
    assert.equal(detectFormat('services: {}\nentries: {}\n'), 'system');
    assert.equal(detectFormat('{"items":[],"kind":"List","apiVersion":"v1"}'), 'kubernetes');
    assert.equal(detectFormat('{\n  "apiVersion": "v1",\n  "kind": "List"\n}'), 'kubernetes');
    assert.equal(detectFormat('{"services":{"a":{"image":"b"}}}'), 'compose');
    assert.equal(detectFormat('{"services":{},"entries":{}}'), 'system');
    assert.equal(detectFormat('{"dstudio":"system/1","name":"x"}'), 'system');
    assert.equal(detectFormat('{"name":"apiVersion","kind":"services"}'), 'unknown');
    assert.equal(detectFormat('{\n  "apiVersion": "v1",\n  "kind": "List"\n'), 'kubernetes');
    assert.equal(detectFormat('hello'), 'unknown');
    assert.equal(detectFormat(''), 'unknown');
  });
});
