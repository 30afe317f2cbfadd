import * as v from 'valibot';
import type { SharedUrl, Upload, UploadListOptions, UploadRequest } from '../../domain/upload';
import type { CallOptions } from '../core/call';
import { AnswerError, data } from '../core/envelope';
import { type Identified, path } from '../core/path';
import type { Request } from '../core/request';
import {
  count,
  field,
  guid,
  lenientText,
  listOf,
  optionalListOf,
  text,
  webAddress,
} from '../core/shapes';
import { parseTimestamp } from '../core/timestamp';
import {
  expiryProblem,
  metadata,
  requestUuid,
  uploadBody,
  type UploadCalls,
  uploadProblem,
  uploadStatusOf,
} from './uploadShapes';

/**
 * The first generation of upload calls, part of the device manager.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py, tests/logs_test.py
 */
export class UploadsV1 implements UploadCalls {
  constructor(
    private readonly request: Request,
    private readonly coreHost: string,
  ) {}

  start(deviceId: string, upload: UploadRequest, options?: CallOptions): Promise<string> {
    return this.request({
      method: 'POST',
      path: path`logs/${deviceId}/upload`,
      body: { device_path: upload.devicePath, ...uploadBody(upload) },
      answer: data(requestUuid),
      problem: uploadProblem(upload),
      options,
    });
  }

  async get(deviceId: string, uploadId: string, options?: CallOptions): Promise<Upload> {
    return toUpload(await this.status(deviceId, uploadId, options));
  }

  async list(
    deviceId: string,
    filter: UploadListOptions = {},
    options?: CallOptions,
  ): Promise<readonly Upload[]> {
    const uploads = await this.request({
      path: path`logs/${deviceId}/list`,
      query: listQuery(filter),
      answer: data(listOf(wireUpload)),
      options,
    });
    return uploads.map(toUpload);
  }

  cancel(deviceId: string, uploadId: string, options?: CallOptions): Promise<void> {
    return this.request({
      method: 'PUT',
      path: path`logs/${deviceId}/${uploadId}/cancel`,
      answer: data(success),
      reasons,
      doneStatuses: [400, 404, 410], // an upload that has ended cannot be cancelled
      options,
    });
  }

  delete(deviceId: string, upload: Identified<string>, options?: CallOptions): Promise<void> {
    return this.request({
      method: 'DELETE',
      path: path`logs/${deviceId}/${upload}`,
      answer: data(success),
      reasons,
      options,
    });
  }

  downloadUrl(deviceId: string, uploadId: string, options?: CallOptions): Promise<string> {
    return this.request({
      path: path`logs/${deviceId}/${uploadId}`,
      answer: data(signedUrl),
      reasons,
      options,
    });
  }

  async share(uploadId: string, expiresAt: Date, options?: CallOptions): Promise<SharedUrl> {
    const wire = await this.request({
      method: 'POST',
      path: path`logs/${uploadId}/shared_urls`,
      body: { expiry_time: Math.floor(expiresAt.getTime() / 1000) },
      answer: data(wireSharedUrl),
      reasons,
      problem: expiryProblem(expiresAt),
      options,
    });
    return { expiresAt, ...this.toSharedUrl(wire) };
  }

  async listShared(
    deviceId: string,
    uploadId: string,
    options?: CallOptions,
  ): Promise<readonly SharedUrl[]> {
    const { shared_urls } = await this.status(deviceId, uploadId, options);
    return shared_urls.map((wire) => this.toSharedUrl(wire));
  }

  private status(
    deviceId: string,
    uploadId: string,
    options: CallOptions | undefined,
  ): Promise<WireUpload> {
    return this.request({
      path: path`logs/${deviceId}/status/${uploadId}`,
      answer: data(wireUpload),
      reasons,
      options,
    });
  }

  private toSharedUrl(wire: v.InferOutput<typeof wireSharedUrl>): SharedUrl {
    const expiresAt = parseTimestamp(wire.expiry_time);
    const createdAt = parseTimestamp(wire.created_at);
    return {
      id: wire.url_uuid,
      // The original client has both slashes, and its tests demand them.
      url: `${this.coreHost}//logs/sharedurl/${encodeURIComponent(wire.url_uuid)}`,
      ...(expiresAt && { expiresAt }),
      ...(createdAt && { createdAt }),
      ...(wire.creator && { createdBy: wire.creator }),
    };
  }
}

const reasons = { 404: 'uploadNotFound' } as const;

/** `page` and `filter` are JSON texts, to the letter as the original client writes them. */
function listQuery({ sort, page, name, statuses = [] }: UploadListOptions) {
  const filters = [
    ...(name ? [{ filename: { like: `%${name}%` } }] : []),
    ...(statuses.length > 0 ? [{ or: statuses.map((status) => ({ status })) }] : []),
  ];
  return {
    sort: sort && `${sort.isDescending ? '-' : ''}${sort.by}`,
    page: page && JSON.stringify({ size: page.size, number: page.number }),
    filter: filters.length > 0 ? JSON.stringify({ and: filters }) : undefined,
  };
}

const wireSharedUrl = v.object({
  url_uuid: guid,
  creator: text,
  created_at: text,
  expiry_time: text,
});

const wireUpload = v.object({
  request_uuid: v.string(),
  filename: v.string(),
  status: v.string(),
  error_message: text,
  creator: text,
  created_at: text,
  updated_at: text,
  total_size: count,
  // The original client's documentation has these names of the three instead.
  creation_time: lenientText,
  last_modified: lenientText,
  content_length: count,
  metadata,
  shared_urls: optionalListOf(wireSharedUrl),
});
type WireUpload = v.InferOutput<typeof wireUpload>;

const signedUrl = field('signed_url', webAddress);

/** `success` is the text "true" in the samples; any other is a failure that came as a success. */
const success = v.pipe(
  v.object({ success: v.union([v.string(), v.boolean()]) }),
  v.transform((answer): void => {
    if (String(answer.success) !== 'true') {
      throw new AnswerError('the service did not do it', 'conflict');
    }
  }),
);

function toUpload(wire: WireUpload): Upload {
  const totalBytes = wire.total_size ?? wire.content_length;
  const createdAt = parseTimestamp(wire.created_at ?? wire.creation_time);
  const updatedAt = parseTimestamp(wire.updated_at ?? wire.last_modified);
  return {
    id: wire.request_uuid,
    fileName: wire.filename,
    status: uploadStatusOf(wire.status),
    rawStatus: wire.status,
    metadata: wire.metadata,
    ...(typeof totalBytes === 'number' && { totalBytes }),
    ...(wire.error_message && { errorMessage: wire.error_message }),
    ...(wire.creator && { createdBy: wire.creator }),
    ...(createdAt && { createdAt }),
    ...(updatedAt && { updatedAt }),
  };
}
