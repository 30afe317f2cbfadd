import * as v from 'valibot';
import type {
  SharedUrl,
  Upload,
  UploadListOptions,
  UploadRequest,
  UploadSortKey,
} from '../../domain/upload';
import type { CallOptions } from '../core/call';
import { json, nothing } from '../core/envelope';
import { collect, pageOf, walkPages } from '../core/pages';
import { type Identified, path } from '../core/path';
import type { Request } from '../core/request';
import { count, field, guid, lenientText, text, webAddress } from '../core/shapes';
import { parseTimestamp, timestampOf } from '../core/timestamp';
import {
  expiryProblem,
  metadata,
  uploadBody,
  type UploadCalls,
  uploadProblem,
  uploadStatusOf,
} from './uploadShapes';

/** As many uploads, or links, of one device as a list holds at most. */
const maxListed = 1000;

/**
 * The second generation of upload calls. Tells how far an upload is; lists are filtered by name, sorted
 * and cut into pages here, since the service cannot.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk-v2, rapyuta_io_sdk_v2/client.py, models/fileupload.py
 */
export class UploadsV2 implements UploadCalls {
  constructor(
    private readonly request: Request,
    private readonly v2Host: string,
  ) {}

  start(deviceId: string, upload: UploadRequest, options?: CallOptions): Promise<string> {
    return this.request({
      method: 'POST',
      part: 'v2',
      path: path`devices/${deviceId}/fileuploads/`,
      body: {
        apiVersion: 'api.rapyuta.io/v2',
        kind: 'DeviceFileUpload',
        spec: { file_path: upload.devicePath, ...uploadBody(upload) },
      },
      answer: json(uploadGuid),
      problem: uploadProblem(upload),
      options,
    });
  }

  get(deviceId: string, uploadId: string, options?: CallOptions): Promise<Upload> {
    return this.request({
      part: 'v2',
      path: path`devices/${deviceId}/fileuploads/${uploadId}/`,
      answer: json(upload),
      reasons,
      options,
    });
  }

  async list(
    deviceId: string,
    { sort, page, name, statuses = [] }: UploadListOptions = {},
    options?: CallOptions,
  ): Promise<readonly Upload[]> {
    const all = await collect(
      walkPages((pageQuery) =>
        this.request({
          part: 'v2',
          path: path`devices/${deviceId}/fileuploads/`,
          query: { ...pageQuery, status: statuses },
          answer: json(pageOf(upload)),
          options,
        }),
      ),
      maxListed,
    );
    const listed = name ? all.filter(({ fileName }) => fileName.includes(name)) : all;
    if (sort) {
      const sign = sort.isDescending ? -1 : 1;
      listed.sort((a, b) => sign * compare(sortValue(a, sort.by), sortValue(b, sort.by)));
    }
    return page ? listed.slice((page.number - 1) * page.size, page.number * page.size) : listed;
  }

  cancel(deviceId: string, uploadId: string, options?: CallOptions): Promise<void> {
    return this.request({
      method: 'POST',
      part: 'v2',
      path: path`devices/${deviceId}/fileuploads/${uploadId}/cancel/`,
      answer: nothing,
      reasons,
      options,
    });
  }

  delete(deviceId: string, upload: Identified<string>, options?: CallOptions): Promise<void> {
    return this.request({
      method: 'DELETE',
      part: 'v2',
      path: path`devices/${deviceId}/fileuploads/${upload}/`,
      answer: nothing,
      reasons,
      options,
    });
  }

  downloadUrl(deviceId: string, uploadId: string, options?: CallOptions): Promise<string> {
    return this.request({
      part: 'v2',
      path: path`devices/${deviceId}/fileuploads/${uploadId}/download/`,
      answer: json(signedUrl),
      reasons,
      options,
    });
  }

  async share(uploadId: string, expiresAt: Date, options?: CallOptions): Promise<SharedUrl> {
    const wire = await this.request({
      method: 'POST',
      part: 'v2',
      path: path`devices/fileuploads/${uploadId}/sharedurls/`,
      body: {
        apiVersion: 'api.rapyuta.io/v2',
        kind: 'DeviceSharedURL',
        spec: { expiryTime: timestampOf(expiresAt) },
      },
      answer: json(wireSharedUrl),
      reasons,
      problem: expiryProblem(expiresAt),
      options,
    });
    return { expiresAt, ...this.toSharedUrl(wire) };
  }

  async listShared(
    _deviceId: string,
    uploadId: string,
    options?: CallOptions,
  ): Promise<readonly SharedUrl[]> {
    const wires = await collect(
      walkPages((pageQuery) =>
        this.request({
          part: 'v2',
          path: path`devices/fileuploads/${uploadId}/sharedurls/`,
          query: pageQuery,
          answer: json(pageOf(wireSharedUrl)),
          reasons,
          options,
        }),
      ),
      maxListed,
    );
    return wires.map((wire) => this.toSharedUrl(wire));
  }

  private toSharedUrl({ metadata: { guid: id, ...meta }, spec }: WireSharedUrl): SharedUrl {
    const expiresAt = parseTimestamp(spec?.expiryTime);
    const createdAt = parseTimestamp(meta.createdAt);
    return {
      id,
      url: `${this.v2Host}/v2/devices/fileuploads/sharedurls/${encodeURIComponent(id)}/`,
      ...(expiresAt && { expiresAt }),
      ...(createdAt && { createdAt }),
      ...(meta.creatorGUID && { createdBy: meta.creatorGUID }),
    };
  }
}

const reasons = { 404: 'uploadNotFound' } as const;

const uploadGuid = field('metadata', field('guid', guid));

const signedUrl = field('url', webAddress);

const wireSharedUrl = v.object({
  metadata: v.object({ guid, createdAt: text, creatorGUID: text }),
  spec: v.nullish(v.object({ expiryTime: text })),
});
type WireSharedUrl = v.InferOutput<typeof wireSharedUrl>;

const upload = v.pipe(
  v.object({
    metadata: v.object({
      guid,
      name: text,
      creatorGUID: text,
      createdAt: text,
      updatedAt: text,
    }),
    spec: v.nullish(v.object({ file_name: text, file_path: text, metadata })),
    status: v.nullish(
      v.object({
        status: text,
        total_size: count,
        uploaded_bytes: count,
        error_message: text,
        error_code: lenientText,
      }),
    ),
  }),
  v.transform(({ metadata: meta, spec, status }): Upload => {
    const rawStatus = status?.status ?? '';
    const createdAt = parseTimestamp(meta.createdAt);
    const updatedAt = parseTimestamp(meta.updatedAt);
    return {
      id: meta.guid,
      fileName: spec?.file_name || meta.name || meta.guid,
      status: uploadStatusOf(rawStatus),
      rawStatus,
      metadata: spec?.metadata ?? {},
      ...(spec?.file_path && { devicePath: spec.file_path }),
      ...(typeof status?.total_size === 'number' && { totalBytes: status.total_size }),
      ...(typeof status?.uploaded_bytes === 'number' && { uploadedBytes: status.uploaded_bytes }),
      ...(status?.error_message && { errorMessage: status.error_message }),
      ...(status?.error_code && { errorCode: status.error_code }),
      ...(meta.creatorGUID && { createdBy: meta.creatorGUID }),
      ...(createdAt && { createdAt }),
      ...(updatedAt && { updatedAt }),
    };
  }),
);

function sortValue(one: Upload, key: UploadSortKey): string | number {
  switch (key) {
    case 'filename':
      return one.fileName;
    case 'status':
      return one.rawStatus;
    case 'total_size':
      return one.totalBytes ?? 0;
    case 'created_at':
      return one.createdAt?.getTime() ?? 0;
    case 'updated_at':
      return one.updatedAt?.getTime() ?? 0;
  }
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
