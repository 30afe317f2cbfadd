import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Disposable, toDisposable } from '../../../../src/base/disposable';
import { Cancelled } from '../../../../src/base/cancelled';
import type { Log } from '../../../../src/base/log';
import { UserError } from '../../../../src/base/userError';
import { isRecord, type PageDevice } from '../../../../src/protocol/page';
import { PageHost, type PageKind, type PageSession } from '../../../../src/ui/pages/pageHost';
import { makeGuard } from '../../../../src/ui/shared/guard';
import { useFakeEditor } from '../../../support/fakeVscode/editor';
import type { FakePanel } from '../../../support/fakeVscode/surfaces';
import { silentLog } from '../../../support/silentLog';

const device: PageDevice = { projectId: 'project-a', id: '0b6c', name: 'amr-017' };

interface Message {
  type: 'press';
}

/** A session that counts. */
class FakeSession implements PageSession<number, Message> {
  name: string;
  state = 1;
  watchers = 0;
  isDisposed = false;
  /** What a press of the page's button does. */
  press: () => unknown = () => undefined;

  constructor(
    readonly device: PageDevice,
    readonly update: () => void,
  ) {
    this.name = device.name;
  }

  watch(): Disposable {
    this.watchers += 1;
    return toDisposable(() => (this.watchers -= 1));
  }

  receive({ type }: Message): unknown {
    return this[type]();
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

describe('The host of pages', () => {
  const editor = useFakeEditor();
  let host: PageHost<number, Message>;
  let sessions: FakeSession[];
  let logged: string[];

  beforeEach(() => {
    sessions = [];
    logged = [];
    const log: Log = {
      ...silentLog,
      warn: (line) => void logged.push(line),
      error: (line) => void logged.push(line),
    };
    const kind: PageKind<number, Message> = {
      viewType: 'rapyuta.test',
      entry: 'test',
      title: 'Test of pages',
      tabTitle: 'Test',
      parse: (value) =>
        isRecord(value) && value.type === 'press' ? { type: value.type } : undefined,
      open: (of, update) => {
        const session = new FakeSession(of, update);
        sessions.push(session);
        return session;
      },
    };
    const extensionUri = vscode.Uri.file('/ext');
    host = new PageHost(kind, { extensionUri, guard: makeGuard(log), log });
  });
  afterEach(() => host.dispose());

  const open = (of = device): { panel: FakePanel; session: FakeSession } => {
    host.show(of);
    return { panel: editor().panels.last, session: sessions.at(-1) ?? assert.fail() };
  };
  const ready = (panel: FakePanel): void => panel.page.receive({ type: 'ready' });
  const stateMessage = (state: number, name = 'amr-017') => ({
    type: 'state',
    device: { ...device, name },
    state,
  });
  const settle = (): Promise<void> => new Promise(setImmediate);

  describe('opens a page', () => {
    it('with its script, the style, the find widget and nothing else to load from', () => {
      const { panel } = open();
      assert.equal(panel.viewType, 'rapyuta.test');
      assert.equal(panel.options.enableFindWidget, true);
      assert.notEqual(panel.options.retainContextWhenHidden, true);
      const { enableScripts, localResourceRoots } = panel.page.options;
      assert.equal(enableScripts, true);
      assert.deepEqual(
        localResourceRoots?.map(({ path }) => path),
        ['/ext/dist/webview', '/ext/media'],
      );
      assert.match(
        panel.page.html,
        /src="https:\/\/webview\.test\/ext\/dist\/webview\/test\.page\.js"/,
      );
      assert.match(panel.page.html, /href="https:\/\/webview\.test\/ext\/media\/page\.css"/);
      assert.match(panel.page.html, /<title>Test of pages<\/title>/);
    });

    it('with an icon for light and for dark themes', () => {
      const { iconPath } = open().panel as vscode.WebviewPanel;
      assert.ok(iconPath && 'light' in iconPath);
      assert.deepEqual(
        [iconPath.light.path, iconPath.dark.path],
        ['/ext/media/page.light.svg', '/ext/media/page.dark.svg'],
      );
    });

    it('with the cleaned name in its tab, cut to what a tab can show', () => {
      assert.equal(open().panel.title, 'amr-017: Test');
      const name = `\u202eamr\n${'x'.repeat(100)}`;
      const { title } = open({ ...device, id: '77aa', name }).panel;
      assert.match(title, /^amr x+…: Test$/);
      assert.equal(title.length, 66);
    });

    it('once for each device of each project', () => {
      const { panel } = open();
      open();
      assert.equal(editor().panels.all.length, 1);
      assert.equal(panel.reveals, 1);
      open({ ...device, id: '77aa' });
      open({ ...device, projectId: 'project-b' });
      assert.equal(editor().panels.all.length, 3);
      panel.dispose();
      open();
      assert.equal(editor().panels.all.length, 4);
    });
  });

  describe('talks to a page', () => {
    it('when it is ready, and not before', () => {
      const { panel, session } = open();
      session.update();
      assert.deepEqual(panel.page.posted, []);
      assert.equal(session.watchers, 0);
      ready(panel);
      assert.deepEqual(panel.page.posted, [stateMessage(1)]);
      assert.equal(session.watchers, 1);
    });

    it('whenever something has changed, with the name in title and message', () => {
      const { panel, session } = open();
      ready(panel);
      session.state = 2;
      session.name = 'amr\u0007-018';
      session.update();
      assert.deepEqual(panel.page.posted.at(-1), stateMessage(2, 'amr-018'));
      assert.equal(panel.title, 'amr-018: Test');
    });

    it('not while it is hidden, and again with all that is new when it is shown', () => {
      const { panel, session } = open();
      ready(panel);
      panel.setVisible(false);
      assert.equal(session.watchers, 0);
      panel.setVisible(true); // the page is still loading
      session.state = 2;
      session.update();
      assert.equal(panel.page.posted.length, 1);
      assert.equal(session.watchers, 0);
      ready(panel);
      assert.deepEqual(panel.page.posted.slice(1), [stateMessage(2)]);
      assert.equal(session.watchers, 1);
    });

    it('also while another tab beside it has the focus', () => {
      const { panel, session } = open();
      ready(panel);
      panel.setActive(false);
      session.update();
      assert.equal(panel.page.posted.length, 2);
      assert.equal(session.watchers, 1);
    });

    it('as one watcher, also when the page is loaded again without having been hidden', () => {
      const { panel, session } = open();
      ready(panel);
      ready(panel);
      assert.equal(panel.page.posted.length, 2);
      assert.equal(session.watchers, 1);
    });
  });

  describe('hears from a page', () => {
    it('what the page asks its session for', () => {
      const { panel, session } = open();
      let presses = 0;
      session.press = () => (presses += 1);
      panel.page.receive({ type: 'press' });
      assert.equal(presses, 1);
    });

    it('nothing that a page does not send', () => {
      const { panel } = open();
      for (const value of [undefined, 'press', { type: 'jump' }, { type: 'copy', text: 7 }])
        panel.page.receive(value);
      assert.equal(logged.length, 4);
      assert.equal(new Set(logged).size, 1, 'and nothing of it is in the log');
    });

    it('which text to copy, and confirms it when it is done', async () => {
      const { panel } = open();
      ready(panel);
      panel.page.receive({ type: 'copy', text: 'tokyo', what: 'the value of site' });
      await settle();
      assert.equal(editor().clipboard, 'tokyo');
      const copied = { type: 'copied', what: 'the value of site' };
      assert.deepEqual(panel.page.posted.slice(1), [copied]);
    });

    it('an error that is logged and shown', async () => {
      const { panel, session } = open();
      session.press = () => Promise.reject(new UserError('Choose another key.'));
      panel.page.receive({ type: 'press' });
      await settle();
      assert.deepEqual(logged, ['rapyuta.test: press: Choose another key.']);
      assert.equal(editor().messages.last.text, 'Choose another key.');
    });
  });

  describe('when a page is closed', () => {
    it('ends the session and its watching', () => {
      const { panel, session } = open();
      ready(panel);
      panel.dispose();
      assert.equal(session.watchers, 0);
      assert.equal(session.isDisposed, true);
    });

    it('leaves it alone, whatever the session still has to say', async () => {
      const { panel, session } = open();
      ready(panel);
      panel.page.receive({ type: 'copy', text: 'a', what: 'b' });
      panel.dispose();
      session.state = 2;
      session.update();
      await settle();
      assert.equal(panel.page.posted.length, 1);
      assert.deepEqual(logged, []);
    });

    it('logs an error that comes later, and shows none', async () => {
      const { panel, session } = open();
      ready(panel);
      const fails: ((error: Error) => void)[] = [];
      session.press = () => new Promise((_resolve, reject) => fails.push(reject));
      panel.page.receive({ type: 'press' });
      panel.page.receive({ type: 'press' });
      panel.dispose();
      fails[0]?.(new UserError('Too late.'));
      fails[1]?.(new Cancelled());
      await settle();
      assert.deepEqual(logged, ['rapyuta.test: press, after the page was closed: Too late.']);
      assert.deepEqual(editor().messages.all, []);
      assert.equal(panel.page.posted.length, 1);
    });
  });

  describe('after a reload of the window', () => {
    const restore = (state: unknown): Promise<FakePanel> =>
      editor().restorePanel('rapyuta.test', state);

    it('brings a page back under the name it had', async () => {
      const panel = await restore({ device, scrollTop: 7 });
      assert.equal(panel.title, 'amr-017: Test');
      assert.deepEqual(sessions[0]?.device, device);
      ready(panel);
      assert.deepEqual(panel.page.posted, [stateMessage(1)]);
    });

    it('closes a page that says of no device, or is open already', async () => {
      assert.equal((await restore({ scrollTop: 7 })).isDisposed, true);
      const first = await restore({ device });
      const second = await restore({ device });
      assert.deepEqual([first.isDisposed, second.isDisposed], [false, true]);
      open();
      assert.equal(first.reveals, 1);
    });
  });

  it('ends all sessions when the extension ends, and leaves the tabs for the next time', () => {
    const { panel, session } = open();
    ready(panel);
    host.dispose();
    assert.equal(session.isDisposed, true);
    assert.equal(panel.isDisposed, false);
    session.update();
    ready(panel);
    assert.equal(panel.page.posted.length, 1);
    assert.equal(editor().serializers.size, 0);
    panel.dispose();
  });
});
