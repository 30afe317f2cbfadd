import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { commandIds, contextKeyNames, settingNames } from '../../src/ui/manifest';

interface Manifest {
  main: string;
  icon: string;
  engines: { vscode: string };
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string; category: string }[];
    configuration: { properties: Record<string, { default: unknown; scope?: string }> };
    menus: Record<string, { command: string; when?: string }[]>;
    viewsWelcome: { view: string; when: string; contents: string }[];
    viewsContainers: { activitybar: { icon: string }[] };
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;

describe('package.json', () => {
  it('declares exactly the commands that the extension registers', () => {
    const declared = contributes.commands.map(({ command }) => command);
    assert.deepEqual(declared.toSorted(), commandIds.toSorted());
  });

  it('declares exactly the settings that the extension reads', () => {
    const declared = Object.keys(contributes.configuration.properties);
    assert.deepEqual(declared.toSorted(), settingNames.map((name) => `rapyuta.${name}`).toSorted());
  });

  it('asks for exactly the context keys that the extension sets', () => {
    const whens = [...Object.values(contributes.menus).flat(), ...contributes.viewsWelcome]
      .map(({ when = '' }) => when)
      .join(' ');
    // After `view ==` stands the id of a view, not a key.
    const asked = whens.replace(/view == [\w.]+/g, '').match(/\brapyuta\.\w+/g) ?? [];
    assert.deepEqual([...new Set(asked)].toSorted(), contextKeyNames.toSorted());
  });

  it('puts only declared commands into menus and welcome texts', () => {
    const inMenus = Object.values(contributes.menus).flatMap((items) =>
      items.map(({ command }) => command),
    );
    const inTexts = contributes.viewsWelcome.flatMap(({ contents }) =>
      [...contents.matchAll(/\(command:(rapyuta\.[\w.]+)\)/g)].map((match) => match[1] ?? ''),
    );
    const known: readonly string[] = commandIds;
    assert.ok(inMenus.length > 0 && inTexts.length > 0);
    assert.deepEqual(
      [...inMenus, ...inTexts].filter((command) => !known.includes(command)),
      [],
    );
  });

  it('lets no folder that is opened choose where the token goes', () => {
    const { properties } = contributes.configuration;
    for (const name of ['rapyuta.environment', 'rapyuta.hosts']) {
      assert.equal(properties[name]?.scope, 'machine', name);
    }
  });

  it('lets no untrusted folder choose what runs a command', () => {
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, [
      'rapyuta.command.shell',
      'rapyuta.command.user',
    ]);
  });

  it('writes command titles in title case under one category', () => {
    for (const { title, category } of contributes.commands) {
      assert.equal(category, 'rapyuta.io');
      assert.match(title, /^[A-Z][\w]*( ([A-Z][\w]*|a|an|and|on|of|the|in|to))*$/, title);
    }
  });

  it('starts the extension only when it is used, and ships the icons it names', () => {
    // Views and commands are known to VS Code; a page left open in the last window is not.
    assert.deepEqual(manifest.activationEvents, ['onWebviewPanel:rapyuta.configuration']);
    assert.ok(existsSync(manifest.icon));
    assert.ok(contributes.viewsContainers.activitybar.every(({ icon }) => existsSync(icon)));
  });
});
