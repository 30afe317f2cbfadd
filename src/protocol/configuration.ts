/** One label or config variable. Keys and values are text from outside, as they stand. */
export interface ConfigurationRow {
  /** The service's id; unique within its table. */
  id: number;
  key: string;
  value: string;
  /** Absent when the reader may change and delete it. */
  protection?: Protection;
}

/** What may not be done to a config variable, and why in a sentence. */
export interface Protection {
  /** `change`: neither changed nor deleted; `delete`: changed only. */
  forbids: 'change' | 'delete';
  reason: string;
}

/** A device's labels and config variables, each sorted by key. */
export interface ConfigurationTables {
  labels: readonly ConfigurationRow[];
  variables: readonly ConfigurationRow[];
  /** When the service answered, in milliseconds since 1970. */
  readAt: number;
}

/**
 * The whole picture of the page. `tables` beside anything but `ready` is what was read last, and
 * absent when nothing has been read yet.
 */
export type ConfigurationView = { device: { id: string; name: string } } & (
  | { kind: 'loading'; tables?: ConfigurationTables | undefined }
  | { kind: 'ready'; tables: ConfigurationTables }
  | { kind: 'failed'; message: string; tables?: ConfigurationTables | undefined }
  | { kind: 'gone'; tables?: ConfigurationTables | undefined } // not in the project that is open
);

/** Extension to page. */
export type ToPage =
  | { type: 'state'; view: ConfigurationView } // answers `ready`, and again on every change
  | { type: 'copied'; what: string }; // the text of that `copy` is in the clipboard

/** Page to extension. Unknown until `parseFromPage` has looked at it. */
export type FromPage =
  { type: 'ready' } | { type: 'refresh' } | { type: 'copy'; text: string; what: string }; // `what` names the text; it comes back in `copied`

/** Checks a message at the extension's door; absent for anything a page does not send. */
export function parseFromPage(value: unknown): FromPage | undefined {
  if (!isRecord(value)) return undefined;
  const { type, text, what } = value;
  switch (type) {
    case 'ready':
    case 'refresh':
      return { type };
    case 'copy':
      return typeof text === 'string' && typeof what === 'string'
        ? { type, text, what }
        : undefined;
    default:
      return undefined;
  }
}

/** What outlives the page and the window: which device, and how its reader looks at it. Never data. */
export interface SavedConfiguration {
  deviceId: string;
  search: string;
  /** Pixels from the top. */
  scrollTop: number;
}

/** Reads what a page saved, perhaps in another version; absent when it does not tell the device. */
export function parseSavedConfiguration(value: unknown): SavedConfiguration | undefined {
  if (!isRecord(value)) return undefined;
  const { deviceId, search, scrollTop } = value;
  if (typeof deviceId !== 'string' || deviceId === '') return undefined;
  return {
    deviceId,
    search: typeof search === 'string' ? search : '',
    scrollTop: typeof scrollTop === 'number' && scrollTop > 0 ? scrollTop : 0,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
