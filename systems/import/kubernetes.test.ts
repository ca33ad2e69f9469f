import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { System } from '../system.ts';
import { printSystem } from '../yaml/print.ts';
import { both, callsOf, deployment, env, front, names, service, systemOf } from './fixture.ts';
import { importKubernetes } from './kubernetes.ts';

const imported = (text: string, file = 'k8s.yaml'): System =>
  systemOf(importKubernetes(text, file));

describe('importKubernetes', () => {
  it('joins workloads and Services by labels, under the name that others call', () => {
    const system = imported(
      front('cart:80') +
        service('front-external', 'front', 'LoadBalancer') +
        deployment('cart-deployment') +
        service('cart', 'cart-deployment'),
    );
    assert.deepEqual(names(system), ['front', 'cart']);
    assert.deepEqual(callsOf(system), ['front -> cart']);
  });

  it('takes two versions behind one Service for one service', () => {
    const versions = ['v1', 'v2'].map((version) =>
      deployment(`reviews-${version}`).replaceAll(`app: reviews-${version}`, 'app: reviews'),
    );
    const system = imported(front('reviews:80') + versions.join('') + service('reviews'));
    assert.deepEqual(names(system), ['front', 'reviews']);
    assert.equal(system.services[1]?.replicas, 2);
    assert.match(system.warnings.join('\n'), /Service reviews leads to reviews-v1, reviews-v2/);
  });

  it('keeps namespaces apart', () => {
    const system = imported(
      both('cart', { namespace: 'a' }) +
        both('cart', { namespace: 'b' }) +
        front('http://cart.b.svc.cluster.local/x'),
    );
    assert.deepEqual(names(system), ['cart_a', 'cart_b', 'front']);
    assert.deepEqual(callsOf(system), ['front -> cart_b']);
  });

  it('reads replicas, their default and the least that autoscaling keeps', () => {
    const scaler = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: c }
spec: { scaleTargetRef: { kind: Deployment, name: c }, minReplicas: 3 }
`;
    const system = imported(
      deployment('a', { spec: 'replicas: 4' }) +
        deployment('b', { spec: 'paused: false' }) +
        deployment('c') +
        scaler +
        deployment('d', { kind: 'DaemonSet', spec: 'minReadySeconds: 1' }) +
        deployment('e', { spec: 'replicas: 0' }),
    );
    assert.deepEqual(
      system.services.map((one) => [
        one.name,
        one.replicas,
        system.provenance[`services.${one.name}.replicas`]?.kind,
      ]),
      [
        ['a', 4, 'read'],
        ['b', 1, 'read'],
        ['c', 3, 'read'],
        ['d', 1, 'assumed'],
      ],
    );
    assert.match(system.warnings.join('\n'), /e is scaled to 0 replicas/);
  });

  it('adds up the limits of containers, and knows none where one has none', () => {
    const pod = (limits: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - image: me/a
      resources: { limits: { cpu: 200m, memory: 128Mi } }
      livenessProbe: {}
      startupProbe: {}
    - image: envoyproxy/envoy
      resources: { limits: { ${limits} } }
`;
    const [all] = imported(pod('cpu: "0.1", memory: 64M')).services;
    assert.deepEqual(all?.resources, { cpu: 0.3, memory_bytes: 128 * 2 ** 20 + 64e6 });
    assert.deepEqual(all?.probes, ['liveness', 'startup']);
    const [some] = imported(pod('cpu: 1')).services;
    assert.deepEqual(some?.resources, { cpu: 1.2 });
  });

  it('reads zones only where they are named', () => {
    const spread = 'topologySpreadConstraints: [{ topologyKey: topology.kubernetes.io/zone }]';
    const system = imported(
      deployment('a', { pod: `${spread}\nnodeSelector: { topology.kubernetes.io/zone: north }` }) +
        deployment('b', { pod: spread }),
    );
    assert.deepEqual(
      system.services.map((one) => one.zones),
      [['north'], []],
    );
    assert.match(system.warnings.join('\n'), /b is spread over zones that the file does not name/);
  });

  it('knows stores and brokers by their image, not by what looks after them', () => {
    const images = [
      'redis:7',
      'docker.io/bitnami/postgresql:16',
      'confluentinc/cp-kafka@sha256:00',
      'oliver006/redis_exporter',
      'mongo-express',
      'registry:5000/me/redisearch-ui',
    ];
    const system = imported(
      front('x') + images.map((image, i) => deployment(`w${i}`, { image })).join(''),
    );
    assert.deepEqual(
      system.services.map((one) => one.kind),
      ['service', 'store', 'store', 'queue', 'service', 'service'],
    );
    assert.match(system.warnings.join('\n'), /^w3 look like discovery/m);
  });

  it('finds addresses in arguments, ConfigMaps and other variables, by whole names', () => {
    const map = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: conf }
data: { CART_URL: "http://cart", nginx.conf: "proxy_pass http://stock:80; see http://example.org" }
`;
    const text =
      deployment('front', {
        env: `${env('HOST', 'mail')}
${env('MAIL_URL', 'http://$(HOST):80')}
- { name: CART, valueFrom: { configMapKeyRef: { name: conf, key: CART_URL } } }
- { name: KEY_URL, valueFrom: { secretKeyRef: { name: s, key: k } } }
- { name: APP_NAME, value: ads }`,
        pod: 'volumes: [{ name: v, configMap: { name: conf } }]',
      }).replace(
        '          env:',
        '          args: ["--ads-x=5", "-h", "redis", "ads"]\n          env:',
      ) +
      service('front', 'front', 'NodePort') +
      map +
      ['cart', 'mail', 'stock', 'redis-cart', 'redis', 'ads'].map((name) => both(name)).join('');
    const system = imported(text);
    assert.deepEqual(callsOf(system).sort(), [
      'front -> cart',
      'front -> mail',
      'front -> redis',
      'front -> stock',
    ]);
    assert.deepEqual(system.externals, []);
    assert.match(system.warnings.join('\n'), /front takes 1 address from a Secret/);
    const from = system.provenance['services.front.operations.handle.calls.cart/handle'];
    assert.match(from?.kind === 'read' ? from.from : '', /^k8s\.yaml:\d+, CART$/);
  });

  it('lists what nothing answers to as external, without credentials', () => {
    const system = imported(
      deployment('front', {
        env: `${env('ASSISTANT_ADDR', 'assistant:80')}
${env('DB', 'postgres://admin:hush-hush@db.example.com:5432/x')}
${env('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://otel-collector:4317')}
${env('SELF_URL', 'http://front:80')}
${env('SCHEDULE', 'retries:3')}`,
      }) + service('front', 'front', 'LoadBalancer'),
    );
    assert.deepEqual(system.externals, [
      { name: 'assistant:80', callers: ['front'] },
      { name: 'db.example.com:5432', callers: ['front'] },
    ]);
    const said = system.warnings.join('\n');
    assert.match(
      said,
      /front names otel-collector, which looks like discovery, tracing or metrics/,
    );
    assert.match(said, /front names an address of its own/);
    assert.equal(printSystem(system).includes('hush'), false);
  });

  it('leaves clients out, and turns consumers of a broker round', () => {
    const system = imported(
      front('rabbitmq:5672') +
        both('rabbitmq', { image: 'rabbitmq:3' }) +
        deployment('worker', { env: env('AMQP_URL', 'amqp://rabbitmq') }) +
        deployment('loadgenerator', { env: env('FRONT_ADDR', 'front:80') }),
    );
    assert.deepEqual(callsOf(system), ['front -> rabbitmq', 'rabbitmq -> worker']);
    assert.deepEqual(system.services[1]?.operations[0]?.calls[0]?.mode, 'queue');
    assert.match(system.warnings.join('\n'), /loadgenerator only calls front.*client/);
  });

  it('cuts the call that closes a circle, and says how to state it', () => {
    const system = imported(
      front('a:80') +
        both('a', { env: env('B_URL', 'http://b') }) +
        both('b', { env: env('A_URL', 'http://a') }),
    );
    assert.deepEqual(callsOf(system), ['front -> a', 'a -> b']);
    assert.match(
      system.warnings.join('\n'),
      /a -> b -> a: the call b -> a is left out.*second operation/,
    );
  });

  it('takes routes from outside for entries', () => {
    const ingress = `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: way-in }
spec: { rules: [{ http: { paths: [{ backend: { service: { name: shop } } }] } }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: second }
spec: { rules: [{ backendRefs: [{ name: api, port: 80 }] }] }
`;
    const system = imported(both('shop') + both('api') + both('other') + ingress);
    assert.deepEqual(
      system.entries.map((entry) => entry.service),
      ['shop', 'api'],
    );
    assert.match(
      system.warnings.join('\n'),
      /The file names few calls: from shop they reach 0 of 1 other/,
    );
  });

  it('assumes the likeliest entry when nothing is open', () => {
    const system = imported(
      both('stock') + both('web-frontend', { env: env('URL', 'http://stock') }),
    );
    assert.deepEqual(
      system.entries.map((entry) => entry.service),
      ['web-frontend'],
    );
    assert.equal(system.provenance['entries.web-frontend/handle']?.kind, 'assumed');
  });

  it('reads Lists, and passes over what is none of its business', () => {
    const list = `apiVersion: v1
kind: Secret
data: { not: "even yaml }
---
apiVersion: v1
kind: List
items:
  - { apiVersion: apps/v1, kind: Deployment, metadata: { name: a }, spec: { template: { spec: { containers: [] } } } }
  - { apiVersion: example.com/v1, kind: Widget, metadata: { name: w } }
  - { apiVersion: batch/v1, kind: Job, metadata: { name: once } }
`;
    const system = imported(list);
    assert.deepEqual(names(system), ['a']);
    assert.match(system.warnings.join('\n'), /once runs and ends/);
  });

  it('calls the system by its namespace, its folder or its file', () => {
    assert.equal(imported(both('a', { namespace: 'shop' }), 'x.yaml').name, 'shop');
    assert.equal(
      imported(both('a'), '../real/boutique/kubernetes-manifests.yaml').name,
      'boutique',
    );
    assert.equal(imported(both('a'), 'tea.yaml').name, 'tea');
  });
});
