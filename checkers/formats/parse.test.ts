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
 #jepsen.history.Op {:process 1, :type :fail, :f :cas, :value [1 2], :error :not-found}
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
const NEW_LOG = `2024-12-18 01:01:02,049{GMT}	INFO	[jepsen test runner] jepsen.core: Running test:
{:remote
 #jepsen.control.retry.Remote{:limit 6, :generator ({:type :invoke, :f :read} ...)}}
2024-12-18 01:04:10,882{GMT}	INFO	[jepsen worker 0] jepsen.util: [ 2327886777 ] 0	:invoke	:write	3
2024-12-18 01:04:10,890{GMT}	INFO	[jepsen worker nemesis] jepsen.util: [ 1 ] :nemesis	:info	:kill	{"n1" #<Atom@1: }
2024-12-18 01:04:10,900{GMT}	INFO	[jepsen worker 1] jepsen.print: 1	:invoke	:cas	[1 2]
com.example.SocketException: refused
	at com.example.Stream.open(Stream.java:62) ~[driver.jar:na]
2024-12-18 01:04:11,000{GMT}	INFO	[jepsen worker 0] jepsen.util: 0	:ok	:write	3
2024-12-18 01:04:11,000{GMT}	INFO	[jepsen worker 1] jepsen.print: 1	:fail	:cas	[1 2]	[:gone "unlike
a value"]
2024-12-18 01:04:11,000{GMT}	INFO	[jepsen worker 2] jepsen.print: [ 2400000000 ] 2	:invoke	:read	nil
0	:invoke	:write	3
`;
const TXT = `0	:invoke	:write	3
:nemesis	:info	:start-partition	[:isolated {"n2" #{"n1"}}]
1	:invoke	:cas	[1 2]
0	:ok	:write	3
1	:fail	:cas	[1 2]	java.net.SocketException: closed
	at Stream.java:62
2	:invoke	:read	nil
`;
const VECTORS = `[#_x 0 :invoke :write 3]
[:nemesis :info :start nil]
[1 :invoke :cas [1 2]]
[0 :ok :write 3] [1, :fail, :cas, [1 2]]
[2 :invoke :read]
`;
const NAMESPACED = EDN.replaceAll(/\{:process/g, '#:jepsen.history{:process').replace(
  '#jepsen.history.Op',
  '',
);
const ONE_LINE = EDN.replace(/;.*/, '')
  .replaceAll('\n', ' ')
  .replace('[{', '({')
  .replace(/\] *$/, ')');
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

for (const [name, text] of Object.entries({
  EDN,
  LOG,
  JSONL,
  ELLE,
  NEW_LOG,
  TXT,
  VECTORS,
  WRAPPED: `[${VECTORS}]`,
  NAMESPACED,
  ONE_LINE,
})) {
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
    ['#{10 9 1}', [1, 9, 10]],
    ['#{:b "a" [2] 1}', ['a', 'b', 1, [2]]],
    ['\\backspace', '\b'],
    ["#'clojure.core/conj", "'clojure.core/conj"],
    ['#uuid "f81d4fae"', 'f81d4fae'],
    ['#:a{:b 1}', { b: 1 }],
    ['{{:a 1} 2, {:a 2} 3, [1] nil, nil 4}', { '{"a" 1}': 2, '{"a" 2}': 3, '[1]': null, null: 4 }],
    ['{[12345678901234567890N] 1}', { '[12345678901234567890]': 1 }],
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

test('bad input is told with file, line and column', () => {
  refused('', /^h\.edn:1:1: there is nothing in it/);
  refused(' \n; nothing\n', /^h\.edn: there is no event in it/);
  refused('[]', /^h\.edn: there is no event in it/);
  refused('hello\nworld\n', /^h\.edn: this is no history that is known here; .* name its format/);
  refused('{1 2}', /^h\.edn:1:1: this is no history that is known here/);
  refused('[main] INFO starting', /^h\.edn: this is no history that is known here/);
  refused(
    '[{:type :invoke :process 0}\n {:type :odd :process 1}]',
    /^h\.edn:2:2: an event's type is invoke.*"odd"; it was read as EDN/,
  );
  refused('{"type":"constructor","process":1}', /type is invoke.*"constructor"; .* as JSON/);
  refused('{:valid? true}', /^h\.edn:1:1: this is no event: it has no type/);
  refused(
    '{:type :invoke :process 3}{:type :ok :process 3}\n{:type :ok :process 3 :f :read}',
    /^h\.edn:2:1: process 3 completes "read", which it never began/,
  );
  refused(
    '{:type :invoke :process 3 :f :read} {:type :invoke :process 3 :f :read}',
    /^h\.edn:1:37: process 3 begins while its operation of line 1 has not ended/,
  );
  refused(
    '{:type :invoke :process 3 :f :read}\n{:type :ok :process 3 :f :write}',
    /^h\.edn:2:1: process 3 completes "write", but began "read" at line 1/,
  );
  refused(
    '{:type :invoke :process "\x1b[31m" :f :read}\n{:type :ok :process "\x1b[31m" :f :write}',
    /^h\.edn:2:1: process "\\u001b\[31m" completes/,
  );
  refused(
    '{:type :invoke :process 3 :index 4}\n{:type :ok :process 3 :index 4}',
    /^h\.edn:2:1: index 4 comes after 4/,
  );
  refused('[{:type :invoke :process 1} 7]', /^h\.edn:1:29: here an event should begin/);
  refused(
    '{:type :invoke :process 1 :value ]}',
    /^h\.edn:1:34: there is a '\]' that nothing opened/,
  );
  refused('{:type :invoke :process [1]}', /a process is a number or a name, not \[1\]/);
  refused('{:type :invoke :value \\constructor}', /^h\.edn:1:23: there is no character/);
  refused('{:type :invoke :value #}', /^h\.edn:1:23: there is a stray "#"/);
  refused('{:type :invoke :process 1 : 3}', /^h\.edn:1:27: a keyword has a name/);
  refused('{"type":"invoke","process":1,"value":tru}', /^h\.edn:1:38: "tru" is no JSON/);
  refused(`{:type :invoke :process 1 :value ${'['.repeat(5000)}}`, /nested deeper than 200/);
  refused(`{:type :invoke :process 1 :value ${'#_ '.repeat(5000)} 1}`, /nested deeper than 200/);
  refused(`{:type :invoke :process 1 :value ${'9'.repeat(5000)}}`, /more than 1000 digits/);
  refused('INFO jepsen.util - 3 :invoke :read 1e999', /^h\.edn:1:36: "1e999" is too large/);
  refused('INFO jepsen.util - 3 :invoke :read 1x', /^h\.edn:1:36: "1x" is no number; .* log;/);
});

test('any number of comments and spaces stands before an event', () => {
  const text = `${';\n'.repeat(100_000)}[${' ;\n'.repeat(100_000)}${' '.repeat(100_000)}{:type 1}]`;
  refused(text, /^h\.edn:200001:100001: an event's type is/);
  const parser = createHistoryParser();
  assert.throws(() => {
    for (let piece = 0; piece < 300; piece++) parser.write(piece === 0 ? ';' : 'x'.repeat(2 ** 18));
  }, /this event is too long/);
});

test('a file that was cut short is told where', () => {
  const whole = '{:type :invoke :process 3}\n';
  refused(`${whole}\n {:type :ok :proc`, /^h\.edn:3:2: the text ends in the middle of the event/);
  refused(`${whole} #_ "`, /^h\.edn:2:2: the text ends in the middle of the event/);
  refused(`[${whole}`, /^h\.edn:2:1: the text ends, and the bracket around its events/);
  refused(`[${whole}] ${whole}`, /^h\.edn:2:3: the history has ended before this/);
  refused('3\t:invoke\t:write\t[1 ', /^h\.edn:1:\d+: the line ends in the middle of its value/);
});

test('a format by name overrules what it looks like', () => {
  const text = '{"process" 1 :type :invoke}';
  assert.throws(() => parseHistory(text), InvalidInput);
  assert.equal(parseHistory(text, { format: 'jepsen' }).events, 1);
  assert.throws(
    () => parseHistory(JSONL, { format: 'jepsen' }),
    /it was read as jepsen and looks like jsonl or elle; name that format, or none/,
  );
  assert.throws(
    () => parseHistory(EDN, { format: 'log' }),
    /there is no event in it; it was read as log and looks like jepsen or knossos or porcupine/,
  );
});

test('a history of a nemesis alone is one in which nothing happened, as Knossos has it', () => {
  assert.deepEqual(parseHistory('{:type :info :process :nemesis :f :kill}').operations, []);
});

test('a piece may end between a tag and its map', () => {
  const parser = createHistoryParser();
  parser.write('#jepsen.history.Op ');
  parser.write('{:type :invoke}');
  assert.equal(parser.end().events, 1);
});

test('a namespace of a map is read over', () => {
  const text = '#:jepsen{:type :invoke, :process 0, :f :write}';
  assert.equal(parseHistory(text).operations[0]?.f, 'write');
});

test('a time that is no number is for people', () => {
  const [one] = parseHistory('{"type":"invoke","process":1,"time":"2024-01-01"}').operations;
  assert.equal(one?.invoked_ns, undefined);
});

test('whatever is in the text, it is a history or told what is wrong, in pieces as at once', () => {
  const texts = [EDN, LOG, NEW_LOG, TXT, VECTORS, JSONL, ELLE];
  const outcome = (text: string, pieces: number): unknown => {
    try {
      return brief(text, pieces);
    } catch (error) {
      if (error instanceof InvalidInput) return error.message;
      throw error;
    }
  };
  const edit = fc.record({
    at: fc.nat(1200),
    length: fc.nat(4),
    put: fc.constantFrom(
      '',
      '[',
      ']',
      '{',
      '}',
      '(',
      '#',
      '"',
      ':',
      ';',
      '\\',
      '\n',
      '#_',
      '1N',
      '\0',
    ),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 40 }),
      (text, edits, pieces) => {
        const edited = edits.reduce(
          (now, { at, length, put }) =>
            now.slice(0, at % now.length) + put + now.slice((at % now.length) + length),
          text,
        );
        assert.deepEqual(outcome(edited, pieces), outcome(edited, edited.length));
      },
    ),
    { numRuns: 500 },
  );
});
