import { render, type TemplateResult } from 'lit-html';
import { assertNever } from '../../base/assertNever';
import {
  type HostMessage,
  type PageDevice,
  type PageMessage,
  parseSavedPage,
  type SavedPage,
} from '../../protocol/page';
import { defineControls } from './controls';

/** What the editor gives each page, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** All that a page shows. */
export interface PageModel<State, ViewState> {
  device: PageDevice;
  state: State;
  viewState: ViewState;
  /** What the reader's last action did, in a sentence; else empty. */
  notice: string;
}

/** Puts a text into the clipboard; `what` names it in a sentence that begins with `Copied`. */
export type Copy = (text: string, what: string) => void;

/** What a page can do. */
export interface PageActions<ViewState, Message> {
  copy: Copy;
  send: (message: Message) => void;
  setViewState: (viewState: ViewState) => void;
}

/** What makes a page; the rest is the same for all pages. */
interface PageDefinition<State, ViewState, Message> {
  parseViewState: (saved: unknown) => ViewState;
  /** Whether the data is there, without which the page is too short to be scrolled. */
  hasData: (state: State) => boolean;
  template: (
    model: PageModel<State, ViewState>,
    actions: PageActions<ViewState, Message>,
  ) => TemplateResult;
}

/** Connects the page to the extension and renders it on every change. Called once in a page's life. */
export function startPage<State, ViewState, Message>(
  definition: PageDefinition<State, ViewState, Message>,
): void {
  defineControls();
  const editor = acquireVsCodeApi();
  const saved = parseSavedPage(editor.getState());
  const send = (message: Message | PageMessage): void => editor.postMessage(message);
  let received: { device: PageDevice; state: State } | undefined;
  let viewState = definition.parseViewState(saved?.viewState);
  let notice = '';
  let scrollTop = saved?.scrollTop ?? 0;
  let isScrollRestored = false;

  const actions: PageActions<ViewState, Message> = {
    copy: (text, what) => send({ type: 'copy', text, what }),
    send,
    setViewState(next) {
      viewState = next;
      notice = '';
      update();
    },
  };
  const update = (): void => {
    if (!received) return;
    render(definition.template({ ...received, viewState, notice }, actions), document.body);
    if (!isScrollRestored && definition.hasData(received.state)) {
      isScrollRestored = true;
      window.scrollTo(0, scrollTop);
    }
    save();
  };
  const save = (): void => {
    if (!received) return;
    editor.setState({ device: received.device, scrollTop, viewState } satisfies SavedPage);
  };

  window.addEventListener('message', ({ data }: MessageEvent<HostMessage<State>>) => {
    switch (data.type) {
      case 'state':
        received = data;
        notice = '';
        break;
      case 'copied':
        notice = `Copied ${data.what}.`;
        break;
      default:
        assertNever(data);
    }
    update();
  });
  window.addEventListener('scrollend', () => {
    if (!isScrollRestored) return;
    scrollTop = window.scrollY;
    save();
  });
  send({ type: 'ready' });
}
