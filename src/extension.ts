import path from 'node:path';
import fetch from 'node-fetch';
import * as vscode from 'vscode';
import { ApiClient } from './api/client';
import { systemClock } from './base/clock';
import type { Disposable } from './base/disposable';
import { parseSimulatorAnnouncement, simulatorVariable } from './base/simulatorAnnouncement';
import { Account } from './model/account';
import { CommandHistory } from './model/commandHistory';
import { deviceSourceOf } from './model/deviceSource';
import { DeviceStore } from './model/deviceStore';
import { ArchitectureFiles } from './ui/architectureFiles';
import { CommandOutput } from './ui/commandOutput';
import { accountCommands } from './ui/commands/accountCommands';
import { registerCommands } from './ui/commands/commandTable';
import { deviceCommands } from './ui/commands/deviceCommands';
import { runCommands } from './ui/commands/runCommands';
import { refreshIntervalMs } from './ui/config';
import { ContextKeys } from './ui/contextKeys';
import { makeGuard } from './ui/guard';
import { ConfigurationPanels } from './ui/panels/configurationPanel';
import { Simulator } from './ui/simulator';
import { registerExplorer } from './ui/tree/explorer';

/** Builds everything and returns at once: nothing here waits for the network. */
export function activate(context: vscode.ExtensionContext): void {
  const own = <T extends Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const clock = systemClock;
  const log = own(vscode.window.createOutputChannel('Device Explorer', { log: true }));
  const guard = makeGuard(log);

  const account = own(
    new Account({
      secrets: context.secrets,
      memory: context.workspaceState,
      connect: ({ hosts, token }, project) =>
        new ApiClient({
          hosts,
          token: () => Promise.resolve(token),
          ...(project && { project: project.id, organization: project.organizationId }),
          fetch,
          clock,
          log,
        }),
    }),
  );
  const memory = new ArchitectureFiles(context.globalStorageUri.fsPath, log);
  const devices = own(new DeviceStore({ clock, memory, intervalMs: refreshIntervalMs }));
  const program = path.join(context.extensionPath, 'dist', 'simulator.js');
  const simulator = own(new Simulator(program, account, guard, log));
  const output = own(new CommandOutput());
  const history = new CommandHistory(context.workspaceState);

  own(
    account.onDidChange((state) => {
      const isSignedIn = state.kind === 'signedIn';
      if (!isSignedIn || state.session.kind !== 'simulator') simulator.stop();
      devices.setSource(
        isSignedIn && state.project ? deviceSourceOf(state.client, state.project.id) : undefined,
      );
    }),
  );
  own(registerExplorer({ account, devices, contextKeys: new ContextKeys(), clock, log }));
  const pages = own(new ConfigurationPanels(devices, context.extensionUri, guard, log));
  own(pages.register());
  own(
    registerCommands(
      {
        ...accountCommands({ account, exploreSimulator: () => simulator.explore() }),
        ...deviceCommands({ devices, showConfiguration: (deviceId) => pages.show(deviceId) }),
        ...runCommands({ account, devices, history, output, clock }),
        'rapyuta.log.show': () => log.show(true),
      },
      guard,
    ),
  );

  own(context.secrets.onDidChange(() => void guard('Session', () => account.restore())));
  void guard('Start', async () => {
    const running = parseSimulatorAnnouncement(process.env[simulatorVariable] ?? '');
    try {
      if (running) await simulator.attach(running);
    } finally {
      if (account.state.kind === 'starting') await account.restore();
    }
  });
}
