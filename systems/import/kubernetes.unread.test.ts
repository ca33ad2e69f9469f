import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { System } from '../system.ts';
import { both, callsOf, deployment, env, front, service, systemOf } from './fixture.ts';
import { importKubernetes } from './kubernetes.ts';

const imported = (text: string): System => systemOf(importKubernetes(text, 'k8s.yaml'));
const said = (system: System): string => system.warnings.join('\n');

const withSources = (name: string, sources: string): string =>
  deployment(name).replace('          env:', `          envFrom: ${sources}\n          env:`) +
  service(name, name, 'NodePort');

describe('importKubernetes, of what it cannot know', () => {
  it('says which environment is not in the file', () => {
    const here = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: here }\ndata: { A: b }\n';
    const system = imported(
      withSources('a', '[{ configMapRef: { name: conf } }, { configMapRef: { name: here } }]') +
        withSources('b', '[{ configMapRef: { name: conf } }, { secretRef: { name: keys } }]') +
        deployment('c', {
          env: '- { name: X_HOST, valueFrom: { configMapKeyRef: { name: lost, key: x } } }',
        }) +
        `---\n${here}`,
    );
    assert.match(
      said(system),
      /^a, b take environment from ConfigMap conf, and it is not in the file/m,
    );
    assert.match(
      said(system),
      /^b takes environment from Secret keys, and Secrets are never read/m,
    );
    assert.match(said(system), /^c takes environment from ConfigMap lost/m);
    assert.doesNotMatch(said(system), /ConfigMap here/);
  });

  it("knows Kubernetes' own variables of Services, and those that the container sets", () => {
    const system = imported(
      deployment('front', {
        env: `${env('CART', '$(CART_SERVICE_HOST):$(CART_SERVICE_PORT)')}
${env('STOCK', '$(BIG_STOCK_SERVICE_HOST)')}
${env('MAIL', '$(MAIL_PORT)/x')}
${env('SPACE', 'ads')}
${env('ADS_URL', 'http://$(SPACE).$(NS)')}
- { name: NS, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }
${env('TEA_URL', 'http://tea.$(NS).svc:$(TEA_PORT_NUMBER)')}`,
      }) +
        service('front', 'front', 'NodePort') +
        ['cart', 'big-stock', 'mail', 'ads', 'tea'].map((name) => both(name)).join(''),
    );
    assert.deepEqual(callsOf(system), [
      'front -> cart',
      'front -> big-stock',
      'front -> mail',
      'front -> tea',
    ]);
    // NS is set after ADS_URL uses it, so Kubernetes leaves it as it stands.
    assert.match(said(system), /no value in the file: \$\(NS\) \(in front\)/);
  });

  it('lists the variables that nobody set, and keeps to what a pod is given', () => {
    const system = imported(
      deployment('front', {
        env: `${env('CART_ADDR', '$(CART_SERVICE_HOST):80')}
${env('NEXT_URL', 'http://$(NEXT_HOST)/')}
${env('ESCAPED_URL', 'http://$$(NEVER)/')}
${env('LEVEL', '$(DEBUG)')}
- { name: PASSWORD, valueFrom: { secretKeyRef: { name: s, key: k } } }
- { name: DB_HOST, valueFrom: { secretKeyRef: { name: s, key: h } } }
- { name: H, valueFrom: { secretKeyRef: { name: s, key: h } } }
${env('H_URL', 'http://$(H)/')}
- { name: POD_IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }
${env('SELF_URL', 'http://$(POD_IP):80')}
${env('DB_URL', 'postgres://me:$(PASSWORD)@db:5432/x')}
${env('OTHER_URL', 'postgres://$(DB_HOST)/x')}`,
        pod: 'enableServiceLinks: false',
      }) +
        service('front', 'front', 'NodePort') +
        both('cart') +
        both('db', { image: 'postgres' }),
    );
    assert.deepEqual(callsOf(system), ['front -> db']);
    assert.match(
      said(system),
      /no value in the file: \$\(CART_SERVICE_HOST\), \$\(NEXT_HOST\), \$\(H\) \(in front\)/,
    );
    assert.match(said(system), /front takes 1 address from a Secret/);
  });

  it('does not let variables that double one another fill the memory', () => {
    const doubling = Array.from({ length: 60 }, (_, n) => env(`V${n + 1}`, `$(V${n})$(V${n})`));
    const system = imported(
      deployment('front', {
        env: [env('V0', 'ab'), ...doubling, env('CART_ADDR', 'cart:80')].join('\n'),
      }) + both('cart'),
    );
    assert.deepEqual(callsOf(system), ['front -> cart']);
  });

  it('lets the later of two objects of one name replace the earlier, and says so', () => {
    const system = imported(
      front('cart:80') +
        both('cart', { spec: 'replicas: 1', env: env('A_ADDR', 'old:80') }) +
        both('cart', { spec: 'replicas: 5' }) +
        both('cart', { namespace: 'other' }),
    );
    assert.deepEqual(
      system.services.map((one) => [one.name, one.replicas]),
      [
        ['front', 1],
        ['cart_default', 5],
        ['cart_other', 1],
      ],
    );
    assert.deepEqual(system.externals, []);
    assert.match(
      said(system),
      /later one replaces the earlier.*: Deployment cart \(k8s\.yaml:\d+ for :\d+\), Service cart \(k8s\.yaml:\d+ for :\d+\)\./,
    );
  });

  it('says when it did not understand a number of replicas', () => {
    const scaler = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: c }
spec: { scaleTargetRef: { kind: Deployment, name: c }, minReplicas: some }
`;
    const system = imported(
      deployment('a', { spec: 'replicas: two' }) + both('b') + both('c') + scaler,
    );
    assert.equal(system.services[0]?.replicas, 1);
    assert.match(said(system), /^c: 'some' at k8s\.yaml:\d+ is no number of replicas/m);
    assert.equal(system.provenance['services.c.replicas']?.kind, 'assumed');
    assert.match(said(system), /^a: 'two' at k8s\.yaml:\d+ is no number of replicas/m);
    assert.doesNotMatch(said(system), /^b: /m);
  });
});
