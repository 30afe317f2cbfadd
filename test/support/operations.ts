import type { ApiClient } from '../../src/api/client';
import type { Device } from '../../src/domain/device';
import type { Request } from '../../src/api/core/request';
import type { Upload } from '../../src/domain/upload';
import { UploadsV2 } from '../../src/api/resources/uploadsV2';

/** What an operation is run with in addition to the client. */
interface Context {
  request: Request;
  signal?: AbortSignal;
  /** Stands between a resource that is not the client's own and its caller. */
  wrap?: <T extends object>(resource: T) => T;
}

/** One operation of the client that is one request, with a success the service could answer. */
export interface Operation {
  name: string;
  /** Method and path of its request. */
  sends: string;
  run: (client: ApiClient, context: Context) => Promise<unknown>;
  /** Body of the success; absent: none is read, and any will do. */
  answer?: unknown;
  /** How often it is sent when it fails in a way that may pass. */
  tries: 1 | 3;
  /** Statuses that are no failure of this operation. */
  takes?: readonly number[];
  /** Whether the second generation of calls is asked after a 404. */
  hasFallback?: true;
  /** A success with an enum word that nobody knows, and what is made of it. */
  oddWord?: { answer: unknown; read: (value: unknown) => unknown; expected: unknown };
}

type More = Partial<Pick<Operation, 'tries' | 'takes' | 'hasFallback' | 'oddWord'>>;

const core = '/api/device-manager/v0';
const enveloped = (data: unknown): object => ({ status: 'success', response: { data } });
const range = { from: new Date('2024-03-02T09:00:00Z'), to: new Date('2024-03-02T10:00:00Z') };
const expiry = new Date('2030-01-01T00:00:00Z');

/** An operation; whether it is tried again is what HTTP says of its method, unless told. */
function one(
  name: string,
  sends: string,
  run: Operation['run'],
  answer?: unknown,
  more: More = {},
): Operation {
  const tries = /^(GET|PUT|DELETE) /.test(sends) ? 3 : 1;
  return { name, sends, run, tries, ...(answer !== undefined && { answer }), ...more };
}

async function first<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}

const device = { uuid: 'd1', name: 'amr-01', status: 'ONLINE' };
const identity = { id: 'd1', name: 'amr-01', description: '' };
const onboarding = {
  response: { data: 'onboard', device_id: 'd9', script_command: 'sudo bash start' },
};

const deviceOperations: readonly Operation[] = [
  one(
    'devices.list',
    `GET ${core}/devices/`,
    ({ devices }, { signal }) => devices.list({ name: 'amr-01' }, signal),
    enveloped([device]),
    {
      oddWord: {
        answer: enveloped([{ ...device, status: 'ASLEEP' }]),
        read: (list) => (list as Device[]).map(({ status, rawStatus }) => [status, rawStatus]),
        expected: [['unknown', 'ASLEEP']],
      },
    },
  ),
  one(
    'devices.get',
    `GET ${core}/devices/d1`,
    ({ devices }, { signal }) => devices.get('d1', signal),
    enveloped(device),
    {
      oddWord: {
        answer: enveloped({ ...device, status: 'online' }),
        read: (value) => (value as Device).status,
        expected: 'unknown',
      },
    },
  ),
  one(
    'devices.listIdsByArchitecture',
    `POST ${core}/selection/query/`,
    ({ devices }, { signal }) => devices.listIdsByArchitecture('amd64', signal),
    enveloped([{ id: 2, ...device }]),
    { tries: 3 },
  ),
  one(
    'devices.update',
    `PUT ${core}/devices/`,
    ({ devices }, { signal }) => devices.update(identity, { name: 'amr-02' }, signal),
    enveloped(device),
  ),
  one(
    'devices.accept',
    `PUT ${core}/devices/`,
    ({ devices }, { signal }) => devices.accept(identity, signal),
    enveloped(device),
  ),
  one(
    'devices.reject',
    `PUT ${core}/devices/`,
    ({ devices }, { signal }) => devices.reject(identity, signal),
    enveloped(device),
  ),
  one('devices.delete', `DELETE ${core}/devices/d1`, ({ devices }, { signal }) =>
    devices.delete('d1', signal),
  ),
  one(
    'devices.migrate',
    `PUT ${core}/devices/d1/migrate`,
    ({ devices }, { signal }) => devices.migrate('d1', 'project-c', signal),
    undefined,
    { tries: 1 },
  ),
  one(
    'devices.requestReport',
    `POST ${core}/error_handler/upload_debug_logs/d1`,
    ({ devices }, { signal }) => devices.requestReport('d1', signal),
    enveloped({ request_uuid: 'r-9' }),
  ),
  one(
    'onboarding.create',
    `POST ${core}/auth-keys/`,
    (client, { signal }) => client.onboarding.create({ name: 'a', runtimes: ['docker'] }, signal),
    onboarding,
  ),
  one(
    'onboarding.get',
    `GET ${core}/auth-keys/d9/token`,
    (client, { signal }) => client.onboarding.get('d9', signal),
    onboarding,
  ),
  one(
    'onboarding.upgrade',
    `PUT ${core}/devices/d1/upgrade`,
    (client, { signal }) => client.onboarding.upgrade('d1', signal),
    enveloped({
      token: 't',
      script_url: 'https://example.com/start',
      script_command: 'bash start',
    }),
    { tries: 1 },
  ),
  one(
    'deployments.listOfDevice',
    `GET ${core}/devices/d1`,
    ({ deployments }, { signal }) => deployments.listOfDevice('d1', signal),
    enveloped(device),
  ),
  one(
    'deployments.list',
    'GET /v2/deployments/',
    ({ deployments }, { signal }) => first(deployments.list('amr-01', signal)),
    { metadata: {}, items: [{ metadata: { guid: 'dep-b', name: 'navigation' } }] },
  ),
  one(
    'daemons.list',
    'GET /v2/devices/daemons/d1/',
    ({ daemons }, { signal }) => daemons.list('d1', signal),
    { kind: 'Daemon', status: { vpn: { enable: true, status: 'running' } } },
    {
      oddWord: {
        answer: { kind: 'Daemon', status: { vpn: { status: 'dreaming' } } },
        read: (list) => (list as { state: string; rawState: string }[])[0],
        expected: { name: 'vpn', isEnabled: false, state: 'unknown', rawState: 'dreaming' },
      },
    },
  ),
];

const label = { id: 7, key: 'site', value: 'osaka' };
const variable = { id: 9, key: 'k', value: 'v' };

const keyValueOperations: readonly Operation[] = [
  one(
    'labels.list',
    `GET ${core}/labels/d1`,
    ({ labels }, { signal }) => labels.list('d1', signal),
    enveloped([label]),
  ),
  one(
    'labels.add',
    `POST ${core}/labels/d1`,
    ({ labels }, { signal }) => labels.add('d1', 'site', 'osaka', signal),
    enveloped([label]),
  ),
  one('labels.update', `PUT ${core}/labels/7`, ({ labels }, { signal }) =>
    labels.update(label, signal),
  ),
  one('labels.delete', `DELETE ${core}/labels/7`, ({ labels }, { signal }) =>
    labels.delete(7, signal),
  ),
  one(
    'configVariables.list',
    `GET ${core}/config_variables/device/d1`,
    ({ configVariables }, { signal }) => configVariables.list('d1', signal),
    enveloped([variable]),
  ),
  one(
    'configVariables.add',
    `POST ${core}/config_variables/device/d1`,
    ({ configVariables }, { signal }) => configVariables.add('d1', 'k', 'v', signal),
    enveloped(variable),
  ),
  one(
    'configVariables.update',
    `PUT ${core}/config_variables/9`,
    ({ configVariables }, { signal }) => configVariables.update(variable, signal),
    enveloped(variable),
  ),
  one(
    'configVariables.delete',
    `DELETE ${core}/config_variables/9`,
    ({ configVariables }, { signal }) => configVariables.delete(variable, signal),
  ),
];

const command = { deviceIds: ['d1'], command: 'uname' };

const commandOperations: readonly Operation[] = [
  one(
    'commands.execute',
    `POST ${core}/cmd/`,
    ({ commands }, { signal }) => commands.execute(command, signal),
    enveloped({ d1: 'Linux' }),
  ),
  one(
    'commands.startInBackground',
    `POST ${core}/cmd/`,
    ({ commands }, { signal }) => commands.startInBackground(command, signal),
    enveloped({ d1: 'SUCCESS' }),
  ),
  one(
    'commands.start',
    `POST ${core}/cmd/`,
    ({ commands }, { signal }) => commands.start(command, signal),
    enveloped({ jid: 'j1' }),
  ),
  one(
    'commands.poll',
    `GET ${core}/cmd/j1`,
    ({ commands }, { signal }) => commands.poll('j1', ['d1'], signal),
    enveloped({ d1: 'Linux' }),
    { tries: 1, takes: [400, 404, 405, 409, 429, 500, 502] },
  ),
];

const topicsChange = (verb: string): object =>
  enveloped([200, { master_up: true, [`${verb}_success`]: ['/a'], [`${verb}_error`]: [] }]);

const recordingOperations: readonly Operation[] = [
  one(
    'topics.list',
    `GET ${core}/topics/d1`,
    ({ topics }, { signal }) => topics.list('d1', signal),
    enveloped([200, { topics: ['/a'] }]),
  ),
  one(
    'topics.status',
    `GET ${core}/topics/d1/status`,
    ({ topics }, { signal }) => topics.status('d1', signal),
    enveloped([200, { master_up: true, topics: { Subscribed: null, Unsubscribed: ['/a'] } }]),
  ),
  one(
    'topics.subscribe',
    `POST ${core}/topics/d1/subscribe`,
    ({ topics }, { signal }) => topics.subscribe('d1', [{ name: '/a' }], 'metric', signal),
    topicsChange('subscribed'),
  ),
  one(
    'topics.unsubscribe',
    `POST ${core}/topics/d1/unsubscribed`,
    ({ topics }, { signal }) => topics.unsubscribe('d1', ['/a'], 'log', signal),
    topicsChange('unsubscribed'),
  ),
  one(
    'metricSubscriptions.list',
    `GET ${core}/metrics/d1`,
    (client, { signal }) => client.metricSubscriptions.list('d1', signal),
    enveloped([{ name: 'cpu', kind: 'metric', status: 'subscribed' }]),
    {
      oddWord: {
        answer: enveloped([{ name: 'gpu', status: 'pondering' }]),
        read: (list) => list,
        expected: [{ name: 'gpu', kind: 'metric', status: 'unknown', rawStatus: 'pondering' }],
      },
    },
  ),
  one('metricSubscriptions.subscribe', `POST ${core}/metrics/d1`, (client, { signal }) =>
    client.metricSubscriptions.subscribe('d1', 'cpu', 'low', signal),
  ),
  one('metricSubscriptions.unsubscribe', `DELETE ${core}/metrics/d1/cpu`, (client, { signal }) =>
    client.metricSubscriptions.unsubscribe('d1', 'cpu', signal),
  ),
  one(
    'metrics.query',
    'POST /api/metrics/v0/query/',
    ({ metrics }, { signal }) =>
      metrics.query(
        { ...range, step: '1m', metrics: [{ function: 'avg', metric: 'cpu.usage_idle' }] },
        signal,
      ),
    { response: { data: { columns: [{ name: 'timestamp' }], rows: [[]] } } },
    { tries: 3 },
  ),
  one(
    'metrics.listMetrics',
    'GET /api/metrics/v0/metrics/device/d1',
    ({ metrics }, { signal }) => metrics.listMetrics('device', 'd1', range, signal),
    enveloped({ metrics: [{ metric_group: 'cpu', metric_names: ['usage_idle'] }] }),
  ),
  one(
    'metrics.listTagKeys',
    'GET /api/metrics/v0/tags/device/d1',
    ({ metrics }, { signal }) => metrics.listTagKeys('device', 'd1', range, signal),
    enveloped({ tag_keys: [{ metric_group: 'cpu', tags: ['host'] }] }),
  ),
  one(
    'metrics.listTagValues',
    'GET /api/metrics/v0/tags/device/d1/cpu',
    ({ metrics }, { signal }) => metrics.listTagValues('device', 'd1', 'cpu', range, signal),
    enveloped({ tags_values: ['cpu0'] }),
  ),
];

const upload = { request_uuid: 'u1', filename: 'syslog', status: 'COMPLETED' };
const uploadV2 = {
  metadata: { guid: 'u1' },
  spec: { file_name: 'syslog' },
  status: { status: 'COMPLETED' },
};
const oddUpload = {
  read: (value: unknown) => [(value as Upload).status, (value as Upload).rawStatus],
  expected: ['unknown', 'STUCK'],
};
const hasFallback = { hasFallback: true } as const;

const uploadOperations: readonly Operation[] = [
  one(
    'uploads.start',
    `POST ${core}/logs/d1/upload`,
    ({ uploads }, { signal }) => uploads.start('d1', { devicePath: '/var/log/syslog' }, signal),
    enveloped({ request_uuid: 'u1' }),
    hasFallback,
  ),
  one(
    'uploads.get',
    `GET ${core}/logs/d1/status/u1`,
    ({ uploads }, { signal }) => uploads.get('d1', 'u1', signal),
    enveloped(upload),
    {
      hasFallback: true,
      oddWord: { answer: enveloped({ ...upload, status: 'STUCK' }), ...oddUpload },
    },
  ),
  one(
    'uploads.list',
    `GET ${core}/logs/d1/list`,
    ({ uploads }, { signal }) => uploads.list('d1', { name: 'syslog' }, signal),
    enveloped([upload]),
    hasFallback,
  ),
  one(
    'uploads.cancel',
    `PUT ${core}/logs/d1/u1/cancel`,
    ({ uploads }, { signal }) => uploads.cancel('d1', 'u1', signal),
    enveloped({ success: 'true' }),
    hasFallback,
  ),
  one(
    'uploads.delete',
    `DELETE ${core}/logs/d1/u1`,
    ({ uploads }, { signal }) => uploads.delete('d1', 'u1', signal),
    enveloped({ success: 'true' }),
    hasFallback,
  ),
  one(
    'uploads.downloadUrl',
    `GET ${core}/logs/d1/u1`,
    ({ uploads }, { signal }) => uploads.downloadUrl('d1', 'u1', signal),
    enveloped({ signed_url: 'https://blob.example.com/u1?sig=x' }),
    hasFallback,
  ),
  one(
    'uploads.share',
    `POST ${core}/logs/u1/shared_urls`,
    ({ uploads }, { signal }) => uploads.share('u1', expiry, signal),
    enveloped({ url_uuid: 's1' }),
    hasFallback,
  ),
  one(
    'uploads.listShared',
    `GET ${core}/logs/d1/status/u1`,
    ({ uploads }, { signal }) => uploads.listShared('d1', 'u1', signal),
    enveloped({ ...upload, shared_urls: [{ url_uuid: 's1' }] }),
    hasFallback,
  ),
];

const v2 = ({ request, wrap = (resource) => resource }: Context): UploadsV2 =>
  wrap(new UploadsV2(request, 'http://v2'));
const sharedV2 = { metadata: { guid: 's1' }, spec: { expiryTime: '2030-01-01T00:00:00Z' } };

const uploadV2Operations: readonly Operation[] = [
  one(
    'uploadsV2.start',
    'POST /v2/devices/d1/fileuploads/',
    (_, context) => v2(context).start('d1', { devicePath: '/var/log/syslog' }, context.signal),
    uploadV2,
  ),
  one(
    'uploadsV2.get',
    'GET /v2/devices/d1/fileuploads/u1/',
    (_, context) => v2(context).get('d1', 'u1', context.signal),
    uploadV2,
    { oddWord: { answer: { ...uploadV2, status: { status: 'STUCK' } }, ...oddUpload } },
  ),
  one(
    'uploadsV2.list',
    'GET /v2/devices/d1/fileuploads/',
    (_, context) => v2(context).list('d1', {}, context.signal),
    { metadata: { continue: null }, items: [uploadV2] },
  ),
  one('uploadsV2.cancel', 'POST /v2/devices/d1/fileuploads/u1/cancel/', (_, context) =>
    v2(context).cancel('d1', 'u1', context.signal),
  ),
  one('uploadsV2.delete', 'DELETE /v2/devices/d1/fileuploads/u1/', (_, context) =>
    v2(context).delete('d1', 'u1', context.signal),
  ),
  one(
    'uploadsV2.downloadUrl',
    'GET /v2/devices/d1/fileuploads/u1/download/',
    (_, context) => v2(context).downloadUrl('d1', 'u1', context.signal),
    { url: 'https://blob.example.com/u1?sig=x' },
  ),
  one(
    'uploadsV2.share',
    'POST /v2/devices/fileuploads/u1/sharedurls/',
    (_, context) => v2(context).share('u1', expiry, context.signal),
    sharedV2,
  ),
  one(
    'uploadsV2.listShared',
    'GET /v2/devices/fileuploads/u1/sharedurls/',
    (_, context) => v2(context).listShared('d1', 'u1', context.signal),
    { metadata: {}, items: [sharedV2] },
  ),
];

const accountOperations: readonly Operation[] = [
  one('account.user', 'GET /v2/users/me/', ({ account }, { signal }) => account.user(signal), {
    metadata: { guid: 'u', name: 'Dev' },
  }),
  one(
    'account.projects',
    'GET /v2/projects/',
    ({ account }, { signal }) => first(account.projects('org-a', signal)),
    { metadata: {}, items: [{ metadata: { guid: 'project-b', name: 'warehouse' } }] },
  ),
  one(
    'tokens.signIn',
    'POST /user/login',
    ({ tokens }, { signal }) => tokens.signIn('dev@example.com', 'hunter2', 'med', signal),
    { success: true, data: { token: 'new' } },
  ),
  one('tokens.subject', 'GET /user/info', ({ tokens }, { signal }) => tokens.subject(signal), {
    data: { email: 'dev@example.com' },
  }),
  one(
    'tokens.refresh',
    'POST /refreshtoken',
    ({ tokens }, { signal }) => tokens.refresh('tok-5ecret-5ecret', signal),
    { data: { Token: 'new' } },
  ),
  one('tokens.revoke', 'POST /user/logout', ({ tokens }, { signal }) => tokens.revoke(signal)),
];

/** Every operation of the client that is one request. */
export const operations: readonly Operation[] = [
  ...deviceOperations,
  ...keyValueOperations,
  ...commandOperations,
  ...recordingOperations,
  ...uploadOperations,
  ...uploadV2Operations,
  ...accountOperations,
];
