import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput } from '@dstudio/kernel';
import fc from 'fast-check';
import type { Value } from '../value.ts';
import { createHistoryParser, parseHistory } from './parse.ts';

const EDN = `; a run against two nodes
[{:process 0, :type :invoke, :f :write, :value 3, :time 12, :index 0}
 {:process :nemesis :type :info :f :partition :value [:n1 #{"n2"}]}
 {:process 1 :type :invoke :f :cas :value [1 2] :error {:via [{:type clojure.lang.ExceptionInfo}]}}
 {:process 0, :type :ok, :f :write, :value 3, :time 90}
 #jepsen.history.Op{:process 1, :type :fail, :f :cas, :value [1 2], :error :not-found}
 #_{:process 9 :type :invoke}
 {:process 2 :type :invoke :f :read :value nil :final? true}]
`;
const LOG = `2024-05-01 10:00:00,123 INFO  jepsen.core - Everything is up
INFO  jepsen.util - 0\t:invoke\t:write\t3
INFO  jepsen.util - :nemesis\t:info\t:start\tnil
INFO  jepsen.util - 1   :invoke :cas    [1 2]
INFO  jepsen.util - 0\t:ok\t:write\t3
INFO  jepsen.util - 1\t:fail\t:cas\t[1 2]
INFO  jepsen.util - 2\t:invoke\t:read\tnil
`;
const JSONL = `{"process":0,"type":"invoke","f":"write","value":3,"time":12}
{"process":"nemesis","type":"info","f":"start"}
{"process":1,"type":":invoke","f":":cas","value":[1,2]}
{"process":0,"type":"ok","f":"write","value":3,"time":90}
{"process":1,"type":"fail","f":"cas","value":[1,2]}
{"process":2,"type":"invoke","f":"read","value":null,"final":true}
`;
const ELLE = `[${JSONL.trim().split('\n').join(',\n')}]`;

const brief = (text: string, pieces = text.length): readonly unknown[] => {
  const parser = createHistoryParser();
  for (let at = 0; at < text.length; at += pieces) parser.write(text.slice(at, at + pieces));
  return parser
    .end()
    .operations.map(({ process, f, input, output, outcome, invokedAt, completedAt }) => [
      process,
      f,
      input,
      output,
      outcome,
      invokedAt,
      completedAt,
    ]);
};
const EXPECTED = [
  [0, 'write', 3, 3, 'ok', 0, 2],
  [1, 'cas', [1, 2], null, 'fail', 1, 3],
  [2, 'read', null, null, 'info', 4, Infinity],
];

for (const [name, text] of Object.entries({ EDN, LOG, JSONL, ELLE })) {
  test(`${name} is told by itself, whole and in pieces`, () => {
    assert.deepEqual(brief(text), EXPECTED);
    for (const pieces of [1, 2, 7, 64]) assert.deepEqual(brief(text, pieces), EXPECTED);
    assert.deepEqual(brief(`\uFEFF${text}`), EXPECTED);
    assert.deepEqual(brief(text.replaceAll('\n', '\r\n')), EXPECTED);
  });
}

test('what else an event says is kept', () => {
  const [write, , read] = parseHistory(EDN).operations;
  assert.equal(write?.invoked_ns, 12);
  assert.equal(write?.completed_ns, 90);
  assert.equal(write?.index, 0);
  assert.equal(write?.line, 2);
  assert.equal(read?.line, 8);
  assert.equal(read?.final, true);
});

test("Porcupine's key-value text names its keys", () => {
  const { operations } = parseHistory(
    '{:process 0, :type :invoke, :f :append, :key "0", :value "x 0 0 y"}\n{:process 0, :type :ok, :f :append, :key "0", :value "x 0 0 y"}\n',
  );
  assert.equal(operations[0]?.key, '0');
  assert.equal(operations[0]?.input, 'x 0 0 y');
});

test('transactions without process and f are one client’s', () => {
  const [one] = parseHistory(
    '{:index 2 :type :invoke, :value [[:append 255 8] [:r 253 nil]]}\n{:index 3 :type :ok, :value [[:append 255 8] [:r 253 [1 3 4]]]}',
  ).operations;
  assert.equal(one?.f, 'txn');
  assert.deepEqual(one?.output, [
    ['append', 255, 8],
    ['r', 253, [1, 3, 4]],
  ]);
});

const value = (text: string, json = false): Value => {
  const [process, type] = json
    ? ['"process":0,', '"type":"invoke",']
    : [':process 0', ':type :invoke'];
  const name = json ? '"value":' : ':value';
  return parseHistory(`{${process} ${type} ${name} ${text}}`).operations[0]?.input ?? null;
};

test('values of EDN', () => {
  for (const [text, expected] of [
    ['nil', null],
    ['true', true],
    [':a/b', 'a/b'],
    ['sym', 'sym'],
    ['-12', -12],
    ['+3', 3],
    ['1.5e3', 1500],
    ['1/4', 0.25],
    ['2.5M', 2.5],
    ['7N', 7],
    ['12345678901234567890', 12345678901234567890n],
    ['-9007199254740993N', -9007199254740993n],
    ['\\a', 'a'],
    ['\\newline', '\n'],
    ['\\(', '('],
    ['"a\\n\\"b\\" \\u00e9 \\\\"', 'a\n"b" é \\'],
    ['#{1 2}', [1, 2]],
    ['(1 #_2 ; no\n 3)', [1, 3]],
    ['#inst "2024"', '2024'],
    ['{0 97, :b [1]}', { 0: 97, b: [1] }],
    ['##Inf', Infinity],
    ['[]', []],
  ] as const) {
    assert.deepEqual(value(text), expected, text);
  }
});

test('JSON is read as JSON.parse reads it, with great numbers in full', () => {
  assert.equal(value('12345678901234567890', true), 12345678901234567890n);
  const json = fc.jsonValue({ depthSize: 'small', maxDepth: 4 });
  const clean = (one: unknown): boolean =>
    !JSON.stringify(one).includes('__proto__') && !/\d{16}/.test(JSON.stringify(one));
  fc.assert(
    fc.property(json, (one) => {
      fc.pre(clean(one));
      assert.deepEqual(value(JSON.stringify(one), true), JSON.parse(JSON.stringify(one)));
    }),
    { numRuns: 300 },
  );
});

test('a name that would set a prototype is a name', () => {
  const read = value('{"__proto__": {"a": 1}}', true);
  assert.ok(typeof read === 'object' && read !== null && Object.hasOwn(read, '__proto__'));
});

const refused = (text: string, message: RegExp): void =>
  assert.throws(
    () => parseHistory(text, { file: 'h.edn' }),
    (error) => error instanceof InvalidInput && (assert.match(error.message, message), true),
  );

test('bad input is told with file and line', () => {
  refused('', /^h\.edn:1: there is no event in it/);
  refused('hello\nworld\n', /^h\.edn:1: this is no history that is known here; name its format/);
  refused(
    '[{:type :invoke :process 0}\n {:type :odd :process 1}]',
    /^h\.edn:2: an event's type is invoke.*"odd"/,
  );
  refused(
    '{:type :invoke :process 3}{:type :ok :process 3}\n{:type :ok :process 3 :f :read}',
    /^h\.edn:2: process 3 completes 'read' that it never began/,
  );
  refused(
    '{:type :invoke :process 3 :f :read}\n{:type :invoke :process 3 :f :read}',
    /^h\.edn:2: process 3 begins while its operation of line 1 has not ended/,
  );
  refused(
    '{:type :invoke :process 3 :f :read}\n{:type :ok :process 3 :f :write}',
    /^h\.edn:2: process 3 completes 'write', but began 'read' at line 1/,
  );
  refused(
    '{:type :invoke :process 3 :index 4}\n{:type :ok :process 3 :index 4}',
    /^h\.edn:2: index 4 comes after 4/,
  );
  refused('{:type :invoke :process 3', /^h\.edn:1: the text ends in the middle/);
  refused('[{:type :invoke :process 1} 7]', /^h\.edn:1: here an event should begin/);
  refused('{:type :invoke :process 1 :value ]}', /nothing opened/);
  refused('{:type :invoke :process [1]}', /a process is a number or a name/);
  refused('{"type":"invoke","process":1,"value":tru}', /'tru' is no JSON/);
  refused(`{:type :invoke :process 1 :value ${'['.repeat(5000)}}`, /nested deeper than 200/);
  refused(`{:type :invoke :process 1 :value ${'#_ '.repeat(5000)} 1}`, /nested deeper than 200/);
});

test('a format by name overrules what it looks like', () => {
  assert.throws(() => parseHistory(JSONL, { format: 'jepsen' }), InvalidInput);
  assert.equal(parseHistory('[]  \n{"process":1,"type":"invoke"}', { format: 'elle' }).events, 1);
});
