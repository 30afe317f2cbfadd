import { randomBytes } from 'node:crypto';
import path from 'node:path';
import fetch from 'node-fetch';
import * as vscode from 'vscode';
import { ApiClient } from './api/client';
import { systemClock } from './base/clock';
import type { Disposable } from './base/disposable';
import type { Project } from './domain/project';
import { Account } from './model/account/account';
import type { Credentials } from './model/account/credentials';
import { OpenProject } from './model/project/openProject';
import { ProjectSlot } from './model/project/projectSlot';
import { CommandHistory } from './model/runs/commandHistory';
import { registerAccount } from './ui/account/registerAccount';
import { architectureFile } from './ui/devices/architectureFile';
import { registerDevices } from './ui/devices/registerDevices';
import { registerPages } from './ui/pages/registerPages';
import { CommandOutput } from './ui/runs/commandOutput';
import { registerRuns } from './ui/runs/runCommands';
import { describeError } from './ui/shared/errorText';
import { makeGuard } from './ui/shared/guard';
import { commandRegistrar } from './ui/shared/registerCommands';
import { refreshIntervalMs } from './ui/shared/settings';

/** Builds everything and returns at once: nothing here waits for the network. */
export function activate(context: vscode.ExtensionContext): void {
  const own = <T extends Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const clock = systemClock;
  const log = own(vscode.window.createOutputChannel('Device Explorer', { log: true }));
  const reportError = (error: unknown): void => log.error(`In a listener: ${describeError(error)}`);
  const guard = makeGuard(log);
  const registerCommands = commandRegistrar(guard);

  const connect = (credentials: Credentials, project?: Project): ApiClient =>
    new ApiClient({
      hosts: credentials.hosts,
      token: () => credentials.token(),
      refused: (token) => credentials.refused(token),
      ...(project && { project: project.id, organization: project.organizationId }),
      fetch,
      clock,
      log,
    });
  const account = own(
    new Account({
      secrets: context.secrets,
      values: context.workspaceState,
      connect: (credentials) => connect(credentials).account,
      reportError,
    }),
  );
  const project = own(
    new ProjectSlot(
      account,
      (scope) =>
        new OpenProject(scope, {
          api: connect(scope.credentials, scope.project),
          clock,
          storage: architectureFile(context.globalStorageUri.fsPath, scope.project.id, log),
          intervalMs: refreshIntervalMs,
          makeNonce: () => randomBytes(8).toString('hex'),
          reportError,
        }),
      reportError,
    ),
  );

  own(registerDevices({ account, project, registerCommands, clock, log }));
  own(
    registerRuns({
      project,
      history: new CommandHistory(context.workspaceState),
      output: own(new CommandOutput()),
      registerCommands,
      clock,
      log,
    }),
  );
  own(registerPages({ project, extensionUri: context.extensionUri, registerCommands, guard, log }));
  own(registerCommands({ showLog: () => log.show(true) }));
  own(
    registerAccount({
      account,
      simulatorProgram: path.join(context.extensionPath, 'dist', 'simulator.js'),
      secrets: context.secrets,
      registerCommands,
      guard,
      log,
    }),
  );
}
