import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { System } from '../system.ts';
import { importCompose } from './compose.ts';
import { callsOf, faultOf, names, systemOf } from './fixture.ts';

const imported = (text: string): System => systemOf(importCompose(text, 'compose.yaml'));
const said = (system: System): string => system.warnings.join('\n');

describe('importCompose, of what it cannot know', () => {
  it('says that included files are missing, without what a remote one may carry', () => {
    const system = imported(`include:
  - stores.yaml
  - path: [jobs/compose.yaml, jobs/local.yaml]
  - https://me:hush@git.example/x.git
services: { web: { image: w, ports: [80] } }
`);
    assert.match(
      said(system),
      /include names other files \(stores\.yaml, jobs\/compose\.yaml, jobs\/local\.yaml\), which are not read.*docker compose config/,
    );
    assert.equal(said(system).includes('hush'), false);
    assert.match(
      faultOf(importCompose('include: [a.yaml]\n', 'c.yaml')),
      /only includes other files/,
    );
    assert.doesNotMatch(said(imported('services: { web: { image: w } }')), /include/);
  });

  it('leaves out what is behind a profile, and keeps the address of it', () => {
    const system = imported(`services:
  web: { image: w, ports: [80], environment: { DEBUG_HOST: probe, MAIL_HOST: mail } }
  probe: { image: p, profiles: [debug, test], env_file: x.env }
  mail: { image: m, scale: 0 }
  always: { image: a, profiles: [] }
`);
    assert.deepEqual(names(system), ['web', 'always']);
    assert.deepEqual(system.externals, [
      { name: 'probe', callers: ['web'] },
      { name: 'mail', callers: ['web'] },
    ]);
    assert.match(said(system), /^probe is behind the profiles debug, test .*left out/m);
    assert.match(
      said(system),
      /web names probe, which is behind the profiles debug, test and left out:/,
    );
    assert.match(said(system), /web names mail, which is scaled to 0 replicas and left out:/);
    assert.doesNotMatch(said(system), /env_file/);
    const none = importCompose('services: { a: { image: b, profiles: [x] } }', 'c.yaml');
    assert.match(faultOf(none), /every service in it is behind a profile/);
  });

  it('lists once the variables without which an address is unknown, and no others', () => {
    const system = imported(`services:
  web:
    image: w
    ports: [80]
    environment:
      API: http://\${API_HOST}:3000
      NEXT_URL: \${NEXT_URL:?set it}/v1
      DB_URL: postgres://me:\${PASSWORD}@db:\${DB_PORT}/x
      STOCK_URL: \${SCHEME:-http}://\${STOCK:-\${OTHER:-stock}}
      MAIL_URL: http://\${MAIL:-\${MAIL_HOST}}:25
      LOG_LEVEL: \${LEVEL}
      OWNER: \${UID}:\${GID}
      LOCAL_URL: http://localhost:\${PORT}
      SHELL_URL: http://$\${SHELL_HOST:-other_host}:80
      NEXT: http://\${NEXT}:80
  cart: { image: c, command: "serve --stock-addr $API_HOST:80" }
  db: { image: postgres }
  stock: { image: s }
`);
    assert.deepEqual(callsOf(system), ['web -> db', 'web -> stock']);
    const notes = system.warnings.filter((warning) => warning.includes('variables'));
    assert.equal(notes.length, 1);
    assert.match(
      notes[0] ?? '',
      /no value in the file: API_HOST, NEXT_URL, MAIL_HOST, NEXT \(in web, cart\)/,
    );
  });

  it('marks a call that depends_on suggests as assumed, and one that an address names as read', () => {
    const { provenance } = imported(`services:
  web:
    image: w
    ports: [80]
    depends_on: [db, cache]
    environment: { CACHE_HOST: cache }
  db: { image: postgres }
  cache: { image: redis }
`);
    const call = 'services.web.operations.handle.calls.';
    assert.deepEqual(provenance[`${call}db/handle`], {
      kind: 'assumed',
      why: 'it waits for db to start and so most likely uses it (compose.yaml:5, depends_on)',
    });
    assert.equal(provenance[`${call}cache/handle`]?.kind, 'read');
  });

  it('says when it did not understand a number of replicas', () => {
    const system = imported(`services:
  web: { image: w, ports: [80], deploy: { replicas: "two" } }
  api: { image: w, scale: -1 }
  ads: { image: w, scale: "\${ADS:-2}" }
`);
    assert.deepEqual(
      system.services.map((one) => one.replicas),
      [1, 1, 2],
    );
    assert.match(
      said(system),
      /web: 'two' at compose\.yaml:2 is no number of replicas.*not understood/,
    );
    assert.match(said(system), /api: '-1' at compose\.yaml:3/);
    assert.doesNotMatch(said(system), /ads: /);
  });

  it('names rules of a proxy and configs that it does not read', () => {
    const system = imported(`services:
  web:
    image: w
    ports: [80]
    configs: [routes]
    labels: [ "traefik.http.middlewares.again.retry.attempts=4", "traefik.enable=true" ]
  api: { image: a, labels: { traefik.http.middlewares.slow.rateLimit.average: 5 } }
  ads: { image: b, labels: { traefik.http.middlewares.x.stripprefix.prefixes: /a, retry: me } }
`);
    assert.match(
      said(system),
      /^Not read, .*Traefik's rules in the labels of web \(retry\), api \(rateLimit\)\. /m,
    );
    assert.match(said(system), /^web: configs are not read/m);
  });
});
