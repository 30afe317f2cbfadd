import type { CallOptions } from '../core/call';
import { AnswerError } from '../core/envelope';
import { ApiError } from '../core/errors';
import type { Request } from '../core/request';
import type { UploadCalls } from './uploadShapes';
import { UploadsV1 } from './uploadsV1';
import { UploadsV2 } from './uploadsV2';

/** Statuses of a route that is gone; 404 is also what an unknown upload or device gets. */
const goneStatuses: ReadonlySet<number> = new Set([404, 405, 410]);

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

  readonly start: UploadCalls['start'] = (...args) => this.ask((calls) => calls.start(...args));
  readonly get: UploadCalls['get'] = (...args) => this.ask((calls) => calls.get(...args));
  readonly list: UploadCalls['list'] = (...args) => this.ask((calls) => calls.list(...args));
  readonly cancel: UploadCalls['cancel'] = (...args) => this.ask((calls) => calls.cancel(...args));
  readonly delete: UploadCalls['delete'] = (...args) => this.ask((calls) => calls.delete(...args));
  readonly downloadUrl: UploadCalls['downloadUrl'] = (...args) =>
    this.ask((calls) => calls.downloadUrl(...args));
  readonly share: UploadCalls['share'] = (...args) => this.ask((calls) => calls.share(...args));
  readonly listShared: UploadCalls['listShared'] = (...args) =>
    this.ask((calls) => calls.listShared(...args));

  /**
   * Follows a public link to where the file is, without a token.
   *
   * @throws {ApiError} `notFound` or `forbidden` when it has expired, depending on the service
   */
  openShared(url: string, options?: CallOptions): Promise<string> {
    return this.request({
      part: 'elsewhere',
      path: url,
      accepts: [200, 206, 301, 302, 303, 307, 308],
      isHeadOnly: true,
      answer: (_body, header) => webAddressOf(header('location') ?? url, url),
      options,
    });
  }

  private async ask<T>(call: (calls: UploadCalls) => Promise<T>): Promise<T> {
    if (this.isV1Gone) return call(this.v2);
    try {
      const answer = await call(this.v1);
      this.hasV1Answered = true;
      return answer;
    } catch (gone) {
      if (!isGone(gone)) throw gone;
      const mayMeanUpload = gone.response?.status === 404;
      try {
        const answer = await call(this.v2);
        this.isV1Gone ||= !(mayMeanUpload && this.hasV1Answered);
        return answer;
      } catch (error) {
        // Where v1 works, or neither generation knows the upload, v1 was right to say so.
        const isUnknown = mayMeanUpload && (this.hasV1Answered || isGone(error));
        throw isUnknown && error instanceof ApiError ? gone : error;
      }
    }
  }
}

function isGone(error: unknown): error is ApiError {
  return error instanceof ApiError && goneStatuses.has(error.response?.status ?? 0);
}

function webAddressOf(text: string, base: string): string {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href;
  throw new AnswerError('the link leads to no web address');
}
