import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { statusColors, statusIcons } from '../../src/ui/devices/statusIcons';
import { commands } from '../../src/ui/shared/commands';
import { contextKeys } from '../../src/ui/shared/contextKeys';
import { settings } from '../../src/ui/shared/settings';
import { contrast } from '../support/contrast';

type ThemeKind = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

interface Manifest {
  main: string;
  icon: string;
  engines: { vscode: string };
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    colors: { id: string; description: string; defaults: Record<ThemeKind, string> }[];
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
const commandIds = Object.values(commands).map(({ id }) => id);

/**
 * What is behind a status icon in the themes that VS Code 1.100 and 1.139 bring: their side bars, and
 * rows under the pointer, those with transparency as painted. A selected row recolors its icon itself.
 */
const iconBackgrounds: Record<ThemeKind, string[]> = {
  dark: ['#181818', '#191a1b', '#1f1f1f', '#252526', '#2a2d2e', '#2b2c2d', '#37373d'],
  light: ['#ffffff', '#fafafd', '#f8f8f8', '#f3f3f3', '#f2f2f2', '#e8e8e8', '#e6e6e9', '#e4e6f1'],
  highContrast: ['#000000', '#1a1a1a'],
  highContrastLight: ['#ffffff', '#e7edf3'],
};

describe('package.json', () => {
  it('declares exactly the commands that the extension registers', () => {
    const declared = contributes.commands.map(({ command }) => command);
    assert.deepEqual(declared.toSorted(), commandIds.toSorted());
  });

  it('declares exactly the settings that the extension reads', () => {
    const declared = Object.keys(contributes.configuration.properties);
    assert.deepEqual(
      declared.toSorted(),
      Object.values(settings)
        .map(({ name }) => `rapyuta.${name}`)
        .toSorted(),
    );
  });

  it('declares exactly the colors that the status icons have', () => {
    const declared = contributes.colors.map(({ id }) => id);
    assert.deepEqual(declared.toSorted(), Object.values(statusColors).toSorted());
  });

  it('gives status icons a contrast of at least 3 in every kind of theme', () => {
    // WCAG 2.2, 1.4.11
    const tooLow = contributes.colors.flatMap(({ id, defaults }) =>
      Object.entries(iconBackgrounds).flatMap(([kind, backgrounds]) =>
        backgrounds
          .filter((background) => !(contrast(defaults[kind as ThemeKind], background) >= 3))
          .map((background) => `${id} on ${background}`),
      ),
    );
    assert.ok(contributes.colors.length > 0);
    assert.deepEqual(tooLow, []);
  });

  it('gives every status an icon of its own that stands still', () => {
    const icons = Object.values(statusIcons).map(({ icon }) => icon);
    assert.equal(new Set(icons).size, icons.length);
    assert.deepEqual(
      icons.filter((icon) => /^loading|~spin/.test(icon)),
      [],
    );
  });

  it('asks for exactly the context keys that the extension sets', () => {
    const whens = [...Object.values(contributes.menus).flat(), ...contributes.viewsWelcome]
      .map(({ when = '' }) => when)
      .join(' ');
    // After `view ==` stands the id of a view, not a key.
    const asked = whens.replace(/view == [\w.]+/g, '').match(/\brapyuta\.\w+/g) ?? [];
    assert.deepEqual(
      [...new Set(asked)].toSorted(),
      Object.values(contextKeys)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it('puts only declared commands into menus and welcome texts', () => {
    const inMenus = Object.values(contributes.menus).flatMap((items) =>
      items.map(({ command }) => command),
    );
    const inTexts = contributes.viewsWelcome.flatMap(({ contents }) =>
      [...contents.matchAll(/\(command:(rapyuta\.[\w.]+)\)/g)].map((match) => match[1] ?? ''),
    );
    assert.ok(inMenus.length > 0 && inTexts.length > 0);
    assert.deepEqual(
      [...inMenus, ...inTexts].filter((command) => !commandIds.includes(command)),
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

  it('has the settings and commands that README names', () => {
    const readme = readFileSync('README.md', 'utf8');
    const rows = [...readme.matchAll(/^\| `(rapyuta\.[\w.]+)` +\| `([^`]*)`/gm)];
    assert.deepEqual(
      Object.fromEntries(rows.map(([, name, value]) => [name, value])),
      Object.fromEntries(
        Object.entries(contributes.configuration.properties).map(([name, setting]) => [
          name,
          typeof setting.default === 'string' ? setting.default : JSON.stringify(setting.default),
        ]),
      ),
    );
    const titles = contributes.commands.map(({ category, title }) => `${category}: ${title}`);
    const named = [...readme.matchAll(/_(rapyuta\.io: [^_]+)_/g)].map(([, title]) => title ?? '');
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((title) => !titles.includes(title)),
      [],
    );
  });
});
