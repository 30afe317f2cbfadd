import type { Device } from './device';
import { fieldsOf } from './context';
import { Refusal } from './refusal';

/** What a subscribed topic is turned into. */
export type TopicKind = 'metric' | 'log';

/** A subscription as `status` reports it; the config is there for metrics only. */
interface Subscription {
  readonly name: string;
  readonly config?: {
    readonly qos: number;
    readonly whitelist_tag: readonly string[];
    readonly whitelist_field: readonly string[];
  };
}

const everyRobot = ['/rosout', '/rosout_agg', '/tf', '/diagnostics', '/battery_state'];
const rosTopics: Readonly<Record<string, readonly string[]>> = {
  amr: ['/odom', '/scan', '/cmd_vel', '/amcl_pose', '/telemetry', '/mission/status'],
  agv: ['/odom', '/scan_front', '/scan_rear', '/cmd_vel', '/tow_force'],
  forklift: ['/odom', '/fork_height', '/load_cell', '/camera/image_raw', '/telemetry'],
};

/** The ROS topics of one device and what is subscribed of them. */
export class DeviceTopics {
  private readonly subscriptions: Readonly<Record<TopicKind, Map<string, Subscription>>> = {
    metric: new Map(),
    log: new Map(),
  };
  private readonly names: readonly string[];
  readonly isMasterUp: boolean;

  constructor(device: Device) {
    const hasRos = device.variables.some(({ key }) => key === 'ros_distro');
    // Each third of ten robots has its ROS master down, as after a launch file that failed.
    this.isMasterUp = hasRos && !device.name.endsWith('3');
    const kind = device.name.split('-')[0] ?? '';
    this.names = [...everyRobot, ...(rosTopics[kind] ?? [])].sort();
  }

  list() {
    return { topics: this.isMasterUp ? this.names : [] };
  }

  status() {
    const { metric, log } = this.subscriptions;
    return {
      master_up: this.isMasterUp,
      topics: {
        Subscribed: { metric: [...metric.values()], log: [...log.values()] },
        Unsubscribed: this.list().topics.filter((name) => !metric.has(name) && !log.has(name)),
      },
    };
  }

  /**
   * Subscribes topics; one that nobody publishes yet can be subscribed as well, as on the platform.
   *
   * @throws {Refusal} 400 for a body that cannot be read
   */
  subscribe(body: unknown) {
    const subscribed_success: string[] = [];
    const subscribed_error: Record<string, string>[] = [];
    const kind = kindOf(body);
    for (const subscription of topicsOf(body).map((topic) => subscriptionOf(topic, kind))) {
      const { name } = subscription;
      if (!this.isMasterUp) subscribed_error.push({ [name]: 'ROS master is not running' });
      else if (!/^\/[\w/]*\w$/.test(name))
        subscribed_error.push({ [name]: `Unknown topic type: ${name}` });
      else {
        this.subscriptions[kind].set(name, subscription);
        subscribed_success.push(name);
      }
    }
    return { master_up: this.isMasterUp, subscribed_success, subscribed_error };
  }

  /** Ends subscriptions; those that were none are the errors, by name. */
  unsubscribe(body: unknown) {
    const unsubscribed_success: string[] = [];
    const unsubscribed_error: string[] = [];
    const kind = kindOf(body);
    for (const topic of topicsOf(body)) {
      const { name } = subscriptionOf(topic, kind);
      const isEnded = this.isMasterUp && this.subscriptions[kind].delete(name);
      (isEnded ? unsubscribed_success : unsubscribed_error).push(name);
    }
    return { master_up: this.isMasterUp, unsubscribed_success, unsubscribed_error };
  }
}

function kindOf(body: unknown): TopicKind {
  const { kind } = fieldsOf(body);
  if (kind === 'metric' || kind === 'log') return kind;
  throw new Refusal(400, kind === undefined ? 'kind parameter missing' : 'invalid kind');
}

function topicsOf(body: unknown): unknown[] {
  const { topics } = fieldsOf(body);
  if (!Array.isArray(topics) || topics.length === 0)
    throw new Refusal(400, 'topics parameter missing');
  return topics;
}

/** A topic comes as its name alone, or as an object with a config. */
function subscriptionOf(topic: unknown, kind: TopicKind): Subscription {
  const { name, config } = typeof topic === 'string' ? { name: topic } : fieldsOf(topic);
  if (typeof name !== 'string' || name === '') throw new Refusal(400, 'topic name missing');
  const { qos = 0, whitelist_tag = [], whitelist_field = [] } = fieldsOf(config);
  if (qos !== 0 && qos !== 1 && qos !== 2) throw new Refusal(400, 'invalid qos');
  const tags = texts(whitelist_tag, 'invalid whitelist tag spec');
  const fields = texts(whitelist_field, 'invalid whitelist field spec');
  if (kind === 'log') return { name };
  return { name, config: { qos, whitelist_tag: tags, whitelist_field: fields } };
}

function texts(value: unknown, refusal: string): string[] {
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string'))
    return value;
  throw new Refusal(400, `${refusal} ${JSON.stringify(value)}`);
}
