import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { packedExtension } from '../editor/fleet';
import { installEditor } from '../editor/install';
import { newest } from '../editor/releases';
import { type Editor, startEditor } from '../editor/server';
import { launchBrowser } from './browser';
import { type Simulator, startSimulator } from './simulator';
import { Workbench } from './workbench';

/** No step takes that long, but a machine busy with something else may. */
const stepLimitMs = 120_000;

/** How a window begins. */
export interface WindowOptions {
  /** Whether the extension does not know of the simulated fleet. */
  isSignedOut?: boolean;
  /** User settings. They give the window a VS Code of its own, since all windows of one share them. */
  settings?: Record<string, unknown>;
}

/** A window with the packed extension and a simulated fleet. */
export class TestWindow extends Workbench {
  /** @param end  closes the window, and ends what it alone has used */
  constructor(
    page: Page,
    readonly editor: Editor,
    readonly simulator: Simulator,
    private readonly end: () => Promise<void>,
  ) {
    super(page);
  }

  /** Saves a picture and VS Code's logs in a folder. */
  async saveEvidence(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, 'screenshot.png') });
    await this.editor.saveLogs(path.join(folder, 'logs'));
  }

  close(): Promise<void> {
    return this.end();
  }
}

/**
 * Opens windows of VS Code with the packed extension. They share a browser and, unless they have settings
 * of their own, a VS Code; each has its own workspace, its own simulated fleet, and nothing that another has stored.
 */
export class Windows {
  private browser: Promise<Browser> | undefined;
  private editor: Promise<Editor> | undefined;

  /** Resolves when the window is there. */
  async open({ isSignedOut, settings }: WindowOptions = {}): Promise<TestWindow> {
    const ownEditor = settings && openEditor(settings);
    const [editor, simulator] = await Promise.all([
      ownEditor ?? (this.editor ??= openEditor()),
      startSimulator(),
    ]);
    const workspace = await editor.newWorkspace(isSignedOut ? undefined : simulator.announcement);
    const page = await this.openPage(editor.url(workspace));
    return new TestWindow(page, editor, simulator, async () => {
      await page.goto('about:blank'); // so that VS Code ends what it runs for the window
      await page.context().close();
      await Promise.all([ownEditor && editor.stop(), simulator.stop()]);
    });
  }

  /** Opens a URL that leads to VS Code, in a fresh browser profile; resolves when the window is there. */
  async openPage(url: string): Promise<Page> {
    const browser = await (this.browser ??= launchBrowser());
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(stepLimitMs);
    await page.goto(url);
    await page.locator('.activitybar').waitFor();
    return page;
  }

  /** Ends what they share. */
  async stop(): Promise<void> {
    await (await this.browser)?.close();
    await (await this.editor)?.stop();
  }
}

async function openEditor(settings: Record<string, unknown> = {}): Promise<Editor> {
  const installed = await installEditor(newest, (line) => void process.stderr.write(`${line}\n`));
  return startEditor(installed, {
    extensions: [packedExtension],
    settings: { 'workbench.reduceMotion': 'on', ...settings },
  });
}
