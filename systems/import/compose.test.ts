import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { System } from '../system.ts';
import { printSystem } from '../yaml/print.ts';
import { importCompose } from './compose.ts';
import { callsOf, faultOf, systemOf } from './fixture.ts';

const imported = (text: string, file = 'compose.yaml'): System =>
  systemOf(importCompose(text, file));

const SHOP = `name: tea
x-common: &common
  restart: always
  environment: &env
    STOCK_URL: http://\${STOCK:-stock}:80
services:
  front:
    <<: *common
    build: .
    ports: ["8080:80", "53:53/udp"]
    links: ["cart:basket"]
    depends_on: [stock, consul, cart-db]
    deploy:
      replicas: 3
      resources: { limits: { cpus: "0.5", memory: 50M } }
    healthcheck: { test: curl }
  cart:
    image: me/cart
    hostname: trolley
    environment:
      - DATABASE_URL=postgres://me:hush@cart-db:5432/x
      - QUEUE_HOST=broker
      - EMPTY
    env_file: .env
    mem_limit: 64m
  stock: { image: me/stock, scale: 2 }
  cart-db: { image: "postgres:16", ports: ["5432:5432"] }
  broker: { image: rabbitmq }
  worker: { image: me/worker, command: "serve --amqp-url amqp://broker" }
  consul: { image: hashicorp/consul, ports: ["8500:8500"] }
  user-sim: { image: me/sim, command: "-d 60 -h front" }
`;

describe('importCompose', () => {
  const system = imported(SHOP);
  const [front, cart, stock] = system.services;

  it('reads services, replicas, limits, health checks and stores', () => {
    assert.equal(system.name, 'tea');
    assert.deepEqual(
      system.services.map((one) => [one.name, one.kind, one.replicas]),
      [
        ['front', 'service', 3],
        ['cart', 'service', 1],
        ['stock', 'service', 2],
        ['cart-db', 'store', 1],
        ['broker', 'queue', 1],
        ['worker', 'service', 1],
      ],
    );
    assert.deepEqual(front?.resources, { cpu: 0.5, memory_bytes: 50 * 2 ** 20 });
    assert.deepEqual(front?.probes, ['readiness']);
    assert.deepEqual(cart?.resources, { memory_bytes: 64 * 2 ** 20 });
    assert.equal(stock?.replicas, 2);
  });

  it('finds calls in environment, merged keys, links, commands and waits for stores', () => {
    assert.deepEqual(callsOf(system), [
      'front -> stock',
      'front -> cart',
      'front -> cart-db',
      'cart -> cart-db',
      'cart -> broker',
      'broker -> worker',
    ]);
    assert.deepEqual(
      system.entries.map((entry) => entry.service),
      ['front'],
    );
    assert.deepEqual(system.provenance['entries.front/handle'], {
      kind: 'read',
      from: 'compose.yaml:10, publishes port 8080:80',
    });
  });

  it('says what it left out, and lets no password out', () => {
    const said = system.warnings.join('\n');
    assert.match(said, /cart: env_file is not read/);
    assert.match(said, /depends_on says .*: front on stock not taken as a call/);
    assert.match(said, /user-sim only calls front.*client/);
    assert.match(said, /^consul look like discovery/m);
    assert.equal(printSystem(system).includes('hush'), false);
  });

  it('finds services by host name and alias, unless two share it', () => {
    const shop = (second: string): string => `services:
  web: { image: w, ports: [80], environment: { A_HOST: trolley, B_HOST: nick } }
  cart: { image: c, hostname: trolley }
  other: { image: o, hostname: ${second}, networks: { n: { aliases: [nick] } } }
  last: { image: l, container_name: nick }
`;
    assert.deepEqual(callsOf(imported(shop('shelf'))), ['web -> cart']);
    assert.deepEqual(callsOf(imported(shop('trolley'))), []);
    assert.deepEqual(callsOf(imported(shop('shelf').replace('name: nick', 'name: x'))), [
      'web -> cart',
      'web -> other',
    ]);
  });

  it('says so when the file names few calls, and how to state the rest', () => {
    const { warnings, entries } = imported(
      `services:
  edge-router: { image: e, ports: ["80:80", "8080:8080"] }
  carts: { image: c }
  carts-db: { image: mongo }
`,
      '../real/sock-shop/docker-compose.yml',
    );
    assert.deepEqual(
      entries.map((entry) => entry.service),
      ['edge-router'],
    );
    assert.match(
      warnings.join('\n'),
      /names few calls: from edge-router they reach 0 of 2 .*: carts, carts-db\. State who calls them, as in services: edge-router: /,
    );
  });

  it('calls the system by its folder when the file is called like any other', () => {
    assert.equal(
      imported('services: { a: { image: b } }', '../sock-shop/docker-compose.yml').name,
      'sock-shop',
    );
  });

  const faults: readonly (readonly [string, string, RegExp])[] = [
    ['an empty file', '', /the file is empty/],
    ['no services', 'version: "3"\n', /no services are in it/],
    ['empty services', 'services:\n', /services is empty/],
    ['a Kubernetes manifest', 'apiVersion: v1\nkind: Pod\n', /`dstudio import kubernetes`/],
    ['broken YAML', 'services:\n  a: [\n', /c\.yaml:\d+:\d+ this is not valid YAML/],
    ['an alias to nowhere', 'services:\n  a: *b\n', /c\.yaml:2:6 .*'b'/],
  ];
  for (const [what, text, expected] of faults) {
    it(`refuses ${what}`, () => assert.match(faultOf(importCompose(text, 'c.yaml')), expected));
  }
});
