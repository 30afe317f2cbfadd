/**
 * Builds the extension, its pages and the simulator into dist/.
 *
 *   node esbuild.js                 development: source maps, readable
 *   node esbuild.js --production    what the .vsix carries: minified, no maps, with README and notices
 *   node esbuild.js --watch         development, again on every change
 *   node esbuild.js --tests         the tests as well, into dist/test
 *   node esbuild.js --tests FOLDER [PATTERN]...     only those of test/FOLDER, or only some of its files:
 *                                   those whose path contains a pattern. "unit" builds nothing else
 */
const { readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const args = process.argv.slice(2);
const flags = new Set(args.filter((arg) => arg.startsWith('--')));
const [testFolder = '', ...patterns] = args.filter((arg) => !flags.has(arg));
const isProduction = flags.has('--production');

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  minify: isProduction,
  sourcemap: isProduction ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
};

/** @type {esbuild.BuildOptions} */
const node = { ...common, platform: 'node', target: 'node20', format: 'cjs' };

/**
 * Leaves out of the extension what no start needs: the redactor is a file of its own, read when it is first
 * called. It shares no class with the rest that somebody could test with `instanceof`.
 *
 * @type {esbuild.Plugin}
 */
const redactorApart = {
  name: 'redactor-apart',
  setup(build) {
    const namespace = 'apart';
    build.onResolve({ filter: /\/domain\/redact$/ }, () => ({ path: './redact.js', namespace }));
    build.onResolve({ filter: /./, namespace }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `export const redactSecrets = (text) => require('${path}').redactSecrets(text);`,
    }));
  },
};

/** @type {Record<string, esbuild.BuildOptions>} */
const bundles = {
  extension: {
    ...node,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
    plugins: [redactorApart],
    alias: {
      // VS Code puts its proxy and certificates behind these names only, not behind `node:http`.
      'node:http': 'http',
      'node:https': 'https',
      'node:net': 'net',
      'node:tls': 'tls',
      // What node-fetch loads where Node has no web streams, which it has had since version 18.
      'web-streams-polyfill/dist/ponyfill.es2018.js': 'stream/web',
    },
  },
  redact: { ...node, entryPoints: ['src/domain/redact.ts'], outfile: 'dist/redact.js' },
  simulator: {
    ...node,
    entryPoints: ['src/simulator/main.ts'],
    outfile: 'dist/simulator.js',
    // Parts of fastify that it loads on demand only, which the simulator does not make.
    external: [
      '@fastify/ajv-compiler',
      '@fastify/fast-json-stringify-compiler',
      'light-my-request',
    ],
  },
  webview: {
    ...common,
    platform: 'browser',
    target: 'es2022',
    // Modules, so that the pages share one copy of what they have in common, above all the toolkit.
    format: 'esm',
    splitting: true,
    entryPoints: files('src/webview', '.page.ts'),
    entryNames: '[name]',
    outdir: 'dist/webview',
  },
};

if (flags.has('--tests')) {
  // Unit tests use nothing that is built.
  if (testFolder === 'unit') for (const name of Object.keys(bundles)) delete bundles[name];
  const picked = files(path.join('test', testFolder), '.test.ts').filter(
    (file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)),
  );
  /** Whether it runs in VS Code or beside it, and not in Node alone with a fake of VS Code. */
  const isInEditor = (/** @type {string} */ file) => /^test.(host|e2e|webview)\b/.test(file);
  const external = ['mocha', 'playwright-core', 'esbuild', 'fast-check', 'typescript'];
  /** @type {esbuild.BuildOptions} */
  const tests = { ...node, minify: false, sourcemap: 'linked', outbase: '.', outdir: 'dist' };
  bundles.testsInNode = {
    ...tests,
    entryPoints: picked.filter((file) => !isInEditor(file)),
    external,
    alias: { vscode: './test/support/fakeVscode/vscode.ts' },
  };
  bundles.testsInEditor = {
    ...tests,
    entryPoints: [...picked.filter(isInEditor), ...files('test', '.main.ts')],
    external: [...external, 'vscode'],
  };
}

/**
 * Lists the files under `folder` whose name ends with `ending`.
 *
 * @param {string} folder
 * @param {string} ending
 */
function files(folder, ending) {
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((name) => name.endsWith(ending))
    .sort();
}

/** Licenses whose only condition is that their text comes with the code, by their SPDX names. */
const permissive = /^(0BSD|Apache-2\.0|BlueOak-1\.0\.0|BSD-[23]-Clause|ISC|MIT)$/;

/**
 * Lists the packages whose code is in the bundles, with their license texts: what the .vsix must carry.
 *
 * @param {readonly esbuild.Metafile[]} metafiles  of all bundles; their order does not matter
 * @throws {Error} if a package has no license, or one that may ask for more than its text
 */
function thirdPartyNotices(metafiles) {
  /** @type {Map<string, string[]>} folder of a package -> bundles with code of it */
  const users = new Map();
  for (const [bundle, { inputs }] of metafiles.flatMap(({ outputs }) => Object.entries(outputs)))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = /^.*node_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
      if (folder === undefined || bytesInOutput === 0) continue;
      users.set(folder, [...(users.get(folder) ?? []), bundle]);
    }
  const notices = [...users].map(([folder, found]) => notice(folder, [...new Set(found)].sort()));
  // A package that is installed twice in one version is named once.
  return [
    'Device Explorer for rapyuta.io contains code of the packages below.',
    ...[...new Set(notices)].sort(),
  ].join(`\n\n${'='.repeat(80)}\n`);
}

/**
 * What we read of a package.json.
 *
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {unknown} [license]  should be an SPDX expression
 * @property {string | { name: string }} [author]
 */

/**
 * Describes one package: what it is, which bundles contain it, and what its license files say.
 *
 * @param {string} folder
 * @param {readonly string[]} users
 */
function notice(folder, users) {
  /** @param {string} file */
  const read = (file) =>
    readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  /** @type {unknown} */
  const parsed = JSON.parse(read('package.json'));
  const manifest = /** @type {Manifest} */ (parsed);
  const { name, version } = manifest;
  const license = typeof manifest.license === 'string' ? manifest.license : 'missing';
  const choices = license.replace(/[()]/g, '').split(' OR ');
  if (!choices.some((choice) => permissive.test(choice)))
    throw new Error(`${name} ${version} must not be bundled: its license is ${license}.`);

  const names = readdirSync(folder).sort();
  /** @param {RegExp} pattern */
  const textsOf = (pattern) => names.filter((file) => pattern.test(file)).map(read);
  const texts = textsOf(/^(acknowledg|copying|copyright|licen[cs]e|notice)/i);
  if (texts.length === 0) {
    const { author = 'unknown' } = manifest;
    const by = typeof author === 'string' ? author : author.name;
    texts.push(`It has no license file. Its package.json says: license ${license}, author ${by}.`);
    const section = /^(#+ )?license\n[^]*/im.exec(textsOf(/^readme/i).join('\n'));
    if (section !== null) texts.push(section[0]);
  }
  return [`${name} ${version} (${license})\nIn ${users.join(', ')}`, ...texts].join('\n\n');
}

let buildsUnderWay = 0;

/**
 * Tells the editor's problem matcher when the first of the bundles begins and when the last one ends.
 *
 * @type {esbuild.Plugin}
 */
const watchReport = {
  name: 'watch-report',
  setup(build) {
    build.onStart(() => {
      if (buildsUnderWay++ === 0) process.stdout.write('[watch] build started\n');
    });
    build.onEnd(() => {
      if (--buildsUnderWay === 0) process.stdout.write('[watch] build finished\n');
    });
  },
};

async function main() {
  if (isProduction) rmSync('dist', { recursive: true, force: true });
  // No test of an earlier time.
  if (flags.has('--tests')) rmSync('dist/test', { recursive: true, force: true });
  // Chunks have a hash in their name: those of an earlier build would stay beside the new ones.
  if (bundles.webview) rmSync('dist/webview', { recursive: true, force: true });
  if (flags.has('--watch')) {
    const contexts = await Promise.all(
      Object.values(bundles).map((options) =>
        esbuild.context({ ...options, plugins: [...(options.plugins ?? []), watchReport] }),
      ),
    );
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  const results = await Promise.all(
    Object.values(bundles).map((options) => esbuild.build({ ...options, metafile: true })),
  );
  if (isProduction) {
    const notices = thirdPartyNotices(results.map(({ metafile }) => metafile));
    writeFileSync('dist/ThirdPartyNotices.txt', notices);
    // The page of an extension in VS Code shows pictures only from https addresses. We have none yet.
    const readme = readFileSync('README.md', 'utf8').replace(/^!\[.*\n\n/gm, '');
    writeFileSync('dist/README.md', readme);
  }
}

module.exports = { bundles, thirdPartyNotices };

if (require.main === module) {
  main().catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
