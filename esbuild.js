/**
 * Builds the extension, its pages and the simulator into dist/.
 *
 *   node esbuild.js                 development: source maps, readable
 *   node esbuild.js --production    what the .vsix carries: minified, no maps
 *   node esbuild.js --watch         development, again on every change
 *   node esbuild.js --tests         the tests as well, into dist/test
 */
const { readdirSync, rmSync } = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const flags = new Set(process.argv.slice(2));
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

/** @type {Record<string, esbuild.BuildOptions>} */
const bundles = {
  extension: {
    ...node,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
    // VS Code puts its proxy and certificates behind these names only, not behind `node:http`.
    alias: { 'node:http': 'http', 'node:https': 'https', 'node:net': 'net', 'node:tls': 'tls' },
  },
  simulator: { ...node, entryPoints: ['src/simulator/main.ts'], outfile: 'dist/simulator.js' },
  webview: {
    ...common,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    entryPoints: files('src/webview', '.page.ts'),
    entryNames: '[name]',
    outdir: 'dist/webview',
  },
};

if (flags.has('--tests')) {
  bundles.tests = {
    ...node,
    minify: false,
    sourcemap: 'linked',
    entryPoints: [...files('test', '.test.ts'), ...files('test', '.main.ts')],
    outbase: '.',
    outdir: 'dist',
    external: ['vscode', 'mocha', 'playwright-core', 'esbuild', 'fast-check'],
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
  if (flags.has('--watch')) {
    const contexts = await Promise.all(
      Object.values(bundles).map((options) =>
        esbuild.context({ ...options, plugins: [watchReport] }),
      ),
    );
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  await Promise.all(Object.values(bundles).map((options) => esbuild.build(options)));
}

module.exports = { bundles };

if (require.main === module) {
  main().catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
