import { AnswerError } from './envelope';
import { ApiError } from './errors';
import type { Request } from './request';
import type {
  SharedUrl,
  Upload,
  UploadCalls,
  UploadListOptions,
  UploadRequest,
} from './uploadTypes';
import { UploadsV1 } from './uploadsV1';
import { UploadsV2 } from './uploadsV2';

/** How a route that is gone answers; 404 is also what an unknown upload or device gets. */
const refusals: ReadonlySet<number> = new Set([404, 405, 410]);

/**
 * Files uploaded from devices. Speaks the first generation of calls; what a service refuses there is
 * asked in the second. Once that has answered for a generation that is gone, only it is asked.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py
 * @see rapyuta-robotics/rapyuta-io-sdk-v2, rapyuta_io_sdk_v2/models/fileupload.py
 */
export class UploadsApi implements UploadCalls {
  private readonly v1: UploadCalls;
  private readonly v2: UploadCalls;
  private hasV1Answered = false;
  private isV1Gone = false;

  constructor(
    private readonly request: Request,
    hosts: { core: string; v2: string },
  ) {
    this.v1 = new UploadsV1(request, hosts.core);
    this.v2 = new UploadsV2(request, hosts.v2);
  }

  start(deviceId: string, upload: UploadRequest, signal?: AbortSignal): Promise<string> {
    return this.ask((calls) => calls.start(deviceId, upload, signal));
  }

  get(deviceId: string, uploadId: string, signal?: AbortSignal): Promise<Upload> {
    return this.ask((calls) => calls.get(deviceId, uploadId, signal));
  }

  list(
    deviceId: string,
    options: UploadListOptions = {},
    signal?: AbortSignal,
  ): Promise<readonly Upload[]> {
    return this.ask((calls) => calls.list(deviceId, options, signal));
  }

  cancel(deviceId: string, uploadId: string, signal?: AbortSignal): Promise<void> {
    return this.ask((calls) => calls.cancel(deviceId, uploadId, signal));
  }

  delete(deviceId: string, uploadId: string, signal?: AbortSignal): Promise<void> {
    return this.ask((calls) => calls.delete(deviceId, uploadId, signal));
  }

  downloadUrl(deviceId: string, uploadId: string, signal?: AbortSignal): Promise<string> {
    return this.ask((calls) => calls.downloadUrl(deviceId, uploadId, signal));
  }

  share(uploadId: string, expiresAt: Date, signal?: AbortSignal): Promise<SharedUrl> {
    return this.ask((calls) => calls.share(uploadId, expiresAt, signal));
  }

  listShared(
    deviceId: string,
    uploadId: string,
    signal?: AbortSignal,
  ): Promise<readonly SharedUrl[]> {
    return this.ask((calls) => calls.listShared(deviceId, uploadId, signal));
  }

  /**
   * Follows a public link to where the file is, without a token.
   *
   * @throws {ApiError} `notFound` or `forbidden` when it has expired, depending on the service
   */
  openShared(url: string, signal?: AbortSignal): Promise<string> {
    return this.request(
      {
        method: 'GET',
        part: 'elsewhere',
        path: url,
        accepts: [200, 206, 301, 302, 303, 307, 308],
        isHeadOnly: true,
        answer: (_body, header) => webAddressOf(header('location') ?? url, url),
      },
      signal,
    );
  }

  private async ask<T>(call: (calls: UploadCalls) => Promise<T>): Promise<T> {
    if (this.isV1Gone) return call(this.v2);
    try {
      const answer = await call(this.v1);
      this.hasV1Answered = true;
      return answer;
    } catch (refusal) {
      if (!isRefusal(refusal)) throw refusal;
      const mayMeanUpload = refusal.response?.status === 404;
      try {
        const answer = await call(this.v2);
        this.isV1Gone ||= !(mayMeanUpload && this.hasV1Answered);
        return answer;
      } catch (error) {
        // Where v1 works, or neither generation knows the upload, v1 was right to say so.
        const isUnknown = mayMeanUpload && (this.hasV1Answered || isRefusal(error));
        throw isUnknown && error instanceof ApiError ? refusal : error;
      }
    }
  }
}

function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && refusals.has(error.response?.status ?? 0);
}

function webAddressOf(text: string, base: string): string {
  let url: URL | undefined;
  try {
    url = new URL(text, base);
  } catch {
    // reported below
  }
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href;
  throw new AnswerError('the link leads to no web address');
}
