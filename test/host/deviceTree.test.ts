import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DeviceStore } from '../../src/model/devices/deviceStore';
import { DeviceTree, type TreeElement } from '../../src/ui/devices/deviceTree';
import { FakeArchitectures, FakeDevicesApi, makeDevice, makeFleet } from '../support/devices';
import { failOnError } from '../support/failOnError';
import { FakeClock } from '../support/fakeClock';

describe('The device tree in VS Code', () => {
  const clock = new FakeClock();
  let api: FakeDevicesApi;
  let store: DeviceStore;
  let tree: DeviceTree;
  let redrawn: (TreeElement[] | undefined)[];

  beforeEach(() => {
    api = new FakeDevicesApi();
    store = new DeviceStore({
      api,
      clock,
      storage: new FakeArchitectures(),
      intervalMs: () => 30_000,
      mayPoll: () => true,
      reportError: failOnError,
    });
    tree = new DeviceTree(clock);
    redrawn = [];
    tree.onDidChangeTreeData((elements) => redrawn.push(elements));
    tree.show(store);
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
    api.devices = [makeDevice({ id: 'amr-1' }), makeDevice({ id: 'amr-2', status: 'OFFLINE' })];
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
    api.devices = makeFleet(2000);
    await store.refresh();
    paint();
    redrawn = [];
    await store.refresh();
    assert.deepEqual(redrawn, []);
    api.devices = api.devices.with(7, {
      ...api.devices[7]!,
      name: 'amr-7',
      description: 'not in the row',
    });
    await store.refresh();
    assert.deepEqual(redrawn, []);
    api.devices = api.devices.with(7, { ...api.devices[7]!, name: 'amr-7b' });
    await store.refresh();
    assert.deepEqual(redrawn, [[find('amr-7')]]);
  });

  it('hands out the same element for the same node, by which VS Code knows it', async () => {
    api.devices = makeFleet(3);
    await store.refresh();
    const before = find('amr-1');
    api.devices = [...api.devices, makeDevice({ id: 'amr-9' })];
    await store.refresh();
    assert.equal(find('amr-1'), before);
  });

  it('lets how long ago a device was seen grow while nothing else changes', async () => {
    const lastOnlineAt = new Date(clock.now() - 60_000);
    api.devices = [makeDevice({ id: 'amr-1', status: 'OFFLINE', lastOnlineAt })];
    await store.refresh();
    assert.match(paint().join('\n'), /seen 1 min\. ago/);
    redrawn = [];
    clock.advance(120_000);
    await store.refresh();
    assert.deepEqual(redrawn, [[find('amr-1')]]);
    assert.match(paint().join('\n'), /seen 3 min\. ago/);
  });

  it('says in its context value whether a command can be run', async () => {
    api.devices = [makeDevice({ id: 'on' }), makeDevice({ id: 'off', status: 'OFFLINE' })];
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
    const item = await tree.resolveTreeItem(tree.getTreeItem(element), element);
    assert.ok(item.tooltip instanceof vscode.MarkdownString);
    return item.tooltip;
  };

  it('fetches what the tooltip tells when it is asked for', async () => {
    api.devices = [makeDevice({ id: 'amr-1', labels: [{ id: 1, key: 'site', value: 'tokyo' }] })];
    await store.refresh();
    const text = unescaped(await tooltip('amr-1'));
    assert.match(text, /host-amr-1/);
    assert.match(text, /site=tokyo/);
  });

  it('does not redraw the row, which would close the tooltip, for what only the tooltip shows', async () => {
    api.devices = makeFleet(2);
    await store.refresh();
    paint();
    redrawn = [];
    await tooltip('amr-1');
    assert.deepEqual(redrawn, []);
  });

  it('shows what the list has, and why there is not more, when details cannot be fetched', async () => {
    api.devices = [makeDevice({ id: 'amr-1', description: 'dock three' })];
    await store.refresh();
    const element = find('amr-1');
    api.devices = []; // the service does not know it any more
    const item = await tree.resolveTreeItem(tree.getTreeItem(element), element);
    const text = unescaped(item.tooltip as vscode.MarkdownString);
    assert.match(text, /dock three/);
    assert.match(text, /Details are missing/);
  });

  it('redraws the row, for a new tooltip, when details that were missing can be there again', async () => {
    api.devices = makeFleet(2);
    await store.refresh();
    paint();
    const devices = api.devices;
    api.devices = [];
    await tooltip('amr-1');
    api.devices = devices;
    redrawn = [];
    await store.refresh();
    assert.deepEqual(redrawn, [[find('amr-1')]]);
    await store.refresh();
    assert.equal(redrawn.length, 1);
  });

  it('redraws the row, for a new tooltip, when what only the tooltip shows has changed', async () => {
    api.devices = makeFleet(2);
    await store.refresh();
    paint();
    await tooltip('amr-1');
    redrawn = [];
    const labels = [{ id: 1, key: 'site', value: 'tokyo' }];
    api.devices = api.devices.with(1, { ...api.devices[1]!, labels });
    await store.refresh();
    assert.deepEqual(redrawn, [[find('amr-1')]]);
    assert.match(unescaped(await tooltip('amr-1')), /site=tokyo/);
  });

  it('lets nothing in a device become Markdown, a link or HTML', async () => {
    const hostile = '[x](command:evil) **b** <img src=x> ![i](http://h/i.png)';
    api.devices = [makeDevice({ id: 'amr-1', name: hostile, description: hostile })];
    await store.refresh();
    const text = await tooltip('amr-1');
    assert.ok(!text.isTrusted);
    assert.ok(!text.supportHtml);
    assert.doesNotMatch(text.value, /(?<!\\)\]\(|(?<!\\)\*\*b/);
  });
});
