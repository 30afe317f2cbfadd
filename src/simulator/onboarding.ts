import { randomBytes } from 'node:crypto';
import type { Device } from './device';
import type { Fleet, Project } from './fleet';
import { fieldsOf } from './context';
import { requiredText, text } from './keyValues';
import type { Random } from './random';
import { Refusal } from './refusal';

const tokenLifetimeMs = 10 * 60 * 1000;
const initializingMs = 3000;

/** New devices, and the tokens by which their onboarding script reports back. */
export class Onboarding {
  private readonly tokens = new Map<
    string,
    { project: Project; device: Device; expiresAt: number }
  >();

  constructor(
    private readonly fleet: Fleet,
    private readonly random: Random,
  ) {}

  /**
   * Adds a device that has not connected yet. Labels and variables are maps; flags among the
   * variables are JSON booleans here and the texts `True` and `False` ever after.
   *
   * @throws {Refusal} 400 for a missing or wrong field, 409 for a name that is taken
   */
  create(project: Project, createdBy: string, body: unknown): Device {
    const fields = fieldsOf(body);
    const name = requiredText('name', fields['name']);
    const uuid = this.random.uuid();
    const version = fields['python_version'] ?? '3';
    if (version !== '2' && version !== '3') throw new Refusal(400, 'invalid python_version');
    const device: Device = {
      uuid,
      number: this.fleet.nextId(),
      isThisMachine: false,
      architecture: 'x86_64',
      registeredAt: Date.now(),
      createdBy,
      facts: {
        username: 'root',
        host: name,
        addresses: { lo: ['127.0.0.1', '::1'], eth0: [`10.20.40.${this.random.integer(2, 254)}`] },
        operatingSystem: 'Ubuntu 20.04.6 LTS',
        saltVersion: '3004.2',
      },
      pythonVersion: version,
      name,
      description: text('description', fields['description'] ?? ''),
      status: 'REGISTERED',
      absences: [{ from: 0, to: Infinity }],
      daemons: new Set(['telegraf']),
      labels: this.fleet.entries(texts('labels', fields['labels'])),
      variables: this.fleet.entries({
        runtime_docker: 'False',
        runtime_preinstalled: 'False',
        ...texts('config_variables', fields['config_variables']),
      }),
      deployments: [],
    };
    project.add(device);
    return device;
  }

  /** A token for ten minutes, and the command line that a new computer has to run. */
  invite(project: Project, device: Device): { token: string; command: string } {
    const now = Date.now();
    for (const [known, { expiresAt }] of this.tokens)
      if (expiresAt < now) this.tokens.delete(known);
    const token = randomBytes(24).toString('base64url');
    this.tokens.set(token, { project, device, expiresAt: now + tokenLifetimeMs });
    return { token, command: scriptCommand(device) };
  }

  /** @throws {Refusal} 401 when the token is unknown or expired */
  connect(authorization: string | undefined): void {
    const { project, device } = this.find(authorization);
    project.setStatus(device, 'INITIALIZING');
    setTimeout(() => project.setStatus(device, 'ONLINE'), initializingMs).unref();
  }

  /** @throws {Refusal} 401 when the token is unknown or expired */
  find(authorization: string | undefined): { project: Project; device: Device } {
    const invitation = this.tokens.get((authorization ?? '').replace(/^bearer\s+/i, ''));
    if (!invitation || invitation.expiresAt < Date.now())
      throw new Refusal(401, 'onboarding token is not valid');
    return invitation;
  }
}

function scriptCommand(device: Device): string {
  const value = (key: string): string =>
    device.variables.find((variable) => variable.key === key)?.value ?? '';
  const option = (flag: string, key: string): string[] => (value(key) ? [flag, value(key)] : []);
  const words = ['sudo', 'bash', 'start'];
  if (value('runtime_preinstalled') === 'True')
    words.push('-r', 'preinstalled', ...option('-w', 'ros_workspace'));
  if (value('runtime_docker') === 'True')
    words.push('-r', 'dockercompose', ...option('-b', 'rosbag_mount_path'));
  return words.join(' ');
}

function texts(name: string, value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).map(([key, content]) => {
      if (typeof content === 'boolean') return [key, content ? 'True' : 'False'];
      if (typeof content === 'number') return [key, String(content)];
      return [requiredText(name, key), text(`${name}.${key}`, content)];
    }),
  );
}
