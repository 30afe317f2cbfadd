import type { Project } from './fleet';
import { Refusal } from './refusal';

const maxJobs = 1000;
const maxKeptCharacters = 64 * 1024 * 1024;

interface Job {
  readonly project: Project;
  /** Device -> output, for the devices that have answered. */
  readonly outputs: Map<string, string>;
}

/** Asynchronous commands and what came of them; the oldest make room for new ones. */
export class Jobs {
  private readonly jobs = new Map<string, Job>();
  private keptCharacters = 0;
  private lastNumber = 0;

  /** Opens a job whose answers arrive one by one; returns its id, such as `20240301101010123456`. */
  open(project: Project, answers: ReadonlyMap<string, Promise<string>>): string {
    const id = this.nextId();
    const job: Job = { project, outputs: new Map() };
    this.jobs.set(id, job);
    this.makeRoom();
    for (const [device, answer] of answers)
      void answer.then((output) => {
        if (this.jobs.get(id) !== job) return;
        job.outputs.set(device, output);
        this.keptCharacters += output.length;
        this.makeRoom();
      });
    return id;
  }

  /**
   * What the devices asked for have answered so far; all devices when none is named.
   *
   * @throws {Refusal} 404 when the project has no such job or none of the devices has answered yet. No
   * source names the platform's status for "pending"; clients only rely on it not being 200,
   * nor one that makes them stop (401, 403) or repeat at once (500).
   */
  outputs(project: Project, id: string, devices: readonly string[]): Record<string, string> {
    const job = this.jobs.get(id);
    if (job?.project !== project) throw new Refusal(404, 'job not found');
    const wanted = new Set(devices);
    const answered = [...job.outputs].filter(([device]) => wanted.size === 0 || wanted.has(device));
    if (answered.length === 0) throw new Refusal(404, 'no result for the job yet');
    return Object.fromEntries(answered);
  }

  private nextId(): string {
    const now = new Date().toISOString().replaceAll(/\D/g, '');
    this.lastNumber = (this.lastNumber + 1) % 1000;
    return `${now}${String(this.lastNumber).padStart(3, '0')}`;
  }

  private makeRoom(): void {
    for (const [id, job] of this.jobs) {
      if (this.jobs.size <= maxJobs && this.keptCharacters <= maxKeptCharacters) return;
      this.jobs.delete(id);
      for (const output of job.outputs.values()) this.keptCharacters -= output.length;
      job.outputs.clear();
    }
  }
}
