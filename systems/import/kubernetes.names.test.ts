import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { System } from '../system.ts';
import { both, callsOf, deployment, env, front, names, service, systemOf } from './fixture.ts';
import { importKubernetes } from './kubernetes.ts';

const imported = (text: string): System => systemOf(importKubernetes(text, 'k8s.yaml'));
const said = (system: System): string => system.warnings.join('\n');

const alias = (name: string, host: string): string => `---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { type: ExternalName, externalName: ${host} }
`;

/** A Deployment with a label that all parts of the shop share. */
const part = (name: string, more: Parameters<typeof deployment>[1] = {}): string =>
  deployment(name, more).replace(
    `labels: { app: ${name} }`,
    `labels: { app: ${name}, part-of: shop }`,
  );

const broad = (name: string): string =>
  service(name).replace(`selector: { app: ${name} }`, 'selector: { part-of: shop }');

describe('importKubernetes, of Services without a workload of their own', () => {
  it('follows an ExternalName to the outside and back in', () => {
    const system = imported(
      deployment('front', {
        env: `${env('CACHE_HOST', 'cache')}
${env('MAIL', 'mail:25')}
${env('CART_HOST', 'basket')}`,
      }) +
        service('front', 'front', 'LoadBalancer') +
        alias('cache', 'cache.example.com') +
        deployment('cache') +
        alias('mail', 'mail-2') +
        alias('mail-2', 'smtp.example.com.') +
        alias('basket', 'cart.other.svc.cluster.local') +
        both('cart', { namespace: 'other' }) +
        alias('loop', 'loop'),
    );
    assert.deepEqual(callsOf(system), ['front -> cart']);
    assert.deepEqual(system.externals, [
      { name: 'cache.example.com', callers: ['front'] },
      { name: 'smtp.example.com:25', callers: ['front'] },
    ]);
    assert.match(
      said(system),
      /front names cache\.example\.com, which the Service cache \(ExternalName\) leads to: listed under externals/,
    );
  });

  it('ends where ExternalNames lead round in a circle', () => {
    const system = imported(front('a') + alias('a', 'b') + alias('b', 'a'));
    assert.equal(system.externals.length, 1);
  });

  it('lists a Service that nothing stands behind, whatever the key is called', () => {
    const system = imported(
      front('legacy:80', 'BASKET') + service('legacy') + service('unused') + both('other'),
    );
    assert.deepEqual(system.externals, [{ name: 'legacy:80', callers: ['front'] }]);
    assert.match(
      said(system),
      /front names legacy:80, a Service that no workload of the file stands behind/,
    );
    // A plain word under such a key is only a word.
    assert.deepEqual(imported(front('legacy', 'MODE') + service('legacy')).externals, []);
  });

  it('does not join workloads with Services of their own through one that selects them all', () => {
    const parts = ['front', 'cart', 'stock'];
    const text =
      broad('metrics') +
      part('front', { env: `${env('A', 'cart:80')}\n${env('B', 'metrics:90')}` }) +
      part('cart') +
      part('stock') +
      part('worker') +
      parts.map((name) => service(name)).join('');
    const system = imported(text);
    assert.deepEqual(names(system), [...parts, 'worker']);
    assert.deepEqual(callsOf(system), ['front -> cart']);
    assert.deepEqual(system.externals, [{ name: 'metrics:90', callers: ['front'] }]);
    assert.match(
      said(system),
      /Service metrics selects front, cart, stock, worker, which have Services of their own: .*not read/,
    );
    assert.match(said(system), /metrics:90, a Service in front of several that have Services/);
  });

  it('does not join a worker to the one Service beside it, and does join versions', () => {
    const mixed = imported(broad('metrics') + part('front') + service('front') + part('worker'));
    assert.deepEqual(names(mixed), ['front', 'worker']);
    const versions = imported(
      broad('web') + part('web-stable') + part('web-canary') + service('web-canary'),
    );
    assert.equal(versions.services.length, 1);
    assert.equal(versions.services[0]?.replicas, 2);
    const alone = imported(broad('shop') + part('a') + part('b'));
    assert.deepEqual(names(alone), ['shop']);
    assert.match(said(alone), /Service shop leads to a, b: taken as one/);
  });
});
