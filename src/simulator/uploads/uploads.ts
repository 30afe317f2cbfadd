import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { User } from '../access';
import type { Device } from '../device';
import type { Fleet, Project } from '../fleet';
import type { Places } from '../places';
import { Refusal } from '../refusal';
import { TransferError, copyFile, fileSize, removeFile } from './transfer';
import { type SharedUrl, type Upload, type UploadRequest, isUnfinished } from './upload';

const connectionCheckMs = 100;

/** Times on the wire have four digits for the year. */
const endOfTimes = Date.UTC(10_000, 0);

/**
 * All uploads, their files, and the links to them. The texts of refusals are the platform's, where
 * the status is 400 that is a guess in v2.
 *
 * @see rapyuta-io-cli tests/main/test_fileupload.py
 */
export class Uploads {
  /** How long an upload is at least PENDING: the time in which a real agent hears of it. */
  pendingMs = 1000;
  private readonly uploads = new Map<string, Upload>();
  private readonly folder: string;

  constructor(
    private readonly fleet: Fleet,
    private readonly places: Places,
    dataFolder: string,
  ) {
    this.folder = path.join(dataFolder, 'uploads');
    mkdirSync(this.folder, { recursive: true });
  }

  /** Those of one device, oldest first. */
  of(project: Project, device: Device): Upload[] {
    return [...this.uploads.values()].filter(
      (upload) => upload.project === project && upload.device === device,
    );
  }

  /** @throws {Refusal} 404 when the project, or the device if one is given, has no such upload */
  get(project: Project, id: string, device?: Device): Upload {
    const upload = this.uploads.get(id);
    const isHere = upload?.project === project && (!device || upload.device === device);
    if (!upload || !isHere) throw new Refusal(404, 'file upload not found');
    return upload;
  }

  /** An upload by its id alone, for links that carry their own permission. */
  find(id: string): Upload | undefined {
    return this.uploads.get(id);
  }

  /** Where the store keeps an upload's file. */
  file(upload: Upload): string {
    return path.join(this.folder, upload.id);
  }

  /**
   * Starts an upload and returns while it is PENDING; it stays so until the device is online.
   *
   * @throws {Refusal} 409 when the name is taken and shall not be overridden, 400 when what would
   * be overridden is still on its way
   */
  create(project: Project, device: Device, creator: User, request: UploadRequest): Upload {
    const { fileName, override } = request;
    const before = this.of(project, device).find(
      (other) =>
        other.request.fileName === fileName &&
        (isUnfinished(other) || other.status === 'COMPLETED'),
    );
    if (before && !override) throw new Refusal(409, `file already exists with name: ${fileName}`);
    if (before && isUnfinished(before))
      throw new Refusal(400, 'upload is in progress, cannot override, you must cancel it first');
    if (before) this.remove(before);
    const now = Date.now();
    const upload: Upload = {
      id: randomUUID(),
      blobNumber: this.fleet.nextId(),
      project,
      device,
      request,
      creator: creator.guid,
      createdAt: now,
      abort: new AbortController(),
      sharedUrls: [],
      status: 'PENDING',
      updatedAt: now,
      totalBytes: 0,
      uploadedBytes: 0,
    };
    this.uploads.set(upload.id, upload);
    void this.transfer(upload);
    return upload;
  }

  /** @throws {Refusal} 400 when the upload has come to an end already */
  cancel(upload: Upload): void {
    if (!isUnfinished(upload)) throw new Refusal(400, 'upload should be in progress');
    end(upload, 'CANCELLED');
    upload.abort.abort();
  }

  /** @throws {Refusal} 400 while the upload is on its way */
  remove(upload: Upload): void {
    if (isUnfinished(upload))
      throw new Refusal(400, 'upload in progress can not be deleted, please cancel first');
    this.uploads.delete(upload.id);
    rmSync(this.file(upload), { force: true });
  }

  /** @throws {Refusal} 400 when the upload came to nothing, or the time is past or out of range */
  share(upload: Upload, creator: User, expiresAt: number): SharedUrl {
    if (upload.status === 'FAILED' || upload.status === 'CANCELLED')
      throw new Refusal(400, 'file upload is failed or cancelled');
    if (!(expiresAt < endOfTimes)) throw new Refusal(400, 'invalid expiry time');
    if (expiresAt <= Date.now()) throw new Refusal(400, 'expiry time should be in the future');
    const sharedUrl: SharedUrl = {
      id: this.fleet.nextId(),
      code: randomBytes(16).toString('base64').replaceAll(/\W/g, '').slice(0, 10),
      guid: `sharedurl-${randomBytes(12).toString('hex')}`,
      upload,
      creator: creator.guid,
      createdAt: Date.now(),
      expiresAt,
    };
    upload.sharedUrls.push(sharedUrl);
    return sharedUrl;
  }

  /**
   * The upload that a link opens: by v1's code or by v2's guid.
   *
   * @throws {Refusal} 404 when there is none, it has expired, or its file has not arrived
   */
  open(name: string): Upload {
    for (const upload of this.uploads.values())
      for (const { code, guid, expiresAt } of upload.sharedUrls)
        if ((code === name || guid === name) && expiresAt > Date.now()) {
          if (upload.status === 'COMPLETED') return upload;
          throw new Refusal(404, 'file upload not in completed state');
        }
    throw new Refusal(404, 'shared url not found');
  }

  /** Ends what is still on its way from a device that is no more; what has arrived stays. */
  cancelAll(project: Project, device: Device): void {
    for (const upload of this.of(project, device)) if (isUnfinished(upload)) this.cancel(upload);
  }

  /** Ends all copying and removes the files: nobody could name them any more. */
  close(): void {
    for (const upload of this.uploads.values()) {
      upload.abort.abort();
      rmSync(this.file(upload), { force: true });
    }
  }

  private async transfer(upload: Upload): Promise<void> {
    const { device, request } = upload;
    const { signal } = upload.abort;
    const isAway = (): boolean => device.status !== 'ONLINE';
    try {
      await wait(this.pendingMs, undefined, { signal });
      while (isAway()) await wait(connectionCheckMs, undefined, { signal });
      await this.places.use(device, async (place) => {
        upload.totalBytes = await fileSize(place, request.path);
        signal.throwIfAborted();
        upload.status = 'IN PROGRESS';
        const progress = (count: number): void => {
          upload.uploadedBytes += count;
          upload.updatedAt = Date.now();
        };
        const { path: source, maxRate } = request;
        await copyFile(place, source, this.file(upload), maxRate, isAway, progress, signal);
        if (request.purgeAfter) await removeFile(place, source);
      });
      upload.totalBytes = upload.uploadedBytes;
      end(upload, 'COMPLETED');
    } catch (error) {
      rmSync(this.file(upload), { force: true });
      if (signal.aborted) return;
      upload.errorMessage =
        error instanceof TransferError ? error.message : 'internal error on the device';
      end(upload, 'FAILED');
    }
  }
}

function end(upload: Upload, status: 'COMPLETED' | 'FAILED' | 'CANCELLED'): void {
  upload.status = status;
  upload.updatedAt = Date.now();
}
