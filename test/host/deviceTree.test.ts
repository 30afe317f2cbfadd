import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ApiError } from '../../src/api/errors';
import { type DeviceSource, DeviceStore } from '../../src/model/deviceStore';
import type { Device } from '../../src/model/fleetDevice';
import { DeviceTree, type TreeElement } from '../../src/ui/tree/deviceTree';
import { makeDevice, makeFleet } from '../support/devices';
import { FakeClock } from '../support/fakeClock';

describe('The device tree in VS Code', () => {
  const clock = new FakeClock();
  let devices: Device[];
  let detailsError: Error | undefined;
  let store: DeviceStore;
  let tree: DeviceTree;
  let redrawn: (TreeElement[] | undefined)[];

  const source: DeviceSource = {
    projectId: 'p',
    list: () => Promise.resolve(devices),
    get: (id) =>
      detailsError
        ? Promise.reject(detailsError)
        : Promise.resolve({ ...devices.find((device) => device.id === id)!, hostname: 'host-1' }),
    listIdsByArchitecture: () => Promise.resolve([]),
  };

  beforeEach(() => {
    detailsError = undefined;
    const memory = { read: () => Promise.resolve(new Map()), write: () => Promise.resolve() };
    store = new DeviceStore({ clock, memory, intervalMs: () => 30_000 });
    tree = new DeviceTree(store, clock);
    redrawn = [];
    tree.onDidChangeTreeData((elements) => redrawn.push(elements));
    store.setSource(source);
  });
  afterEach(() => {
    tree.dispose();
    store.dispose();
  });

  /** Paints the whole tree, as VS Code does when all is unfolded, and gives its lines. */
  const paint = (element?: TreeElement, indent = ''): string[] =>
    tree.getChildren(element).flatMap((child) => {
      const { label, description } = tree.getTreeItem(child);
      assert.equal(tree.getParent(child)?.id, element?.id);
      return [
        `${indent}${label as string} ${String(description)}`.trimEnd(),
        ...paint(child, `${indent}  `),
      ];
    });
  const find = (id: string): TreeElement => {
    const all = (element?: TreeElement): TreeElement[] =>
      tree.getChildren(element).flatMap((child) => [child, ...all(child)]);
    return all().find(({ deviceId }) => deviceId === id)!;
  };

  it('shows groups in words and devices below them', async () => {
    devices = [makeDevice({ id: 'amr-1' }), makeDevice({ id: 'amr-2', status: 'OFFLINE' })];
    await store.refresh();
    assert.deepEqual(paint(), [
      'Online 1 of 2',
      '  Unknown architecture 1',
      '    amr-1',
      'Offline 1 of 2',
      '  Unknown architecture 1',
      '    amr-2 never connected',
    ]);
  });

  it('redraws one row when one device of thousands looks different, and nothing when none does', async () => {
    devices = makeFleet(2000);
    await store.refresh();
    paint();
    redrawn = [];
    await store.refresh();
    assert.deepEqual(redrawn, []);
    devices = devices.with(7, { ...devices[7]!, name: 'amr-7', description: 'not in the row' });
    await store.refresh();
    assert.deepEqual(redrawn, []);
    devices = devices.with(7, { ...devices[7]!, name: 'amr-7b' });
    await store.refresh();
    assert.deepEqual(redrawn, [[find('amr-7')]]);
  });

  it('hands out the same element for the same node, by which VS Code knows it', async () => {
    devices = makeFleet(3);
    await store.refresh();
    const before = find('amr-1');
    devices = [...devices, makeDevice({ id: 'amr-9' })];
    await store.refresh();
    assert.equal(find('amr-1'), before);
  });

  it('lets how long ago a device was seen grow while nothing else changes', async () => {
    const lastOnlineAt = new Date(clock.now() - 60_000);
    devices = [makeDevice({ id: 'amr-1', status: 'OFFLINE', lastOnlineAt })];
    await store.refresh();
    assert.match(paint().join('\n'), /seen 1 min\. ago/);
    redrawn = [];
    clock.advance(120_000);
    await store.refresh();
    assert.deepEqual(redrawn, [[find('amr-1')]]);
    assert.match(paint().join('\n'), /seen 3 min\. ago/);
  });

  it('says in its context value whether a command can be run', async () => {
    devices = [makeDevice({ id: 'on' }), makeDevice({ id: 'off', status: 'OFFLINE' })];
    await store.refresh();
    assert.equal(tree.getTreeItem(find('on')).contextValue, 'device online runnable');
    assert.equal(tree.getTreeItem(find('off')).contextValue, 'device');
  });

  /** What Markdown says when it is read; how VS Code escapes differs between its versions. */
  const unescaped = ({ value }: vscode.MarkdownString): string =>
    value.replaceAll('&nbsp;', ' ').replaceAll('\\', '');

  /** The tooltip of a device, as Markdown. */
  const tooltip = async (id: string): Promise<vscode.MarkdownString> => {
    const element = find(id);
    const { token } = new vscode.CancellationTokenSource();
    const item = await tree.resolveTreeItem(tree.getTreeItem(element), element, token);
    assert.ok(item.tooltip instanceof vscode.MarkdownString);
    return item.tooltip;
  };

  it('fetches what the tooltip tells when it is asked for', async () => {
    devices = [makeDevice({ id: 'amr-1', labels: [{ id: 1, key: 'site', value: 'tokyo' }] })];
    await store.refresh();
    const text = unescaped(await tooltip('amr-1'));
    assert.match(text, /host-1/);
    assert.match(text, /site=tokyo/);
  });

  it('does not redraw the row, which would close the tooltip, for what only the tooltip shows', async () => {
    devices = makeFleet(2);
    await store.refresh();
    paint();
    redrawn = [];
    await tooltip('amr-1');
    assert.deepEqual(redrawn, []);
  });

  it('tells what it knows, and why there is not more, when details cannot be fetched', async () => {
    devices = [makeDevice({ id: 'amr-1', description: 'dock three' })];
    await store.refresh();
    detailsError = new ApiError('network', 'reset', { method: 'GET', path: '/' });
    const text = unescaped(await tooltip('amr-1'));
    assert.match(text, /dock three/);
    assert.match(text, /Details are missing/);
  });

  it('lets nothing in a device become Markdown, a link or HTML', async () => {
    const hostile = '[x](command:evil) **b** <img src=x> ![i](http://h/i.png)';
    devices = [makeDevice({ id: 'amr-1', name: hostile, description: hostile })];
    await store.refresh();
    const text = await tooltip('amr-1');
    assert.ok(!text.isTrusted);
    assert.ok(!text.supportHtml);
    assert.doesNotMatch(text.value, /(?<!\\)\]\(|(?<!\\)\*\*b/);
  });
});
