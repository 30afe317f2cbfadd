/** What the editor gives each page, once. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** A page's line to the extension, and its memory. */
export interface Host<ToPage, FromPage, Saved> {
  post(message: FromPage): void;
  /** Calls back for every message; only the extension can send any. */
  onMessage(listener: (message: ToPage) => void): void;
  /** What `save` kept before the page was hidden or the window reloaded; check it. */
  saved(): unknown;
  save(state: Saved): void;
}

/** Connects a page to the extension. The editor allows it once in a page's life. */
export function connectHost<ToPage, FromPage, Saved>(): Host<ToPage, FromPage, Saved> {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    onMessage: (listener) =>
      window.addEventListener('message', (event: MessageEvent<ToPage>) => listener(event.data)),
    saved: () => api.getState(),
    save: (state) => api.setState(state),
  };
}
