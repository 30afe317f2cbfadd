import type { Protection } from '../domain/protection';
import { isRecord } from './page';

/** One label or config variable. Keys and values are text from outside, unchanged. */
export interface ConfigurationRow {
  /** The service's id; unique within its table. */
  id: number;
  key: string;
  value: string;
  /** Absent when the reader may change and delete it. */
  protection?: Protection;
}

/** A device's labels and config variables, each sorted by key. */
export interface ConfigurationTables {
  labels: readonly ConfigurationRow[];
  variables: readonly ConfigurationRow[];
  /** When the service answered, in milliseconds since 1970. */
  readAt: number;
}

/**
 * All data of the page. `tables` beside anything but `ready` is what was read last; absent when nothing
 * has been read yet. `message` is a text for the reader.
 */
export type ConfigurationState =
  | { kind: 'loading'; tables?: ConfigurationTables | undefined }
  | { kind: 'ready'; tables: ConfigurationTables }
  | { kind: 'failed'; message: string; tables?: ConfigurationTables | undefined }
  | { kind: 'absent'; message: string; tables?: ConfigurationTables | undefined }; // cannot be read now

/** Page to extension, beside what every page sends. */
export interface FromPage {
  type: 'refresh';
}

/** Checks a message from the page; absent for anything it does not send. */
export function parseFromPage(value: unknown): FromPage | undefined {
  return isRecord(value) && value.type === 'refresh' ? { type: value.type } : undefined;
}

/** How the reader looks at the tables. */
export interface ViewState {
  search: string;
}

/** Reads a view state that was saved, perhaps in another version. */
export function parseViewState(value: unknown): ViewState {
  return { search: isRecord(value) && typeof value.search === 'string' ? value.search : '' };
}
