/** Which packages the shipped code of a package may import. Apps may import every package but the contract suite. */
const mayImport = {
  core: [],
  'storage-sql': ['core'],
  'storage-sqlite': ['core', 'storage-sql'],
  'storage-contract': ['core', 'storage-sql'],
  'adapters-cloudflare': ['core'],
  'adapters-cloudflared': ['core'],
  'adapters-docker': ['core'],
  'adapters-host': ['core'],
  sandbox: ['core'],
};

/** Tests, and what only tests use, may reach for stand-ins as well: the contract suite, the sandbox, the core's fakes. */
const testCode = '(\\.test\\.ts$|/src/testing/|/test/|packages/storage-contract/)';
const testsMayImport = 'storage-contract|sandbox|core';

const shipped = (path) => ({ path, pathNot: testCode });
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const packageRules = Object.entries(mayImport).flatMap(([name, others]) => {
  const allowed = [name, ...others].join('|');
  return [
    forbid(
      `${name}-imports`,
      `${name} imports ${others.join(' and ') || 'no other package'}.`,
      name === 'storage-contract' ? { path: `^packages/${name}/` } : shipped(`^packages/${name}/`),
      { path: '^(packages|apps)/', pathNot: `^packages/(${allowed})/` },
    ),
    forbid(
      `${name}-test-imports`,
      `The tests of ${name} import what it may import, and the stand-ins.`,
      { path: `^packages/${name}/.*${testCode}` },
      { path: '^(packages|apps)/', pathNot: `^packages/(${allowed}|${testsMayImport})/` },
    ),
  ];
});

const core = (...folders) => `^packages/core/src/(${folders.join('|')})/`;

export default {
  forbidden: [
    ...packageRules,
    forbid(
      'unlisted-package',
      'A new package says at the top of .dependency-cruiser.mjs what it may import.',
      { path: '^packages/', pathNot: `^packages/(${Object.keys(mayImport).join('|')})/` },
      {},
    ),
    forbid('core-is-alone', 'The core imports neither node: nor any library.', shipped('^packages/core/src/'), {
      pathNot: '^packages/core/src/',
    }),
    forbid('domain-layer', 'The domain imports only the domain.', shipped(core('domain')), { pathNot: core('domain') }),
    forbid('ports-layer', 'Ports import the domain and ports.', shipped(core('ports')), {
      pathNot: core('domain', 'ports'),
    }),
    forbid('use-cases-layer', 'Use cases import the domain and ports.', shipped(core('use-cases')), {
      pathNot: core('domain', 'ports', 'use-cases'),
    }),
    forbid(
      'apps-without-contract',
      'The contract suite is for tests: only ever a development dependency.',
      shipped('^apps/'),
      { path: '^packages/storage-contract/' },
    ),
    forbid(
      'apps-apart',
      'Apps do not import each other.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    forbid(
      'no-test-code-in-shipped-code',
      'Shipped code imports no tests and no fakes.',
      shipped('^(packages|apps)/'),
      {
        path: testCode,
      },
    ),
    forbid(
      'no-deep-imports',
      'Packages are entered by the doors that they export.',
      { path: '^(packages|apps)/([^/]+)/' },
      {
        path: '^packages/',
        pathNot: ['^packages/$2/', '^packages/[^/]+/src/index\\.ts$', '^packages/core/src/testing/index\\.ts$'],
      },
    ),
    forbid(
      'container-at-the-root',
      'Dependency injection appears in the composition root and its tokens, and nowhere else.',
      { pathNot: '^apps/[^/]+/src/(composition-root|tokens)\\.ts$' },
      { path: '(^|/)(tsyringe|reflect-metadata)(/|$)' },
    ),
    forbid('no-cycles', 'Imports form no circle.', {}, { circular: true }),
    forbid(
      'resolvable',
      'An import that does not resolve would escape every other rule.',
      {},
      { couldNotResolve: true },
    ),
  ],
  options: {
    // TypeScript 7 has no compiler API: without swc nothing would be parsed, and nothing would be found.
    parser: 'swc',
    tsPreCompilationDeps: true,
    // Only our own build: libraries resolve to their `dist`, and must not escape the rules by it.
    exclude: { path: '^(packages|apps)/[^/]+/dist/' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['tunnel-manager-source', 'import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
