import { type Disposable, toDisposable } from '../base/disposable';
import type { Device } from './device';
import type { Fleet, Project } from './fleet';
import type { Random } from './random';

/** So many devices at most are away at the same time because of this. */
const maxAway = 3;

/**
 * Lets simulated devices go offline and come back, one at a time, about every `meanSeconds`.
 * This computer stays online.
 */
export function startChurn(fleet: Fleet, meanSeconds: number, random: Random): Disposable {
  if (meanSeconds === 0) return toDisposable(() => undefined);
  const away: { project: Project; device: Device }[] = [];
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    timer = setTimeout(
      () => {
        step();
        arm();
      },
      meanSeconds * 1000 * (0.5 + random.next()),
    );
  };
  const step = (): void => {
    const project = random.pick(fleet.projects);
    const online = project.all().filter(({ status, isThisMachine }) => {
      return status === 'ONLINE' && !isThisMachine;
    });
    if (online.length === 0 || away.length >= maxAway || random.next() < away.length / maxAway) {
      const back = away.shift();
      if (back?.device.status === 'OFFLINE') back.project.setStatus(back.device, 'ONLINE');
      return;
    }
    const device = random.pick(online);
    project.setStatus(device, 'OFFLINE');
    away.push({ project, device });
  };
  arm();
  return toDisposable(() => clearTimeout(timer));
}
