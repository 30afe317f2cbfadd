import { readFileSync } from 'node:fs';
import type * as real from 'vscode';
import type { FakeInputBox, FakeQuickPick } from './quickInputs';
import { Shown } from './shown';
import type { FakeChannel, FakeMessage, FakeProgress, FakeTreeView } from './surfaces';
import { FakePanel } from './surfaces';

/** A call of `commands.executeCommand`. */
export type CommandCall = readonly [id: string, ...args: unknown[]];

/** What the fake `vscode` has been told, and has shown. A test reads it, and acts on it as a user does. */
export class FakeEditor {
  readonly messages = new Shown<FakeMessage>();
  readonly quickPicks = new Shown<FakeQuickPick>();
  readonly inputBoxes = new Shown<FakeInputBox>();
  readonly progress = new Shown<FakeProgress>();
  readonly channels = new Shown<FakeChannel>();
  readonly treeViews = new Shown<FakeTreeView>();
  readonly panels = new Shown<FakePanel>();
  /** Texts of the status bar, oldest first. */
  readonly statusTexts: string[] = [];
  clipboard = '';
  /** Addresses given to `env.openExternal`. */
  readonly opened: string[] = [];
  /** Context keys as `setContext` has set them. */
  readonly contextKeys = new Map<string, unknown>();
  /** What `executeCommand` was called with, `setContext` left out. */
  readonly commandCalls: CommandCall[] = [];
  readonly commands = new Map<string, (...args: unknown[]) => unknown>();
  readonly serializers = new Map<string, real.WebviewPanelSerializer>();
  /** Settings that are not at their default, by full name. */
  readonly settings = new Map<string, unknown>();
  /** Defaults by full name, from package.json. */
  readonly defaults = settingDefaults();

  /** Gives an extension the page that a reload of the window has left, with the state it had kept. */
  async restorePanel(viewType: string, state: unknown): Promise<FakePanel> {
    const serializer = this.serializers.get(viewType);
    if (!serializer) throw new Error(`Nothing is registered that restores ${viewType}.`);
    const panel = this.panels.add(new FakePanel(viewType, ''));
    await serializer.deserializeWebviewPanel(panel, state);
    return panel;
  }
}

function settingDefaults(): ReadonlyMap<string, unknown> {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { configuration: { properties: Record<string, { default?: unknown }> } };
  };
  const entries = Object.entries(contributes.configuration.properties);
  return new Map(entries.map(([name, property]) => [name, property.default]));
}

let current: FakeEditor | undefined;

/** The editor behind the fake `vscode` now. */
export function fakeEditor(): FakeEditor {
  return (current ??= new FakeEditor());
}

/** Gives each test of a `describe` a fresh fake editor. */
export function useFakeEditor(): () => FakeEditor {
  beforeEach(() => (current = new FakeEditor()));
  return fakeEditor;
}
