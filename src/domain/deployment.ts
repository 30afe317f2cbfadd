/** One program of a deployment. */
export interface Executable {
  name: string;
  /** Free vocabulary. */
  status: string;
  reason?: string;
  errorCode?: string;
  exitCode?: number;
  restartCount?: number;
}

/** A deployment on a device as the platform sees it. */
export interface Deployment {
  /** Guid, `dep-...`. */
  id: string;
  name: string;
  /** Such as `Succeeded`, which means that it is deployed. */
  phase: string;
  /** Such as `Running`. */
  status: string;
  errorCodes: readonly string[];
  packageName?: string;
  packageVersion?: string;
  executables: readonly Executable[];
  createdAt?: Date;
}
