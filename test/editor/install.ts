import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { EditorRelease } from './releases';

const run = promisify(execFile);

/** An installed VS Code, ready to start. */
export interface InstalledEditor {
  /** The Node it runs on. */
  node: string;
  /** Its server's main script, an argument for `node`. */
  serverMain: string;
}

const cache = path.resolve('.cache/editor');

/**
 * Installs a VS Code into `.cache/editor`, or finds it there.
 *
 * An install happens in a folder of its own, which gets its final name when it is complete. So one
 * that was cut off is done again, and of two at the same time the first to finish wins.
 *
 * @param report  takes a line for the reader about what is happening; not called when there is nothing to do
 * @throws with the end of npm's output if a package cannot be had
 */
export async function installEditor(
  release: EditorRelease,
  report: (line: string) => void,
): Promise<InstalledEditor> {
  const folder = path.join(cache, `code-server-${release.codeServer}-node-${release.node}`);
  if (!existsSync(folder)) {
    await removeAbandoned();
    const unfinished = path.join(cache, `installing-${process.pid}-${release.codeServer}`);
    await mkdir(unfinished, { recursive: true });
    await installInto(unfinished, release, (step) => {
      report(`VS Code ${release.vscode}: ${step}`);
    });
    await rename(unfinished, folder).catch(async (error: unknown) => {
      await access(folder).catch(() => {
        throw error;
      });
      await rm(unfinished, { recursive: true });
    });
  }
  return locate(folder);
}

function locate(folder: string): InstalledEditor {
  return {
    node: path.join(folder, 'node_modules/node/bin/node'),
    serverMain: path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

async function installInto(
  folder: string,
  release: EditorRelease,
  report: (step: string) => void,
): Promise<void> {
  const { node, serverMain } = locate(folder);
  const vscode = path.resolve(serverMain, '../..');

  report('fetching it from the npm registry (once, about a minute in all)');
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  // Install scripts stay off: some fetch from other hosts, and none of those is needed here.
  const packages = [`code-server@${release.codeServer}`, `node@${release.node}`];
  await npm(folder, ['install', '--ignore-scripts', '--save-exact', ...packages]);
  await npm(folder, ['rebuild', 'node']);
  await access(node);

  report('fetching what it depends on');
  await npm(vscode, ['install', '--omit=dev', '--ignore-scripts']);
  await npm(path.join(vscode, 'extensions'), ['install', '--omit=dev', '--ignore-scripts']);

  report('compiling its native parts');
  await npm(vscode, ['rebuild', ...release.native], path.dirname(node)).catch((error: unknown) => {
    // Not worth failing for: VS Code runs without them, with less in its logs.
    report(`its native parts do not compile, so it keeps no log files. ${String(error)}`);
  });
}

async function npm(cwd: string, args: readonly string[], firstOnPath = ''): Promise<void> {
  // Each call says itself whether install scripts run; `npm test` hands its own setting down.
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    JOBS: 'max',
    npm_config_ignore_scripts: 'false',
  };
  if (firstOnPath !== '') env.PATH = `${firstOnPath}:${process.env.PATH ?? ''}`;
  // Node's headers often lie beside it; without this they would come from another host.
  const prefix = path.resolve(process.execPath, '../..');
  if (existsSync(path.join(prefix, 'include/node/node_api.h'))) env.npm_config_nodedir ??= prefix;
  try {
    await run('npm', args, { cwd, env, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const end = `${stdout}${stderr}`.trimEnd().split('\n').slice(-20).join('\n');
    throw new Error(`npm ${args.join(' ')} failed in ${cwd}:\n${end}`, { cause: error });
  }
}

/** Removes what installs that were cut off have left, and nothing of those still at work. */
async function removeAbandoned(): Promise<void> {
  await mkdir(cache, { recursive: true });
  for (const name of await readdir(cache)) {
    const pid = /^installing-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      await rm(path.join(cache, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
