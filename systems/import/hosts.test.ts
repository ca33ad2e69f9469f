import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addressesIn, addressesInWords, isAddressKey, printAddress } from './hosts.ts';

const explicit = (value: string): string[] =>
  addressesIn(value)
    .filter((address) => address.explicit)
    .map(printAddress);

describe('addressesIn', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['cart:7070', ['cart:7070']],
    ['http://cart', ['cart']],
    ['https://cart:8443/v1/items?from=http://x', ['cart:8443']],
    ['redis://:secret@redis-cart:6379/0', ['redis-cart:6379']],
    [
      'postgres://user:p%40ss@db.shop.svc.cluster.local:5432/orders',
      ['db.shop.svc.cluster.local:5432'],
    ],
    ['user:pass@tcp(mysql:3306)/catalogue', ['mysql:3306']],
    ['jdbc:postgresql://orders-db:5432/orders', ['orders-db:5432']],
    ['mongodb://a:27017,b:27017/shop', ['a:27017', 'b:27017']],
    ['kafka-0:9092, kafka-1:9092', ['kafka-0:9092', 'kafka-1:9092']],
    ['Host=db:5432;Username=sa', ['db:5432']],
    ['["http://search:9200"]', ['search:9200']],
    ['localhost:80 127.0.0.1:80 0.0.0.0:80 :8080', []],
    ['-Xms64m -Djava.security.egd=file:/dev/urandom', []],
    ['someone@example.com', []],
    ['http://npm/@scope/package', []],
    ['$(HOST):$(PORT) ${CART}:80', []],
    ['nginx:1.25 12:30 a:b', []],
    ['file:///etc/passwd unix:///run/docker.sock', []],
  ];
  for (const [value, expected] of cases) {
    it(`reads ${value}`, () => assert.deepEqual(explicit(value), expected));
  }

  it('takes a plain word for a possible host, a whole one', () => {
    assert.deepEqual(addressesIn('redis-cart').map(printAddress), ['redis-cart']);
    assert.deepEqual(addressesIn('library/redis'), []);
  });

  it('never lets a password out, not even one with slashes in it', () => {
    const nasty = fc.stringMatching(/^[a-z0-9/:#?%@.-]{1,12}$/).map((text) => `Hush${text}hush7`);
    fc.assert(
      fc.property(nasty, fc.constantFrom('postgres', 'amqp', 'https'), (password, scheme) => {
        const found = addressesIn(`${scheme}://user:${password}@db:5432/x`).map(printAddress);
        assert.equal(found.join().toLowerCase().includes('hush'), false, found.join());
      }),
    );
  });
});

describe('addressesInWords', () => {
  it('knows the flag before a value', () => {
    const found = addressesInWords(['-d', '60', '-h', 'edge', '--cart-addr=cart:80', 'run now']);
    assert.deepEqual(
      found.map((address) => [printAddress(address), address.key]),
      [
        ['edge', '-h'],
        ['cart:80', '--cart-addr'],
        ['run', ''],
        ['now', ''],
      ],
    );
  });
});

describe('isAddressKey', () => {
  it('tells addresses from names', () => {
    for (const key of [
      'CART_SERVICE_ADDR',
      'DB_HOST',
      'redisUrl',
      '--kafka-brokers',
      'DBHOST',
      '-h',
    ]) {
      assert.equal(isAddressKey(key), true, key);
    }
    for (const key of ['APP_NAME', 'SERVICE_NAME', 'DB_USER', 'SERVER_PORT', 'LOG_LEVEL', '']) {
      assert.equal(isAddressKey(key), false, key);
    }
  });
});
