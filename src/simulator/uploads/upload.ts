import type { Device } from '../device';
import type { Project } from '../fleet';
import { Refusal } from '../refusal';

/** How far an upload is, spelt as on the wire. */
export type UploadStatus = 'PENDING' | 'IN PROGRESS' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** What a client asked for; the same in both generations of the API but for the names. */
export interface UploadRequest {
  /** Absolute path on the device; a relative one is taken and fails later, as on the platform. */
  readonly path: string;
  readonly fileName: string;
  /** Bytes per second. */
  readonly maxRate: number;
  /** Replaces an upload of the same name. */
  readonly override: boolean;
  /** Deletes the file on the device when it has been copied. */
  readonly purgeAfter: boolean;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A link that opens an upload's file without a token until it expires. */
export interface SharedUrl {
  /** The number that v1 has for it. */
  readonly id: number;
  /** v1's name for it: ten letters and digits. */
  readonly code: string;
  /** v2's name for it. */
  readonly guid: string;
  readonly upload: Upload;
  readonly creator: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A file on its way from a device to the store, or arrived there. One id serves v1 and v2. */
export interface Upload {
  readonly id: string;
  readonly blobNumber: number;
  readonly project: Project;
  readonly device: Device;
  readonly request: UploadRequest;
  readonly creator: string;
  readonly createdAt: number;
  /** Ends the copying. */
  readonly abort: AbortController;
  readonly sharedUrls: SharedUrl[];
  status: UploadStatus;
  updatedAt: number;
  totalBytes: number;
  uploadedBytes: number;
  errorMessage?: string;
}

/** Tells whether the upload has not come to an end yet. */
export function isUnfinished({ status }: Upload): boolean {
  return status === 'PENDING' || status === 'IN PROGRESS';
}

const defaultRate = 1024 * 1024;

/**
 * Reads what to upload from a body.
 *
 * @param pathName  the path's key: `device_path` in v1, `file_path` in v2
 * @throws {Refusal} 400 naming the field that is missing or wrong
 */
export function parseUploadRequest(
  fields: Readonly<Record<string, unknown>>,
  pathName: string,
): UploadRequest {
  const path = fields[pathName];
  if (typeof path !== 'string' || path === '')
    throw new Refusal(400, `${pathName} parameter missing`);
  if (path.includes('\0')) throw new Refusal(400, `${pathName} contains a NUL character`);
  const fileName = fields['file_name'] ?? '';
  if (typeof fileName !== 'string') throw new Refusal(400, 'file_name should be a string');
  const maxRate = fields['max_upload_rate'] ?? defaultRate;
  if (typeof maxRate !== 'number' || !(maxRate > 0))
    throw new Refusal(400, 'max_upload_rate should be a positive number');
  return {
    path,
    fileName: fileName === '' ? (path.split('/').findLast(Boolean) ?? 'file') : fileName,
    maxRate,
    override: flag(fields, 'override'),
    purgeAfter: flag(fields, 'purge_after'),
    metadata: metadataOf(fields['metadata']),
  };
}

function flag(fields: Readonly<Record<string, unknown>>, name: string): boolean {
  const value = fields[name] ?? false;
  if (typeof value !== 'boolean') throw new Refusal(400, `${name} should be a boolean`);
  return value;
}

function metadataOf(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Refusal(400, 'metadata should be an object');
  return Object.fromEntries(
    Object.entries(value).map(([key, content]) => {
      if (typeof content !== 'string') throw new Refusal(400, `metadata.${key} should be a string`);
      return [key, content];
    }),
  );
}
