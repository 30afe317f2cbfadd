// What every page and the extension send each other; what a single page adds has a file of its own.
import { cleanLine } from '../base/cleanText';

/** The device that a page is about. */
export interface PageDevice {
  /** Guid of the project the device is in. */
  projectId: string;
  id: string;
  /** As it was last known, on one line of at most 200 characters; the id until it is known. */
  name: string;
}

/** Extension to page. `State` is the page's own. */
export type HostMessage<State> =
  | { type: 'state'; device: PageDevice; state: State } // answers `ready`, and again on every change
  | { type: 'copied'; what: string }; // the text of that `copy` is in the clipboard

/** Page to extension, beside what the page itself adds. Unknown until `parsePageMessage` has read it. */
export type PageMessage =
  | { type: 'ready' } // sent once by each page that is loaded; a hidden page is unloaded
  | { type: 'copy'; text: string; what: string }; // `what` names the text; it comes back in `copied`

/** Checks a message from a page; absent for one that is not common to all pages. */
export function parsePageMessage(value: unknown): PageMessage | undefined {
  if (!isRecord(value)) return undefined;
  const { type, text, what } = value;
  if (type === 'ready') return { type };
  return type === 'copy' && typeof text === 'string' && typeof what === 'string'
    ? { type, text, what }
    : undefined;
}

/** What outlives the page and the window. Never data, but for the device's name, which titles need. */
export interface SavedPage {
  device: PageDevice;
  /** Pixels from the top. */
  scrollTop: number;
  /** How the reader looks at the data, such as the search; the page's own parser reads it. */
  viewState: unknown;
}

/** Reads what a page saved, perhaps in another version; absent when it does not name the device. */
export function parseSavedPage(value: unknown): SavedPage | undefined {
  if (!isRecord(value) || !isRecord(value.device)) return undefined;
  const { device, scrollTop, viewState } = value;
  const { projectId, id, name } = device;
  if (typeof projectId !== 'string' || typeof id !== 'string' || id === '') return undefined;
  return {
    device: { projectId, id, name: (typeof name === 'string' && cleanLine(name)) || id },
    scrollTop: typeof scrollTop === 'number' && scrollTop > 0 ? scrollTop : 0,
    viewState,
  };
}

/** Whether a value is an object with fields to look at. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
