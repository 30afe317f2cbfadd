/** What a topic is recorded as: numbers over time, or lines of text. */
export type TopicKind = 'metric' | 'log';

/** Delivery guarantee of messages: at most once, at least once, exactly once. */
export type Qos = 'low' | 'medium' | 'high';

/** A topic to record. */
export interface TopicSubscription {
  name: string;
  /** Absent: `low`. */
  qos?: Qos;
  /** Message fields that become tags of the metric, or its values; absent: the platform's choice. */
  whitelistTags?: readonly string[];
  whitelistFields?: readonly string[];
}

/** Which topics of a device are recorded. */
export interface TopicsStatus {
  /** Whether a ROS master runs on the device. */
  isMasterUp: boolean;
  /** One topic can be recorded as both kinds. */
  subscribed: readonly { name: string; kind: TopicKind }[];
  unsubscribed: readonly string[];
}

/** Result of subscribing or unsubscribing topics; the service can do a part of it. */
export interface TopicsOutcome {
  isMasterUp: boolean;
  done: readonly string[];
  failed: readonly { name: string; reason?: string }[];
}
