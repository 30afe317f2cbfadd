import * as vscode from 'vscode';
import { Cancelled } from '../../base/cancelled';
import type { Clock } from '../../base/clock';
import { DisposableSlot, DisposableStore } from '../../base/disposable';
import { sameValue } from '../../base/sameValue';
import { type DeviceGroup, type DeviceRow, groupDevices, isRow } from '../../domain/deviceGroups';
import type { FleetDevice } from '../../domain/fleetDevice';
import type { DeviceStore } from '../../model/devices/deviceStore';
import { errorText } from '../shared/errorText';
import { deviceItem, groupItem } from './deviceItem';
import { deviceTooltip } from './deviceTooltip';
import { rowText, type RowText } from './rowText';
import { treeChanges } from './treeChanges';

/**
 * What VS Code holds for a node: the same object for as long as the node exists, since VS Code identifies
 * elements by reference. What the node shows is looked up on demand.
 */
export interface TreeElement {
  readonly id: string;
  /** Absent for groups. */
  readonly deviceId?: string;
}

/** Up to this many rows, a group may come unfolded. */
const smallGroup = 30;

/** Turns the devices of the open project into the rows of the explorer. */
export class DeviceTree implements vscode.TreeDataProvider<TreeElement>, vscode.Disposable {
  private readonly own = new DisposableStore();
  private readonly didChangeEmitter = this.own.add(
    new vscode.EventEmitter<TreeElement[] | undefined>(),
  );
  private readonly subscription = this.own.add(new DisposableSlot());
  private devices: DeviceStore | undefined;
  private roots: readonly DeviceGroup[] = [];
  private nodes = new Map<string, { node: DeviceGroup | DeviceRow; parentId?: string }>();
  private elements = new Map<string, TreeElement>();
  private painted = new Map<string, RowText>();
  /** Row id -> the device that its tooltip shows; `undefined` while details are missing there. */
  private explained = new Map<string, FleetDevice | undefined>();

  constructor(private readonly clock: Clock) {}

  readonly onDidChangeTreeData = this.didChangeEmitter.event;

  /** Shows the devices of another project, or none. */
  show(devices: DeviceStore | undefined): void {
    this.devices = devices;
    const subscriptions = new DisposableStore();
    if (devices) {
      subscriptions.add(devices.onDidChange(() => this.update()));
      // Each answer, also one without changes, moves the "seen 3 min. ago" of the rows.
      subscriptions.add(
        devices.onDidChangeState(({ kind }) => this.redraw(this.roots, kind === 'ready')),
      );
    }
    this.subscription.set(subscriptions);
    this.update();
  }

  getChildren(element?: TreeElement): TreeElement[] {
    return this.childNodes(element).map(({ id }) => this.elementOf(id));
  }

  getParent(element: TreeElement): TreeElement | undefined {
    const parentId = this.nodes.get(element.id)?.parentId;
    return parentId === undefined ? undefined : this.elementOf(parentId);
  }

  getTreeItem(element: TreeElement): vscode.TreeItem {
    const found = this.nodes.get(element.id);
    if (!found) return new vscode.TreeItem(''); // it left between two calls of VS Code
    const { node } = found;
    if (!isRow(node)) return groupItem(node, this.isUnfolded(node));
    const text = rowText(node.device, this.clock.now());
    this.painted.set(node.id, text);
    this.explained.delete(node.id); // VS Code resolves the tooltip of a new item again
    return deviceItem(node.id, node.device, text);
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    { id, deviceId }: TreeElement,
  ): Promise<vscode.TreeItem> {
    const { devices } = this;
    if (deviceId === undefined || !devices) return item;
    let note: string | undefined;
    try {
      await devices.loadDetails(deviceId);
    } catch (error) {
      if (!(error instanceof Cancelled)) note = `Details are missing. ${errorText(error)}`;
    }
    const device = devices.get(deviceId);
    if (!device) return item;
    item.tooltip = deviceTooltip(device, this.clock.now(), note);
    this.explained.set(id, note === undefined ? device : undefined);
    return item;
  }

  dispose(): void {
    this.own.dispose();
  }

  private update(): void {
    const before = this.roots;
    this.roots = groupDevices(this.devices?.all() ?? []);
    this.nodes = new Map();
    this.index(this.roots, undefined);
    this.redraw(before);
  }

  /** @param mayRecover  whether details that were missing can be there now */
  private redraw(before: readonly DeviceGroup[], mayRecover = false): void {
    const now = this.clock.now();
    const changes = treeChanges(before, this.roots, (row) => {
      const painted = this.painted.get(row.id);
      const text = rowText(row.device, now);
      const isCurrent = painted === undefined || sameValue(painted, text);
      if (isCurrent && !this.isTooltipOld(row, mayRecover)) return true;
      // VS Code is notified once, and paints the row when it is in sight.
      this.painted.set(row.id, text);
      this.explained.delete(row.id);
      return false;
    });
    this.forgetGone();
    if (changes === 'all') this.didChangeEmitter.fire(undefined);
    else if (changes.length > 0)
      this.didChangeEmitter.fire(changes.map((id) => this.elementOf(id)));
  }

  private isTooltipOld({ id, device }: DeviceRow, mayRecover: boolean): boolean {
    if (!this.explained.has(id)) return false;
    const shown = this.explained.get(id);
    return shown === undefined ? mayRecover : shown !== device && !sameValue(shown, device);
  }

  private forgetGone(): void {
    for (const id of this.elements.keys()) {
      if (this.nodes.has(id)) continue;
      this.elements.delete(id);
      this.painted.delete(id);
      this.explained.delete(id);
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
