import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { System } from '../system.ts';
import { both, deployment, env, front, service, systemOf } from './fixture.ts';
import { importKubernetes } from './kubernetes.ts';

const imported = (text: string): System => systemOf(importKubernetes(text, 'k8s.yaml'));
const said = (system: System): string => system.warnings.join('\n');

const virtual = (name: string, rules: string, more = ''): string => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name} }
spec: { hosts: [${name}], ${more} http: [${rules}] }
`;
const to = (name: string, more: string): string =>
  `{ route: [{ destination: { host: ${name} } }], ${more} }`;
const route = (parent: string, rules: string): string => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: way }
spec: { parentRefs: [${parent}], rules: [${rules}] }
`;
const rule = (name: string, more = ''): string => `{ backendRefs: [{ name: ${name} }] ${more} }`;

const policiesOf = (system: System) =>
  system.services.flatMap((one) =>
    one.operations.flatMap(({ calls }) =>
      calls.flatMap((call) => call.policies.map((policy) => [one.name, call.service, policy])),
    ),
  );
const timeout = (after: string) => ({ slug: 'timeout', parameters: { after } });

describe('importKubernetes, of rules for requests', () => {
  it('reads a timeout that holds for every call to a service, and says where it is put', () => {
    for (const text of [
      virtual('cart', to('cart', 'timeout: 1.5s')),
      virtual(
        'cart',
        to('cart.default.svc.cluster.local', 'timeout: 1s500ms, retries: { attempts: 0 }'),
      ),
      virtual('cart', to('cart', 'timeout: 1500ms'), 'gateways: [mesh],'),
      route(
        '{ kind: Service, name: cart }',
        rule('cart', ', timeouts: { request: 2s, backendRequest: 1.5s }'),
      ),
    ]) {
      const system = imported(front('cart:80') + both('cart') + text);
      assert.deepEqual(policiesOf(system), [['front', 'cart', timeout('1500ms')]], text);
      assert.match(
        said(system),
        /^The timeout of 1500ms at k8s\.yaml:\d+, (VirtualService cart|HTTPRoute way) is put on the calls to cart of front\./m,
      );
      assert.doesNotMatch(said(system), /^Not read/m);
    }
  });

  it('reads no timeout that holds for some calls only, or for more than one attempt', () => {
    for (const [text, named] of [
      [virtual('cart', to('cart', 'timeout: 2s, match: [{ uri: { prefix: /x } }]')), 'timeout'],
      [virtual('cart', `${to('cart', 'timeout: 2s')}, ${to('cart', 'timeout: 2s')}`), 'timeout'],
      [virtual('cart', to('cart', 'timeout: 2s, retries: { attempts: 3 }')), 'timeout, retries'],
      [virtual('cart', to('cart', 'timeout: soon')), 'timeout'],
      [virtual('cart', to('cart', 'timeout: 2s, fault: { abort: {} }')), 'timeout, fault'],
      [virtual('cart', to('other', 'timeout: 2s')), 'timeout, route to other'],
      [virtual('cart', to('other', 'x: 1')), 'route to other'],
      [virtual('cart', to('cart', 'mirror: { host: b }')), 'mirror'],
    ] as const) {
      const system = imported(front('cart:80') + both('cart') + both('other') + text);
      assert.deepEqual(policiesOf(system), [], text);
      assert.match(
        said(system),
        new RegExp(
          `^Not read.*: VirtualService cart \\(${named}, k8s\\.yaml:\\d+\\)\\. State what`,
          'm',
        ),
        text,
      );
    }
    const none = imported(
      front('cart:80') + both('cart') + virtual('cart', to('cart', 'timeout: 0s')),
    );
    assert.deepEqual(policiesOf(none), []);
    assert.doesNotMatch(
      said(imported(both('a') + virtual('a', to('a', 'x: 1')))),
      /VirtualService/,
    );
  });

  it('says when nothing is known to call what a timeout is for', () => {
    const system = imported(
      front('x:80') + both('cart') + virtual('cart', to('cart', 'timeout: 2s')),
    );
    assert.match(
      said(system),
      /The timeout of 2s at k8s\.yaml:\d+, VirtualService cart is not read, for no call to cart is known/,
    );
  });

  it("takes a gateway's timeout for the patience of who comes through it", () => {
    const shop = deployment('front', { env: env('A_ADDR', 'cart:80') }) + both('cart');
    const patience = 'entries.front/handle.patience';
    const through = imported(
      `${shop}${service('front')}${route('{ name: gate }', rule('front', ', timeouts: { request: 3s }'))}`,
    );
    assert.equal(through.entries[0]?.patience_ms, 3_000);
    const from = through.provenance[patience];
    assert.equal(from?.kind, 'read');
    assert.match(
      from.kind === 'read' ? from.from : '',
      /^k8s\.yaml:\d+, HTTPRoute way answers in its place after that$/,
    );
    const istio = virtual('front', to('front', 'timeout: 4s'), 'gateways: [gate],');
    assert.equal(imported(`${shop}${service('front')}${istio}`).entries[0]?.patience_ms, 4_000);

    for (const text of [
      `${service('front', 'front', 'LoadBalancer')}${route('{ name: gate }', rule('front', ', timeouts: { request: 3s }'))}`,
      `${service('front')}${route('{ name: gate }', `${rule('front', ', timeouts: { request: 3s }')}, ${rule('front')}`)}`,
    ]) {
      const system = imported(shop + text);
      assert.equal(system.provenance[patience]?.kind, 'assumed', text);
      assert.match(said(system), /^Not read.*: HTTPRoute way \(timeout, k8s\.yaml:\d+\)/m, text);
    }
    const inner = imported(
      `${shop}${service('front', 'front', 'LoadBalancer')}${route('{ name: gate }', rule('cart', ', timeouts: { request: 3s }'))}`,
    );
    assert.match(
      said(inner),
      /HTTPRoute way is not read: it bounds requests from outside, and cart is taken for no entry/,
    );
  });

  it('names what a DestinationRule and an annotation say', () => {
    const system = imported(
      `${front('cart:80')}${both('cart')}---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart }
spec:
  host: cart
  trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 } }
  subsets: [{ name: v1, trafficPolicy: { connectionPool: { tcp: { maxConnections: 9 } } } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: plain }
spec: { host: cart, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: door
  annotations: { nginx.ingress.kubernetes.io/proxy-read-timeout: "5", example.com/owner: me }
spec: {}
`,
    );
    assert.match(
      said(system),
      /^Not read.*: DestinationRule cart \(outlierDetection, connectionPool, k8s\.yaml:\d+\), Ingress door \(nginx\.ingress\.kubernetes\.io\/proxy-read-timeout, k8s\.yaml:\d+\)\. /m,
    );
    assert.doesNotMatch(said(system), /plain|owner/);
  });

  it('names the kinds that it passes over, and not those that say nothing of requests', () => {
    const object = (kind: string, name: string, version = 'v1') =>
      `---\napiVersion: ${version}\nkind: ${kind}\nmetadata: { name: ${name} }\n`;
    const system = imported(
      `${front('cart:80')}${both('cart')}${object('NetworkPolicy', 'deny')}${object('NetworkPolicy', 'allow')}${object('ServiceProfile', 'cart')}${object('ServiceAccount', 'me')}${object('Service', 'fn', 'serving.knative.dev/v1')}`,
    );
    assert.match(
      said(system),
      /^Not read, for .*: NetworkPolicy deny, allow; ServiceProfile cart; Service fn\. If/m,
    );
    assert.doesNotMatch(said(system), /ServiceAccount/);
  });
});
