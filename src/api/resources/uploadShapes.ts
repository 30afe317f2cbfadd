import * as v from 'valibot';
import {
  type SharedUrl,
  type Upload,
  type UploadListOptions,
  type UploadRequest,
  type UploadStatus,
  uploadStatuses,
} from '../../domain/upload';
import type { CallOptions } from '../core/call';
import type { CallProblem } from '../core/errors';
import type { Identified } from '../core/path';
import { field, nonEmpty } from '../core/shapes';
import { isDate } from '../core/timestamp';

/** What both generations of the service's calls can do. */
export interface UploadCalls {
  /** Asks a device for a file, and returns the upload's id. Never sent twice. */
  start(deviceId: string, upload: UploadRequest, options?: CallOptions): Promise<string>;
  /** Fetches an upload with its progress. */
  get(deviceId: string, uploadId: string, options?: CallOptions): Promise<Upload>;
  /** Lists a device's uploads; in the second generation the first 1000 that have the statuses. */
  list(
    deviceId: string,
    filter?: UploadListOptions,
    options?: CallOptions,
  ): Promise<readonly Upload[]>;
  /** Ends an upload that is PENDING or IN PROGRESS. */
  cancel(deviceId: string, uploadId: string, options?: CallOptions): Promise<void>;
  /** Deletes an uploaded file; one in progress must be cancelled first. */
  delete(deviceId: string, upload: Identified<string>, options?: CallOptions): Promise<void>;
  /** Returns an address the file can be fetched from for a while, without any of our headers. Is a secret. */
  downloadUrl(deviceId: string, uploadId: string, options?: CallOptions): Promise<string>;
  /** Makes a link that anybody can open until it expires. */
  share(uploadId: string, expiresAt: Date, options?: CallOptions): Promise<SharedUrl>;
  /** Lists the links to a file, at most 1000; with expired ones where the service has them. */
  listShared(
    deviceId: string,
    uploadId: string,
    options?: CallOptions,
  ): Promise<readonly SharedUrl[]>;
}

/** `response.data` of a v1 call that makes an upload. */
export const requestUuid = field('request_uuid', nonEmpty);

/** What a user wrote to an upload. */
export const metadata = v.nullish(v.record(v.string(), v.string()), {});

/** Reads a status word; one test of the official CLI also takes `IN_PROGRESS`. */
export function uploadStatusOf(rawStatus: string): UploadStatus | 'unknown' {
  const word = rawStatus.replace('_', ' ');
  return uploadStatuses.find((status) => status === word) ?? 'unknown';
}

const defaultBytesPerSecond = 2 ** 20;

/** What both generations send of an upload, but for its path. */
export function uploadBody(upload: UploadRequest): object {
  return {
    ...(upload.fileName && { file_name: upload.fileName }),
    max_upload_rate: upload.maxBytesPerSecond ?? defaultBytesPerSecond,
    override: upload.isOverride ?? false,
    purge_after: upload.isPurgedAfter ?? false,
    metadata: upload.metadata ?? {},
  };
}

/** What is wrong with an upload before it is sent. */
export function uploadProblem({ devicePath }: UploadRequest): CallProblem | undefined {
  return devicePath.startsWith('/')
    ? undefined
    : { reason: 'invalidParameter', message: 'the path on the device does not begin with /' };
}

/** What is wrong with a link's end before it is sent. */
export function expiryProblem(expiresAt: Date): CallProblem | undefined {
  return isDate(expiresAt)
    ? undefined
    : { reason: 'invalidParameter', message: 'the time of expiry is no date' };
}
