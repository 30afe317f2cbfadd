/** States of an upload, spelt as on the wire. */
export const uploadStatuses = [
  'PENDING',
  'IN PROGRESS',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
] as const;
export type UploadStatus = (typeof uploadStatuses)[number];

/** A file on a device that is to be copied to the cloud. */
export interface UploadRequest {
  /** Absolute path of one file; a missing one makes the upload FAILED later on. */
  devicePath: string;
  /** Name in the cloud; absent: the platform makes one from the path. */
  fileName?: string;
  /** 1 MiB/s unless given. */
  maxBytesPerSecond?: number;
  /** Whether an earlier upload of the name is replaced; else it is a `conflict`. */
  isOverride?: boolean;
  /** Whether the file is deleted on the device afterwards. */
  isPurgedAfter?: boolean;
  metadata?: Readonly<Record<string, string>>;
}

/** A file that was, or is being, copied from a device. */
export interface Upload {
  id: string;
  fileName: string;
  status: UploadStatus | 'unknown';
  /** The status word as the service sent it. */
  rawStatus: string;
  devicePath?: string;
  totalBytes?: number;
  /** Absent where the service does not tell. */
  uploadedBytes?: number;
  errorMessage?: string;
  /** As the second generation of calls tells it. */
  errorCode?: string;
  /** User guid. */
  createdBy?: string;
  createdAt?: Date;
  updatedAt?: Date;
  metadata: Readonly<Record<string, string>>;
}

/** A public link to an uploaded file. */
export interface SharedUrl {
  id: string;
  url: string;
  expiresAt?: Date;
  createdAt?: Date;
  /** User guid. */
  createdBy?: string;
}

/** What lists of uploads can be sorted by. */
export type UploadSortKey = 'filename' | 'status' | 'total_size' | 'created_at' | 'updated_at';

/** Which uploads to list, and how. */
export interface UploadListOptions {
  sort?: { by: UploadSortKey; isDescending?: boolean };
  /** Page `number` counts from 1; absent: all in one. The service tells no total. */
  page?: { size: number; number: number };
  /** Text that the file's name contains. */
  name?: string;
  statuses?: readonly UploadStatus[];
}
