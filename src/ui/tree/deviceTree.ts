import * as vscode from 'vscode';
import { Cancelled } from '../../base/cancelled';
import type { Clock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import type { DeviceStore } from '../../model/deviceStore';
import { type DeviceGroup, type DeviceRow, groupDevices, isRow } from '../../model/deviceTree';
import { sameValue } from '../../model/sameValue';
import { treeChanges } from '../../model/treeChanges';
import { signalOf } from '../cancellation';
import { errorText } from '../errorText';
import { deviceItem, groupItem } from './deviceItem';
import { deviceTooltip } from './deviceTooltip';
import { rowText, type RowText } from './rowText';

/**
 * What VS Code holds for a node: the same object for as long as the node is there, since VS Code
 * knows elements by identity. What the node shows is looked up when asked for.
 */
export interface TreeElement {
  readonly id: string;
  /** Absent for groups. */
  readonly deviceId?: string;
}

/** Up to this many rows, a group may come unfolded. */
const smallGroup = 30;

/** Turns the store's devices into the rows of the explorer. */
export class DeviceTree implements vscode.TreeDataProvider<TreeElement>, vscode.Disposable {
  private readonly disposables = new DisposableStore();
  private readonly didChangeEmitter = this.disposables.add(
    new vscode.EventEmitter<TreeElement[] | undefined>(),
  );
  private roots: readonly DeviceGroup[] = [];
  private nodes = new Map<string, { node: DeviceGroup | DeviceRow; parentId?: string }>();
  private elements = new Map<string, TreeElement>();
  private painted = new Map<string, RowText>();

  constructor(
    private readonly devices: DeviceStore,
    private readonly clock: Clock,
  ) {
    this.disposables.add(devices.onDidChange(() => this.update()));
    // Each answer, also one without changes, moves the "seen 3 min. ago" of the rows.
    this.disposables.add(devices.onDidChangeState(() => this.repaint()));
  }

  readonly onDidChangeTreeData = this.didChangeEmitter.event;

  getChildren(element?: TreeElement): TreeElement[] {
    return this.childNodes(element).map(({ id }) => this.elementOf(id));
  }

  getParent(element: TreeElement): TreeElement | undefined {
    const parentId = this.nodes.get(element.id)?.parentId;
    return parentId === undefined ? undefined : this.elementOf(parentId);
  }

  getTreeItem(element: TreeElement): vscode.TreeItem {
    const found = this.nodes.get(element.id);
    if (!found) return new vscode.TreeItem(''); // it left between VS Code's two questions
    const { node } = found;
    if (!isRow(node)) return groupItem(node, this.isUnfolded(node));
    const text = rowText(node.device, this.clock.now());
    this.painted.set(node.id, text);
    return deviceItem(node.id, node.device, text);
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    { deviceId }: TreeElement,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    if (deviceId === undefined) return item;
    let note: string | undefined;
    try {
      await this.devices.loadDetails(deviceId, signalOf(token));
    } catch (error) {
      if (!(error instanceof Cancelled)) note = `Details are missing. ${errorText(error)}`;
    }
    const device = this.devices.get(deviceId);
    if (device) item.tooltip = deviceTooltip(device, this.clock.now(), note);
    return item;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private update(): void {
    const before = this.roots;
    this.roots = groupDevices(this.devices.all());
    this.nodes = new Map();
    this.index(this.roots, undefined);
    this.redraw(before);
  }

  private repaint(): void {
    this.redraw(this.roots);
  }

  private redraw(before: readonly DeviceGroup[]): void {
    const now = this.clock.now();
    const changes = treeChanges(before, this.roots, ({ id, device }) => {
      const painted = this.painted.get(id);
      const text = rowText(device, now);
      if (painted === undefined || sameValue(painted, text)) return true;
      this.painted.set(id, text); // once told, VS Code need not be told again
      return false;
    });
    this.forgetGone();
    if (changes === 'all') this.didChangeEmitter.fire(undefined);
    else if (changes.length > 0)
      this.didChangeEmitter.fire(changes.map((id) => this.elementOf(id)));
  }

  private forgetGone(): void {
    for (const id of this.elements.keys()) {
      if (this.nodes.has(id)) continue;
      this.elements.delete(id);
      this.painted.delete(id);
    }
  }

  private index(nodes: readonly (DeviceGroup | DeviceRow)[], parentId: string | undefined): void {
    for (const node of nodes) {
      this.nodes.set(node.id, { node, ...(parentId !== undefined && { parentId }) });
      if (!isRow(node)) this.index(node.children, node.id);
    }
  }

  private childNodes(element: TreeElement | undefined): readonly (DeviceGroup | DeviceRow)[] {
    if (!element) return this.roots;
    const node = this.nodes.get(element.id)?.node;
    return node && !isRow(node) ? node.children : [];
  }

  private elementOf(id: string): TreeElement {
    let element = this.elements.get(id);
    if (!element) {
      const node = this.nodes.get(id)?.node;
      element = { id, ...(node && isRow(node) && { deviceId: node.device.id }) };
      this.elements.set(id, element);
    }
    return element;
  }

  /**
   * Whether a group comes unfolded the first time; after that VS Code remembers what the user did.
   * Who unfolds a status wants to see devices, so its architectures come unfolded unless they are large.
   */
  private isUnfolded({ id, children }: DeviceGroup): boolean {
    if (children.length > smallGroup) return false;
    return id.includes('/') || id === 'ONLINE' || id === 'FAILED';
  }
}
