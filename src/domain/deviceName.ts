import { cleanLine } from '../base/cleanText';
import type { Device } from './device';

/** Returns a device's name on one line; a name with nothing to show gives way to the start of the id. */
export function displayName({ name, id }: Pick<Device, 'id' | 'name'>, maxLength?: number): string {
  return cleanLine(name, maxLength) || `(unnamed, ${cleanLine(id, 12)})`;
}
