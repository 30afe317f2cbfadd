import type { FrameLocator, Locator, Page } from 'playwright-core';

/** A colour theme of VS Code by the name in its list, and the class it gives the window. */
export interface Theme {
  name: string;
  kind: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light';
}

/** A window of VS Code as a user sees it. */
export class Workbench {
  constructor(readonly page: Page) {}

  /** Opens a view container by the title of its icon. */
  async openView(title: string): Promise<void> {
    await this.page.locator(`.activitybar [aria-label^="${title}"]`).first().click();
  }

  /** Rows of the side bar's tree that are on the screen: as a screen reader says them. */
  rows(): Locator {
    return this.page.locator('.sidebar').getByRole('treeitem');
  }

  /** The row whose spoken text begins so. */
  row(start: string): Locator {
    return this.rows().and(this.page.locator(`[aria-label^="${start}"]`));
  }

  /** Shows what is inside a row. */
  async expand(row: Locator): Promise<void> {
    if ((await row.getAttribute('aria-expanded')) === 'false') await twistie(row).click();
  }

  /** Hides what is inside a row. */
  async collapse(row: Locator): Promise<void> {
    if ((await row.getAttribute('aria-expanded')) === 'true') await twistie(row).click();
  }

  /** Clicks the button that appears on a row under the pointer. */
  async clickOnRow(start: string, button: string): Promise<void> {
    const row = this.row(start);
    await row.hover();
    await row.getByRole('button', { name: button }).click();
  }

  /** Chooses an entry of a row's context menu. */
  async chooseOnRow(start: string, entry: string): Promise<void> {
    await this.row(start).click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: entry }).hover();
    // By key: a click that follows too soon on the one that opened the menu counts as part of it.
    await this.page.keyboard.press('Enter');
  }

  /** Runs a command by its title in the command palette. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.answer(`>${title}`);
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.answer(name);
    await this.page.getByRole('tab', { name }).waitFor();
  }

  /** Types into the box that VS Code shows at the top, and chooses the entry that offers. */
  async answer(text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget input[type="text"]');
    await box.fill(text);
    const entries = this.page.locator('.quick-input-list').getByRole('option');
    await entries
      .filter({ hasText: text.replace(/^>/, '') })
      .first()
      .click();
  }

  /** Types into the box for a secret, and presses Enter. */
  async answerSecretly(text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget input[type="password"]');
    await box.fill(text);
    await box.press('Enter');
  }

  /** A button that the side bar shows where it has no rows. */
  welcome(name: string): Locator {
    return this.page.locator('.sidebar .welcome-view').getByRole('button', { name });
  }

  /** Waits until a line of the panel's output channel has this text; gives all its lines then. */
  async output(text: string): Promise<string[]> {
    const lines = this.page.locator('.panel .output-view .view-line');
    await lines.filter({ hasText: text }).first().waitFor();
    return (await lines.allInnerTexts()).map((line) => line.replaceAll('\u00a0', ' '));
  }

  /** Clicks a button of the notification with this text. */
  async clickOnNotification(text: string, button: string): Promise<void> {
    const toast = this.page.locator('.notification-toast').filter({ hasText: text });
    await toast.getByRole('button', { name: button }).click();
  }

  /** The page inside the open editor. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
  }

  /** Reloads the window; resolves when the new one begins to paint. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
  }

  /** What the clipboard holds. */
  clipboard(): Promise<string> {
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  /** Changes the theme; resolves when it is on the screen. */
  async useTheme({ name, kind }: Theme): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.answer(name);
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }
}

function twistie(row: Locator): Locator {
  return row.locator('.monaco-tl-twistie');
}
