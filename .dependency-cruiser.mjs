// The floors of the house: imports point down, never up, never in a circle. Each rule's comment is
// printed with the violation, so that whoever breaks one reads why it is there.

/** From the ground up. A floor may import those before it, as far as a rule below does not say otherwise. */
const FLOORS = [
  'kernel',
  'structures',
  'checkers',
  'simulator',
  'maelstrom',
  'patterns',
  'catalog',
  'systems',
  'bench/bugs',
  'cli',
  'web',
];

/** Floors whose code runs in production, in the simulator and in a browser. */
const PURE = '^(kernel|structures|checkers|simulator|maelstrom|patterns|catalog|systems)/';
const SHELL = '^[a-z0-9]+/(node|web)/';
const TEST = '[.]test[.]tsx?$';
/** What several tests of a folder share. */
const FIXTURE = '/fixtures?[.]ts$';
const TESTS = [TEST, FIXTURE];
const LABS = ['^patterns/lab[^/]*[.]ts$', '^patterns/[^/]+/lab[^/]*[.]ts$'];
/** Tests that start browsers and servers, and what they share. */
const E2E = '(/e2e/|[.]e2e[.]test[.]ts$)';

const above = FLOORS.slice(0, -1).map((floor, height) => ({
  name: `${floor}-imports-down`,
  comment: `Imports point down: what stands above ${floor} may change without ${floor} knowing. Move what both need down, or pass it in.`,
  severity: 'error',
  from: { path: `^${floor}/` },
  to: { path: `^(${FLOORS.slice(height + 1).join('|')})/` },
}));

/** @type {(import('dependency-cruiser').IForbiddenRuleType & { name: string })[]} */
export const rules = [
  ...above,
  {
    name: 'no-circle',
    comment:
      'Files in a circle can only be read, tested and moved together. Take what both need into a third file.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'simulator-in-labs-only',
    comment:
      'A pattern runs in production, where there is no simulator. Only its lab and its tests may know one.',
    severity: 'error',
    from: { path: '^patterns/', pathNot: [...TESTS, ...LABS] },
    to: { path: '^simulator/' },
  },
  {
    name: 'labs-are-leaves',
    comment:
      'A lab brings the simulator with it. A pattern that imports one would ship the simulator to production.',
    severity: 'error',
    from: { path: '^patterns/', pathNot: [...TESTS, ...LABS] },
    to: { path: LABS },
  },
  {
    name: 'drivers-in-adapters-only',
    comment:
      'A user who needs a breaker installs no database driver. Put the driver in an adapter file (postgres.ts, redis.ts, kafka.ts) that is an export of its own.',
    severity: 'error',
    from: { path: '^patterns/', pathNot: [...TESTS, '/(postgres|redis|kafka)[.]ts$'] },
    to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional'], path: 'node_modules' },
  },
  {
    name: 'kernel-stands-alone',
    comment: 'Everything stands on the kernel: what it imports, everybody imports.',
    severity: 'error',
    from: { path: '^(kernel|structures|checkers|simulator)/', pathNot: TESTS },
    to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional'], path: 'node_modules' },
  },
  {
    name: 'catalog-reads-only',
    comment:
      'The catalogue reads rooms as data and never runs their code, so that a private folder of pages is as good as ours.',
    severity: 'error',
    from: { path: '^catalog/' },
    to: { path: '^(patterns|simulator)/' },
  },
  {
    name: 'no-host-in-pure-code',
    comment:
      'This code runs in a browser too. Move what needs Node into a shell (*/node) and pass it in through a port.',
    severity: 'error',
    from: { path: PURE, pathNot: [...TESTS, SHELL] },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'shells-are-leaves',
    comment:
      'A shell knows one host, Node or the browser. Pure code that imports it would know that host too. What every host has is kernel/ambient.',
    severity: 'error',
    from: { path: PURE, pathNot: [...TESTS, SHELL] },
    to: { path: SHELL, pathNot: '^kernel/web/ambient[.]ts$' },
  },
  {
    name: 'web-without-node',
    comment: 'The browser has no Node: import the floor itself or its */web shell.',
    severity: 'error',
    from: { path: '^web/', pathNot: [...TESTS, E2E, '^web/vite[.]config[.]ts$'] },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'web-without-node-shells',
    comment: 'The browser has no Node: import the floor itself or its */web shell.',
    severity: 'error',
    from: { path: '^web/', pathNot: [...TESTS, E2E, '^web/vite[.]config[.]ts$'] },
    to: { path: '^[a-z]+/node/' },
  },
  {
    name: 'doors-apart',
    comment:
      'The command line and the browser are two doors to one house; neither leads through the other.',
    severity: 'error',
    from: { path: '^web/' },
    to: { path: '^cli/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'tests-are-leaves',
    comment: 'What a test file offers to others belongs in a file of its own.',
    severity: 'error',
    from: {},
    to: { path: TEST },
  },
  {
    name: 'fixtures-in-tests-only',
    comment: 'A fixture is made up for tests; what others build on belongs in a file of its own.',
    severity: 'error',
    from: { pathNot: [...TESTS, E2E] },
    to: { path: FIXTURE },
  },
  {
    name: 'tools-apart',
    comment: 'The tools build and check the house; what stands in it does not lean on them.',
    severity: 'error',
    from: { path: `^(${FLOORS.join('|')})/`, pathNot: [...TESTS, E2E, '^cli/bin[.]mjs$'] },
    to: { path: '^(tools/|bench/(?!bugs/))' },
  },
  {
    name: 'resolvable',
    comment: 'The import leads nowhere: the file was moved, or the package is not installed.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'declared',
    comment:
      "The package is not in this workspace's package.json, so it is there by chance. Declare it.",
    severity: 'error',
    from: { pathNot: '^(tools|web/vite[.]config[.]ts)' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: rules,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    // Imports of types are imports: a type may lean on nothing that the code may not.
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
