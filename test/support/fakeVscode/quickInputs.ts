/** The boxes of the fake `vscode` at the top of the window, and what a user does with them. */
import type * as real from 'vscode';
import { EventEmitter, QuickPickItemKind } from './values';

/** What quick picks and input boxes have in common. */
class FakeQuickInput implements real.QuickInput {
  private readonly didHide = new EventEmitter<void>();
  protected readonly didAccept = new EventEmitter<void>();
  private readonly didChangeValue = new EventEmitter<string>();
  private readonly didTriggerButton = new EventEmitter<real.QuickInputButton>();
  readonly onDidHide = this.didHide.event;
  readonly onDidAccept = this.didAccept.event;
  readonly onDidChangeValue = this.didChangeValue.event;
  readonly onDidTriggerButton = this.didTriggerButton.event;
  title: string | undefined;
  placeholder: string | undefined;
  prompt: string | undefined;
  step: number | undefined;
  totalSteps: number | undefined;
  enabled = true;
  busy = false;
  ignoreFocusOut = false;
  value = '';
  buttons: readonly real.QuickInputButton[] = [];
  isOpen = false;
  isDisposed = false;

  /** @param onShow  called each time the box opens */
  constructor(private readonly onShow: () => void) {}

  show(): void {
    if (this.isOpen || this.isDisposed) return;
    this.isOpen = true;
    this.onShow();
  }

  hide(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.didHide.fire();
  }

  dispose(): void {
    this.hide();
    this.isDisposed = true;
  }

  /** Does what Escape does. */
  escape(): void {
    this.hide();
  }

  /** Replaces the text in the box. */
  type(text: string): void {
    this.mustBeOpen();
    this.value = text;
    this.didChangeValue.fire(text);
  }

  /** Presses a button in the title, by its tooltip. */
  press(tooltip: string): void {
    this.mustBeOpen();
    const button = this.buttons.find((candidate) => candidate.tooltip === tooltip);
    if (!button) throw new Error(`There is no button ${tooltip}.`);
    this.didTriggerButton.fire(button);
  }

  protected mustBeOpen(): void {
    if (!this.isOpen) throw new Error('The box is not open.');
  }
}

export class FakeQuickPick<T extends real.QuickPickItem = real.QuickPickItem>
  extends FakeQuickInput
  implements real.QuickPick<T>
{
  private readonly didChangeActive = new EventEmitter<readonly T[]>();
  private readonly didChangeSelection = new EventEmitter<readonly T[]>();
  private readonly didTriggerItemButton = new EventEmitter<real.QuickPickItemButtonEvent<T>>();
  readonly onDidChangeActive = this.didChangeActive.event;
  readonly onDidChangeSelection = this.didChangeSelection.event;
  readonly onDidTriggerItemButton = this.didTriggerItemButton.event;
  canSelectMany = false;
  matchOnDescription = false;
  matchOnDetail = false;
  keepScrollPosition = false;
  activeItems: readonly T[] = [];
  selectedItems: readonly T[] = [];
  private list: readonly T[] = [];

  get items(): readonly T[] {
    return this.list;
  }

  /** VS Code moves to the first entry when it gets a new list. */
  set items(items: readonly T[]) {
    this.list = items;
    const first = items.find(({ kind }) => kind !== QuickPickItemKind.Separator);
    this.activeItems = first ? [first] : [];
  }

  /** The list as a user reads it: `label (description)`; headings as `-- label`. */
  get lines(): string[] {
    return this.list.map(({ label, description, kind }) =>
      kind === QuickPickItemKind.Separator
        ? `-- ${label}`
        : [label, ...(description ? [`(${description})`] : [])].join(' '),
    );
  }

  /** Clicks the first entry with this label. */
  pick(label: string): void {
    this.mustBeOpen();
    const item = this.list.find((candidate) => candidate.label === label);
    if (!item) throw new Error(`There is no ${label} in: ${this.lines.join(', ')}`);
    this.activeItems = [item];
    this.pressEnter();
  }

  /** Presses a button at the end of an entry, by label and tooltip. */
  pressOn(label: string, tooltip: string): void {
    this.mustBeOpen();
    const item = this.list.find((candidate) => candidate.label === label);
    const button = item?.buttons?.find((candidate) => candidate.tooltip === tooltip);
    if (!item || !button) throw new Error(`There is no button ${tooltip} on ${label}.`);
    this.didTriggerItemButton.fire({ item, button });
  }

  /** Accepts the active entry; none if there is none. */
  pressEnter(): void {
    this.mustBeOpen();
    if (!this.canSelectMany) {
      this.selectedItems = this.activeItems;
      this.didChangeSelection.fire(this.selectedItems);
    }
    this.didAccept.fire();
  }
}

export class FakeInputBox extends FakeQuickInput implements real.InputBox {
  valueSelection: readonly [number, number] | undefined;
  password = false;
  validationMessage: string | real.InputBoxValidationMessage | undefined;

  /** Accepts what is typed. `showInputBox` stays open while its value is not valid. */
  pressEnter(): void {
    this.mustBeOpen();
    this.didAccept.fire();
  }

  /** Types and presses Enter. */
  enter(text: string): void {
    this.type(text);
    this.pressEnter();
  }
}

/** Sets what an options object of VS Code says. The placeholder has another spelling there. */
export function configure(
  box: FakeQuickInput,
  options: real.QuickPickOptions | real.InputBoxOptions,
): void {
  Object.assign(box, options, { placeholder: options.placeHolder });
}
