import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { pageHtml } from '../../src/ui/pages/pageHtml';
import { launchBrowser } from './browser';
import themes from './themes.json';

/** Themes whose variables themes.json holds, by the class that the editor gives the body. */
export type ThemeClass = keyof typeof themes;

export interface PageOptions {
  theme?: ThemeClass;
  /** Pixels. */
  width?: number;
  height?: number;
}

/** A page as the editor shows it, with the test in the extension's place. */
export class TestPage<ToPage, FromPage extends { type: string }> {
  private readonly messages: FromPage[] = [];
  private readonly waiting = new Set<() => void>();
  /** What must not happen in a page: violations of its policy, uncaught errors, errors on the console. */
  readonly problems: string[] = [];

  constructor(readonly page: Page) {}

  /** Used by the page's stand-in for the editor. */
  receive(message: FromPage): void {
    this.messages.push(message);
    for (const look of [...this.waiting]) look();
  }

  send(message: ToPage): Promise<unknown> {
    return this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, location.origin)`);
  }

  /** Waits for the next message of a type; earlier ones of other types are dropped. */
  next<Type extends FromPage['type']>(type: Type): Promise<Extract<FromPage, { type: Type }>> {
    return new Promise((resolve) => {
      const look = (): void => {
        const message = this.messages.shift();
        if (!message) return;
        if (message.type !== type) return look();
        this.waiting.delete(look);
        resolve(message as Extract<FromPage, { type: Type }>);
      };
      this.waiting.add(look);
      look();
    });
  }

  /** What the page gave the editor to keep. */
  saved(): Promise<unknown> {
    return this.page.evaluate(`JSON.parse(sessionStorage.getItem('saved') ?? 'null')`);
  }
}

/** Serves the built pages with the HTML and the policy that the extension gives them. */
export class PageBench {
  private constructor(
    private readonly browser: Browser,
    private readonly server: ReturnType<typeof createServer>,
    private readonly origin: string,
  ) {}

  /** @param scripts  folder of the built pages */
  static async start(scripts = 'dist/webview'): Promise<PageBench> {
    const server = createServer((request, response) => {
      const name = (request.url ?? '').slice(1);
      void content(name, `http://${request.headers.host}`, scripts).then(
        ({ type, body }) => response.writeHead(200, { 'content-type': type }).end(body),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new PageBench(await launchBrowser(), server, `http://127.0.0.1:${port}`);
  }

  /** Opens a page by the name of its entry, `src/webview/<name>.page.ts`. */
  async open<ToPage, FromPage extends { type: string }>(
    name: string,
    { theme = 'vscode-dark', width = 900, height = 700 }: PageOptions = {},
  ): Promise<TestPage<ToPage, FromPage>> {
    const context = await this.browser.newContext({
      viewport: { width, height },
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    const opened = new TestPage<ToPage, FromPage>(page);
    const report = (problem: string): unknown => opened.problems.push(problem);
    page.on('pageerror', (error) => report(String(error)));
    page.on('console', (line) => line.type() === 'error' && report(line.text()));
    await page.exposeFunction('hostReceive', (message: FromPage) => opened.receive(message));
    await page.exposeFunction('hostReport', report);
    await page.addInitScript({ content: editorStub(theme) });
    await page.goto(`${this.origin}/${name}`);
    return opened;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function content(
  name: string,
  origin: string,
  scripts: string,
): Promise<{ type: string; body: string }> {
  if (name.endsWith('.js'))
    return { type: 'text/javascript', body: await readFile(`${scripts}/${name}`, 'utf8') };
  if (name.endsWith('.css'))
    return { type: 'text/css', body: await readFile(`media/${name}`, 'utf8') };
  const body = pageHtml({
    title: name,
    cspSource: origin,
    scriptUri: `${origin}/${name}.page.js`,
    styleUri: `${origin}/page.css`,
  });
  return { type: 'text/html; charset=utf-8', body };
}

/** Does in the browser what the editor does around a page: its API, its theme; it reports violations. */
function editorStub(theme: ThemeClass): string {
  return `
    let isAcquired = false;
    window.acquireVsCodeApi = () => {
      if (isAcquired) throw new Error('An instance of the VS Code API has already been acquired');
      isAcquired = true;
      return {
        postMessage: (message) => void hostReceive(message),
        getState: () => JSON.parse(sessionStorage.getItem('saved') ?? 'null') ?? undefined,
        setState: (state) => sessionStorage.setItem('saved', JSON.stringify(state)),
      };
    };
    document.addEventListener('securitypolicyviolation', (event) =>
      void hostReport('violates ' + event.violatedDirective + ': ' + event.blockedURI));
    document.addEventListener('readystatechange', () => {
      document.body.classList.add(${JSON.stringify(theme)});
      for (const [name, value] of Object.entries(${JSON.stringify(themes[theme])}))
        document.documentElement.style.setProperty('--vscode-' + name, value);
    }, { once: true });`;
}
