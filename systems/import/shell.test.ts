import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { System } from '../system.ts';
import { importCompose } from './compose.ts';
import { both, callsOf, deployment, env, service, systemOf } from './fixture.ts';
import { importKubernetes } from './kubernetes.ts';
import { fillShell, runsShell, settingsIn } from './shell.ts';

const said = (system: System): string => system.warnings.join('\n');

describe("a shell's variables", () => {
  it('are filled as a shell fills them', () => {
    const values = new Map([
      ['CART', 'cart:80'],
      ['NONE', ''],
    ]);
    const filled = (text: string) => fillShell(text, values, (name) => `<${name}>`);
    assert.equal(filled('a $CART/x ${CART}'), 'a cart:80/x cart:80');
    assert.equal(
      filled('${ADS:-ads:1} ${NONE:-b} ${NONE-b} ${CART-c} ${ADS=d}'),
      'ads:1 b  cart:80 d',
    );
    assert.equal(filled('$ADS ${ADS:?missing} ${CART%:*} ${CART:+x}'), '<ADS> <ADS> <CART> <CART>');
    assert.equal(filled('\\$CART $1 $$ $(date)'), '\\$CART $1 $$ $(date)');
    assert.equal(
      fillShell('$CART', undefined, (name) => `<${name}>`),
      '<CART>',
      'no shell fills it',
    );
  });

  it('are filled only where a shell runs', () => {
    assert.ok(runsShell(['/bin/sh', '-c', 'x']));
    assert.ok(runsShell(['bash -ec "x"']));
    assert.ok(!runsShell(['serve', '-c', 'x']));
    assert.ok(!runsShell(['/bin/sh', 'start.sh']));
  });

  it('may be set on the line itself', () => {
    assert.deepEqual(settingsIn('A=1; export B="x y" && C=\'z\' run --d=4 E=$A'), [
      ['A', '1'],
      ['B', 'x y'],
      ['C', 'z'],
    ]);
  });

  it('lead to calls in Kubernetes, and are named where they are not known', () => {
    const line = (name: string, words: string): string =>
      deployment(name, {
        env: `${env('STORE', 'db')}
- { name: KEY_HOST, valueFrom: { secretKeyRef: { name: s, key: k } } }`,
      }).replace('          env:', `          command: ${words}\n          env:`) +
      service(name, name, 'NodePort');
    const system = systemOf(
      importKubernetes(
        line(
          'a',
          '[sh, -c, "AT=cart; exec run --db-url $STORE --cart http://$AT:80 --x-host ${X:-tea}"]',
        ) +
          line('b', '[sh, -c, "run --addr ${WHERE}:80 --key-host $KEY_HOST"]') +
          line('c', '[run, --addr, "$STORE"]') +
          both('cart') +
          both('tea') +
          both('db', { image: 'postgres' }),
        'k8s.yaml',
      ),
    );
    assert.deepEqual(callsOf(system).sort(), ['a -> cart', 'a -> db', 'a -> tea']);
    assert.match(said(system), /no value in the file: \$\(WHERE\), \$\(STORE\) \(in b, c\)/);
  });

  it('lead to calls in Compose, and are named where they are not known', () => {
    const system = systemOf(
      importCompose(
        `services:
  web:
    image: w
    ports: [80]
    environment: { STORE: db }
    command: sh -c "AT=cart; exec run --db-url $$STORE --cart http://$\${AT}:80 --x-host $\${X:-tea} --y-addr $$Y:80"
  cart: { image: c }
  tea: { image: t }
  db: { image: postgres }
`,
        'compose.yaml',
      ),
    );
    assert.deepEqual(callsOf(system).sort(), ['web -> cart', 'web -> db', 'web -> tea']);
    assert.match(said(system), /no value in the file: Y \(in web\)/);
  });
});
