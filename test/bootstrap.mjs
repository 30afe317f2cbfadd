/**
 * Does what `npm start`, `npm test` and their kin promise on a machine that has only Node and npm:
 * installs what the lock file names, builds, and runs the program.
 *
 *   node test/bootstrap.mjs VERB [ARGUMENT]...     arguments are the program's own
 *
 * The only script here that no tool has built, so plain JavaScript without dependencies. It speaks
 * on stderr, because stdout belongs to the program. That runs in this same process: signals,
 * standard streams and the exit code are its own.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Verb -> the built program that it runs. */
const programs = new Map([
  ['start', 'dist/test/start.main.js'],
  ['test', 'dist/test/run.main.js'],
  ['bench', 'dist/test/bench/bench.main.js'],
  ['screenshots', 'dist/test/screenshots.main.js'],
  ['simulator', 'dist/simulator.js'],
]);

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const [verb = '', ...args] = process.argv.slice(2);
const program = programs.get(verb);
if (program === undefined) fail(`Say one of: ${[...programs.keys()].join(', ')}.`);

checkNode();
checkFolders();
if (!isInstalled()) {
  say('Installing the packages that package-lock.json names ...');
  run('npm', ['ci'], 'inherit');
}
say('Building ...');
if (verb === 'simulator') run('npm', ['run', 'build']);
else {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const stages = args.slice(0, end);
  const needsPackage = verb !== 'test' || stages.length === 0 || stages.includes('e2e');
  // First, because it begins with an empty dist folder.
  if (needsPackage) run('npm', ['run', 'package']);
  // One kind of tests is built by itself, and of it only the files that are to run.
  const isOneKind = verb === 'test' && stages.length === 1 && existsSync(`test/${stages[0]}`);
  const only = isOneKind ? [...stages, ...args.slice(end + 1)] : [];
  run(process.execPath, ['esbuild.js', '--tests', ...only]);
}

hangUpWithParent();
process.argv = [process.execPath, path.resolve(program), ...args];
await import(pathToFileURL(program).href);

function checkNode() {
  const manifest = /** @type {{ engines: { node: string } }} */ (readJson('package.json'));
  const wanted = manifest.engines.node.replace('>=', '');
  const isOld = wanted.localeCompare(process.versions.node, 'en', { numeric: true }) > 0;
  if (isOld) fail(`This needs Node ${wanted} or newer; this is ${process.versions.node}.`);
}

/** What is written to lies in these; the last two may have been made by another user, with sudo. */
function checkFolders() {
  for (const folder of ['.', 'dist', '.cache', 'node_modules']) {
    try {
      if (existsSync(folder)) accessSync(folder, constants.W_OK);
    } catch {
      const place = path.resolve(folder);
      fail(
        `${place} cannot be written to: make it yours (sudo chown -R "$USER" '${place}') or work in a copy.`,
      );
    }
  }
}

/**
 * What a lock file says, and npm's note in node_modules of what it has installed: folder -> package.
 *
 * @typedef {{ packages: Record<string, { version?: string, optional?: true }> }} Lock
 */

/** Tells whether node_modules holds the versions of the lock file. */
function isInstalled() {
  try {
    const wanted = /** @type {Lock} */ (readJson('package-lock.json')).packages;
    const installed = /** @type {Lock} */ (readJson('node_modules/.package-lock.json')).packages;
    return Object.entries(wanted).every(
      ([folder, { version, optional }]) =>
        // Optional ones may be for other systems.
        folder === '' || optional === true || installed[folder]?.version === version,
    );
  } catch {
    return false;
  }
}

/** Raises SIGHUP when the parent ends: npm, when told to end, tells only the shell in between. */
function hangUpWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGHUP');
  }, 500);
  watch.unref();
}

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} commandArgs
 * @param {'quiet' | 'inherit'} output  quiet: printed only if the command fails
 */
function run(command, commandArgs, output = 'quiet') {
  const sink = output === 'quiet' ? 'pipe' : 2;
  try {
    execFileSync(command, commandArgs, { stdio: ['ignore', sink, sink] });
  } catch (error) {
    const { stdout = '', stderr = '' } = /** @type {{ stdout?: string, stderr?: string }} */ (
      error
    );
    fail(`${stdout ?? ''}${stderr ?? ''}\n${command} ${commandArgs.join(' ')} failed.`);
  }
}

/**
 * @param {string} file
 * @returns {unknown}
 */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  say(message.trim());
  process.exit(1);
}
