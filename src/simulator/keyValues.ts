import type { KeyValue } from './device';
import type { Fleet, KeyValueList, Project } from './fleet';
import { fieldsOf } from './context';
import { Refusal } from './refusal';

/** What `missing` is called on the wire when a label or a variable is not there. */
const nouns = { labels: 'label', variables: 'config_variable' } as const;

/** Adds what clients may read and edit alike: the labels or the variables of a project's devices. */
export class KeyValues {
  constructor(
    private readonly fleet: Fleet,
    private readonly list: KeyValueList,
  ) {}

  /**
   * Adds all pairs or none.
   *
   * @throws {Refusal} 404 for an unknown device, 400 for an empty key or a value that is no text,
   * 409 when the device has one of the keys already
   */
  add(project: Project, uuid: string, pairs: readonly (readonly [unknown, unknown])[]): KeyValue[] {
    const device = project.get(uuid);
    const added = pairs.map(([key, value]) => ({
      id: this.fleet.nextId(),
      key: requiredText('key', key),
      value: text('value', value),
    }));
    project.addEntries(device, this.list, added);
    return added;
  }

  /** Changes the value, and the key if the body has one. */
  change(project: Project, id: string, body: unknown): KeyValue {
    const { device, entry } = this.find(project, id);
    const { key, value } = fieldsOf(body);
    project.changeEntry(device, this.list, entry, {
      key: key === undefined ? entry.key : requiredText('key', key),
      value: text('value', value),
    });
    return entry;
  }

  remove(project: Project, id: string): void {
    const { device, entry } = this.find(project, id);
    project.removeEntry(device, this.list, entry);
  }

  private find(project: Project, id: string) {
    const found = project.findEntry(this.list, Number(id));
    if (!found) throw new Refusal(404, `${nouns[this.list]} not found`);
    return found;
  }
}

/** A field that has to be there, as text. */
export function text(name: string, value: unknown): string {
  if (value === undefined || value === null) throw new Refusal(400, `${name} parameter missing`);
  if (typeof value !== 'string') throw new Refusal(400, `${name} should be a string`);
  return value;
}

/** A field that has to be there and hold at least one character. */
export function requiredText(name: string, value: unknown): string {
  const given = text(name, value);
  if (given === '') throw new Refusal(400, `${name} parameter missing`);
  return given;
}
