import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSystem } from './parse.ts';
import { formatProblem } from './problem.ts';

const parse = (text: string) => parseSystem(text, 'shop.yaml');

/** The one fault of a text, as a person reads it. */
const fault = (text: string): string => {
  const parsed = parse(text);
  assert.ok(!parsed.ok, 'parsed without a fault');
  const lines = parsed.problems.map(formatProblem);
  assert.equal(lines.length, 1, lines.join('\n'));
  return lines[0] ?? '';
};

/** A small file with one line put in place of another. */
const small = (services: string, entries = 'a: {}'): string =>
  `dstudio: system/1\nentries: { ${entries} }\nservices:\n${services}`;

describe('parseSystem on bad input', () => {
  const faults: readonly (readonly [string, string, RegExp])[] = [
    ['an empty file', '', /^shop\.yaml:1:1 the file is empty; begin it with 'dstudio: system\/1'/],
    ['a file of comments', '# nothing\n', /the file is empty/],
    ['binary content', 'dstudio: system/1\nname: \0\0', /^shop\.yaml:2:1 this is not text/],
    ['too much text', `dstudio: system/1\n${'#'.repeat(2 ** 20)}`, /1\.0 MiB long/],
    [
      'broken YAML',
      small('  a: "b\n'),
      /^shop\.yaml:\d+:\d+ this is not valid YAML: .*; close the quote/,
    ],
    ['a tab as indent', small('\ta:\n'), /^shop\.yaml:4:1 .*; indent with spaces/],
    ['two documents', `${small('  a:\n')}---\nname: b\n`, /^shop\.yaml:6:\d+ .*several documents/],
    [
      'an alias',
      small('  a: &x {}\n  b: *x\n'),
      /^shop\.yaml:5:6 YAML aliases .*write the value out/,
    ],
    ['deep nesting', `dstudio: ${'['.repeat(20_000)}`, /nested too deeply/],
    [
      'no first line',
      'services: { a: {} }\n',
      /first line of a system file is 'dstudio: system\/1'.*Compose/,
    ],
    ['a manifest', 'apiVersion: v1\nkind: Pod\n', /`dstudio import kubernetes`/],
    ['another version', 'dstudio: system/9\n', /not 'system\/9'/],
    ['no services', 'dstudio: system/1\n', /there are no services/],
    ['no entries', 'dstudio: system/1\nservices: { a: {} }\n', /no entries.*entries: \{ a: /],
    [
      'a duplicate key',
      small('  a:\n  a:\n'),
      /^shop\.yaml:5:3 .*'a' stands here and on line 4; keep one/,
    ],
    [
      'an unknown key',
      small('  a: { replicsa: 2 }\n'),
      /^shop\.yaml:4:8 .*'replicsa'; did you mean 'replicas'\?/,
    ],
    ['an unknown tag', small('  a: { queue: !guessed 2 }\n'), /'!guessed'/],
    ['a tag out of place', small('  a: !read {}\n'), /services\.a takes no tag/],
    ['a bad name', small('  a.b: {}\n  a:\n'), /^shop\.yaml:4:3 'a\.b' cannot be the name/],
    ['an unknown entry', small('  cart:\n', 'crat: {}'), /'crat'; did you mean 'cart'\?/],
    [
      'a call to nobody',
      small('  a: { operations: { x: { calls: { b: {} } } } }\n', 'a/x: {}'),
      /^shop\.yaml:4:36 .*'b'/,
    ],
    [
      'a call to no operation',
      small(
        '  a: { operations: { x: { calls: { b/put: {} } } } }\n  b: { operations: { get: {} } }\n',
        'a/x: {}',
      ),
      /b has no operation called 'put'; known are: get/,
    ],
    [
      'a call to one of several',
      small('  a:\n  b: { operations: { x: {}, y: {} } }\n', 'b: {}'),
      /several operations; write b\/x or b\/y/,
    ],
    [
      'negative replicas',
      small('  a: { replicas: -1 }\n'),
      /^shop\.yaml:4:18 services\.a\.replicas is '-1'; write a whole number from 1 to 1000/,
    ],
    ['no replicas', small('  a: { replicas: 0 }\n'), /replicas is '0'/],
    ['half a replica', small('  a: { replicas: 1.5 }\n'), /replicas is '1\.5'/],
    [
      'a rate of nothing',
      small('  a:\n', 'a: { rate: 0/s }'),
      /rate is '0\/s'; write a rate above 0/,
    ],
    [
      'a rate of words',
      small('  a:\n', 'a: { rate: many }'),
      /^shop\.yaml:2:\d+ entries\.a\/handle\.rate: "many" is not a rate; write/,
    ],
    [
      'a time without unit',
      small('  a:\n', 'a: { patience: 10 }'),
      /has no unit; write 10ms or 10s/,
    ],
    [
      'a share above all',
      `objectives: { availability: 120% }\n${small('  a:\n')}`,
      /objectives\.availability: .*not a share/,
    ],
    [
      'an objective in other words',
      `objectives: { latency: fast }\n${small('  a:\n')}`,
      /'95% under 200ms'/,
    ],
    [
      'a count of nothing',
      small('  a: { operations: { x: { calls: { b: { count: 0 } } } } }\n  b:\n', 'a/x: {}'),
      /leave the call out/,
    ],
    [
      'a value left empty',
      small('  a:\n    replicas:\n'),
      /^shop\.yaml:5:\d+ services\.a\.replicas has no value/,
    ],
    [
      'an assumed answer',
      small(
        '  a: { operations: { x: { calls: { b: { idempotent: !assumed yes } } } } }\n  b:\n',
        'a/x: {}',
      ),
      /idempotent takes no tag/,
    ],
    [
      'a fan-out without end',
      small(
        `  a: { operations: { x: { calls: { b: { count: 1000 } } } } }
  b: { operations: { x: { calls: { c: { count: 1000 } } } } }
  c:
`,
        'a/x: {}',
      ),
      /one request to a\/x sets off about 1000000 operations/,
    ],
    [
      'too many services',
      small(Array.from({ length: 501 }, (_, i) => `  s${i}:\n`).join(''), 's1: {}'),
      /501 services, at most 500/,
    ],
    [
      'an external of nobody',
      `${small('  a:\n')}externals: { 'x:80': [b] }\n`,
      /no service is called 'b'/,
    ],
  ];
  for (const [what, text, expected] of faults) {
    it(`refuses ${what}`, () => assert.match(fault(text), expected));
  }

  const withPolicy = (call: string, service = ''): string =>
    small(
      `  a: { operations: { x: { calls: { b: { ${call} } } } } ${service} }\n  b:\n`,
      'a/x: {}',
    );
  const policyFaults: readonly (readonly [string, string, RegExp])[] = [
    [
      'an unknown pattern',
      withPolicy('policies: { timeot: {} }'),
      /no pattern is called 'timeot'; did you mean 'timeout'\?/,
    ],
    [
      'a pattern of a service on a call',
      withPolicy('policies: { load-shedding: {} }'),
      /attaches to a service, not to a call; move it/,
    ],
    [
      'a pattern of a call on a service',
      withPolicy('', ', policies: { timeout: {} }'),
      /attaches to a call, not to a service/,
    ],
    [
      'a parameter that is none',
      withPolicy('policies: { timeout: { afer: 1s } }'),
      /^shop\.yaml:4:\d+ .*timeout: "afer" is unknown; did you mean 'after'\?/,
    ],
    [
      'a parameter out of range',
      withPolicy('policies: { timeout: { after: -1 } }'),
      /timeout: after: /,
    ],
    [
      'a retry of a call nobody knows',
      withPolicy('policies: { retry-with-backoff: {} }'),
      /needs a call that is idempotent, and nobody said that it is; write 'idempotent: yes' if .* charge a card twice/,
    ],
    [
      'a retry of a call that is not',
      withPolicy('idempotent: no, policies: { retry-with-backoff: {} }'),
      /the file says it is not/,
    ],
    [
      'a fallback for what is needed',
      withPolicy('optional: unknown, policies: { graceful-degradation: {} }'),
      /needs a call that is optional/,
    ],
  ];
  for (const [what, text, expected] of policyFaults) {
    it(`refuses ${what}`, () => assert.match(fault(text), expected));
  }

  it('reports several faults at once, in the order of the file', () => {
    const parsed = parse(small('  a: { replicas: -1, queue: x }\n  b: { zonse: [] }\n'));
    assert.ok(!parsed.ok);
    assert.deepEqual(
      parsed.problems.map((problem) => problem.line),
      [4, 4, 5],
    );
  });

  it('takes terminal escapes out of its messages', () => {
    assert.ok(!fault(small('  "\\e[31ma": {}\n  a:\n')).includes('\u001b'));
  });
});
