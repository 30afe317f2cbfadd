import * as v from 'valibot';
import { type UploadRequest, type UploadStatus, uploadStatuses } from './uploadTypes';

/** A text that may be null or absent. */
export const text = v.nullish(v.string());

/** The same of a field that no sample shows filled; of another type it counts as absent. */
export const uncertainText = v.fallback(text, undefined);

/** An address that can be fetched. */
export const webAddress = v.pipe(v.string(), v.regex(/^https?:\/\/[\x21-\x7e]+$/));

/** `response.data` of a v1 call that makes an upload. */
export const requestUuid = v.pipe(
  v.object({ request_uuid: v.pipe(v.string(), v.nonEmpty()) }),
  v.transform(({ request_uuid }) => request_uuid),
);

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
