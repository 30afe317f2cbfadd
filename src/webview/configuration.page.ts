import { render } from 'lit-html';
import { assertNever } from '../base/assertNever';
import {
  type ConfigurationView,
  type FromPage,
  parseSavedConfiguration,
  type SavedConfiguration,
  type ToPage,
} from '../protocol/configuration';
import { configurationPage } from './configurationPage';
import { defineControls } from './controls';
import { connectHost } from './vscodeApi';

defineControls();
const host = connectHost<ToPage, FromPage, SavedConfiguration>();
const saved = parseSavedConfiguration(host.saved());

let view: ConfigurationView | undefined;
let search = saved?.search ?? '';
let scrollTop = saved?.scrollTop ?? 0;
let notice = '';
let isScrollRestored = false;

function update(): void {
  if (!view) return;
  const refresh = (): void => host.post({ type: 'refresh' });
  const copy = (text: string, what: string): void => host.post({ type: 'copy', text, what });
  render(
    configurationPage({ view, search, notice }, { search: setSearch, refresh, copy }),
    document.body,
  );
  if (view.tables && !isScrollRestored) {
    isScrollRestored = true;
    window.scrollTo(0, scrollTop);
  }
  host.save({ deviceId: view.device.id, search, scrollTop });
}

function setSearch(text: string): void {
  search = text;
  notice = '';
  update();
}

host.onMessage((message) => {
  switch (message.type) {
    case 'state':
      view = message.view;
      notice = '';
      break;
    case 'copied':
      notice = `Copied ${message.what}.`;
      break;
    default:
      assertNever(message);
  }
  update();
});

window.addEventListener('scrollend', () => {
  if (!isScrollRestored) return;
  scrollTop = window.scrollY;
  update();
});

host.post({ type: 'ready' });
