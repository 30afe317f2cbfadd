import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../support/simulator';
import {
  dataOf,
  deviceNamed,
  eventually,
  manager,
  outputOf,
  refusalOf,
  sending,
} from '../../support/simulatorCalls';

interface V1Upload {
  request_uuid: string;
  filename: string;
  status: string;
  error_message: string;
  total_size: number;
  metadata: Record<string, string>;
  shared_urls?: { id: number; url_uuid: string; expiry_time: string }[];
}

interface V2Upload {
  metadata: { guid: string };
  spec: Record<string, unknown>;
  status: { status: string; total_size: number; uploaded_bytes: number };
}

describe('uploads from simulated devices', () => {
  let simulator: Simulator;
  let device: string;
  before(async () => {
    simulator = await startSimulator();
    device = (await deviceNamed(simulator, 'amr-01')).uuid;
    await simulator.configure({ uploadPendingSeconds: 0.2 });
    await outputOf(
      simulator,
      device,
      'printf 0123456789 > /tmp/ten; head -c 300000 /dev/zero > /tmp/big',
    );
  });
  after(() => simulator.stop());

  const logs = `${manager}/logs`;
  const v1 = <T>(path: string, method = 'GET', body?: unknown): Promise<T> =>
    dataOf<T>(simulator.request(`${logs}/${path}`, sending(method, body)));
  const refused = (path: string, method = 'GET', body?: unknown): Promise<[number, unknown]> =>
    refusalOf(simulator.request(`${logs}/${path}`, sending(method, body)));
  async function start(device_path: string, fields: object = {}): Promise<string> {
    const body = { device_path, override: true, ...fields };
    return (await v1<{ request_uuid: string }>(`${device}/upload`, 'POST', body)).request_uuid;
  }
  const statusOf = (id: string): Promise<V1Upload> => v1(`${device}/status/${id}`);
  const until = (id: string, wanted: string): Promise<V1Upload> =>
    eventually(async () => {
      const upload = await statusOf(id);
      return upload.status === wanted ? upload : undefined;
    });
  async function signedUrl(id: string): Promise<string> {
    return (await v1<{ signed_url: string }>(`${device}/${id}`)).signed_url;
  }

  it('copy the real file, which a signed URL then gives to anyone', async () => {
    const id = await start('/tmp/ten', { metadata: { ticket: '42' } });
    assert.equal((await statusOf(id)).status, 'PENDING');
    const upload = await until(id, 'COMPLETED');
    assert.equal(upload.filename, 'ten');
    assert.equal(upload.total_size, 10);
    assert.deepEqual(upload.metadata, { ticket: '42' });
    const url = await signedUrl(id);
    assert.notEqual(new URL(url).origin, simulator.url, 'a client would send its token along');
    const answer = await fetch(url);
    assert.equal(await answer.text(), '0123456789');
    assert.match(answer.headers.get('content-disposition') ?? '', /filename="ten"/);
  });

  it('give parts of a file, and nothing that has not changed', async () => {
    const id = await start('/tmp/ten');
    await until(id, 'COMPLETED');
    const url = await signedUrl(id);
    const part = async (range: string, more: Record<string, string> = {}) => {
      const answer = await fetch(url, { headers: { range, ...more } });
      return [answer.status, answer.headers.get('content-range'), await answer.text()];
    };
    assert.deepEqual(await part('bytes=3-'), [206, 'bytes 3-9/10', '3456789']);
    assert.deepEqual(await part('bytes=3-5'), [206, 'bytes 3-5/10', '345']);
    assert.deepEqual(await part('bytes=-4'), [206, 'bytes 6-9/10', '6789']);
    assert.deepEqual(await part('bytes=8-99'), [206, 'bytes 8-9/10', '89']);
    assert.deepEqual((await part('bytes=10-')).slice(0, 2), [416, 'bytes */10']);
    assert.deepEqual(await part('lines=1-2'), [200, null, '0123456789']);
    const etag = (await fetch(url, { method: 'HEAD' })).headers.get('etag') ?? '';
    assert.deepEqual(await part('bytes=9-', { 'if-range': etag }), [206, 'bytes 9-9/10', '9']);
    assert.deepEqual(await part('bytes=9-', { 'if-range': '"other"' }), [200, null, '0123456789']);
    const unchanged = await fetch(url, { headers: { 'if-none-match': etag } });
    assert.equal(unchanged.status, 304);
  });

  it('refuse a signed URL that was changed, has expired, or comes with the token', async () => {
    const id = await start('/tmp/ten');
    await until(id, 'COMPLETED');
    const url = await signedUrl(id);
    assert.equal((await fetch(url.replace(/expires=\d/, 'expires=9'))).status, 403);
    assert.equal((await fetch(`${url}x`)).status, 403);
    assert.equal((await fetch(url.replace('/ten?', '/eleven?'))).status, 403);
    const headers = { authorization: `Bearer ${simulator.token}` };
    assert.equal((await fetch(url, { headers })).status, 400);
    await simulator.configure({ signedUrlSeconds: -1 });
    const expired = await signedUrl(id);
    await simulator.configure({ signedUrlSeconds: 900 });
    assert.equal((await fetch(expired)).status, 403);
  });

  it('keep to the rate asked for, growing as they go, and stop in mid-flight', async () => {
    const id = await start('/tmp/big', { max_upload_rate: 20_000 });
    const progress = async () => {
      const path = `/v2/devices/${device}/fileuploads/${id}/`;
      return ((await (await simulator.request(path)).json()) as V2Upload).status;
    };
    const first = await eventually(async () => {
      const status = await progress();
      return status.uploaded_bytes > 0 ? status : undefined;
    });
    assert.equal(first.status, 'IN PROGRESS');
    assert.equal(first.total_size, 300_000);
    assert.ok(first.uploaded_bytes < 300_000);
    await eventually(async () =>
      (await progress()).uploaded_bytes > first.uploaded_bytes ? true : undefined,
    );
    assert.deepEqual(await refused(`${device}/${id}`, 'DELETE'), [
      400,
      'upload in progress can not be deleted, please cancel first',
    ]);
    assert.equal((await refused(`${device}/${id}`))[0], 400);
    assert.deepEqual(await v1(`${device}/${id}/cancel`, 'PUT'), { success: 'true' });
    assert.equal((await statusOf(id)).status, 'CANCELLED');
    assert.equal((await refused(`${device}/${id}/cancel`, 'PUT'))[0], 400);
    assert.deepEqual(await v1(`${device}/${id}`, 'DELETE'), { success: 'true' });
    assert.equal((await refused(`${device}/status/${id}`))[0], 404);
  });

  it('fail with a message when the file is missing, a folder, or not to be read', async () => {
    for (const [path, message] of [
      ['/tmp/no-such-file', /no such file/],
      ['relative', /no such file/],
      ['/tmp', /not a regular file/],
      ['/var/log/private.log', /permission denied/],
    ] as const) {
      const upload = await until(await start(path), 'FAILED');
      assert.match(upload.error_message, message);
    }
  });

  it('keep names apart, replace one when asked to, and never one on its way', async () => {
    const name = { file_name: 'same', override: false };
    const first = await start('/tmp/ten', name);
    await until(first, 'COMPLETED');
    const again = { device_path: '/tmp/ten', ...name };
    assert.deepEqual(await refused(`${device}/upload`, 'POST', again), [
      409,
      'file already exists with name: same',
    ]);
    const slow = await start('/tmp/big', { ...name, override: true, max_upload_rate: 1000 });
    assert.equal((await refused(`${device}/status/${first}`))[0], 404, 'it was replaced');
    assert.deepEqual(await refused(`${device}/upload`, 'POST', { ...again, override: true }), [
      400,
      'upload is in progress, cannot override, you must cancel it first',
    ]);
    await v1(`${device}/${slow}/cancel`, 'PUT');
  });

  it('delete the file on the device when asked to', async () => {
    await outputOf(simulator, device, 'echo once > /tmp/once');
    await until(await start('/tmp/once', { purge_after: true }), 'COMPLETED');
    assert.equal(await outputOf(simulator, device, 'ls /tmp/once 2>/dev/null'), '');
  });

  it('wait while the device is away', async () => {
    const { uuid } = await deviceNamed(simulator, 'amr-02');
    const body = { device_path: '/var/log/syslog' };
    const { request_uuid } = await v1<{ request_uuid: string }>(`${uuid}/upload`, 'POST', body);
    await simulator.setStatus(uuid, 'ONLINE');
    const path = `${uuid}/status/${request_uuid}`;
    await eventually(async () =>
      (await v1<V1Upload>(path)).status === 'COMPLETED' ? true : undefined,
    );
  });

  it('refuse a request that cannot be one', async () => {
    const path = `${device}/upload`;
    assert.deepEqual(await refused(path, 'POST', {}), [400, 'device_path parameter missing']);
    for (const wrong of [
      { device_path: 'a\0b' },
      { device_path: '/tmp/ten', max_upload_rate: 0 },
      { device_path: '/tmp/ten', metadata: { a: 1 } },
      { device_path: '/tmp/ten', override: 'no' },
    ])
      assert.equal((await refused(path, 'POST', wrong))[0], 400);
    assert.equal((await refused('unknown/upload', 'POST', {}))[0], 404);
  });

  it('are listed sorted, by page and by filter', async () => {
    const { uuid } = await deviceNamed(simulator, 'agv-01');
    for (const file_name of ['b-log', 'a-log', 'c-text'])
      await v1(`${uuid}/upload`, 'POST', { device_path: '/var/log/syslog', file_name });
    await v1(`${uuid}/upload`, 'POST', { device_path: '/nowhere', file_name: 'd-log' });
    const names = async (query: string): Promise<string[]> =>
      (await v1<V1Upload[]>(`${uuid}/list${query}`)).map(({ filename }) => filename);
    await eventually(async () => {
      const uploads = await v1<V1Upload[]>(`${uuid}/list`);
      return uploads.every(({ status }) => /COMPLETED|FAILED/.test(status)) ? true : undefined;
    });
    assert.deepEqual(await names('?sort=filename'), ['a-log', 'b-log', 'c-text', 'd-log']);
    assert.deepEqual(
      await names(`?sort=-filename&page=${encodeURIComponent('{"size":3,"number":2}')}`),
      ['a-log'],
    );
    // As Python writes it: a plus for a space.
    assert.deepEqual(
      await names(
        '?filter=%7B%22and%22%3A+%5B%7B%22filename%22%3A+%7B%22like%22%3A+%22%25-log%25%22%7D%7D%2C+%7B%22or%22%3A+%5B%7B%22status%22%3A+%22FAILED%22%7D%2C+%7B%22status%22%3A+%22IN+PROGRESS%22%7D%5D%7D%5D%7D',
      ),
      ['d-log'],
    );
    assert.equal((await refused(`${uuid}/list?sort=colour`))[0], 400);
    assert.equal((await refused(`${uuid}/list?page=%7B`))[0], 400);
    assert.deepEqual(
      await refused(`${uuid}/list?page=${encodeURIComponent('{"size":0,"number":1}')}`),
      [400, 'Invalid pagination parameters. Page size should be greater than 1.'],
    );
  });

  it('are shared by links that need no token, until they expire or the file is gone', async () => {
    const id = await start('/tmp/ten', { file_name: 'shared' });
    await until(id, 'COMPLETED');
    const share = (seconds: number) =>
      v1<{ url_uuid: string }>(`${id}/shared_urls`, 'POST', {
        expiry_time: Date.now() / 1000 + seconds,
      });
    const { url_uuid } = await share(60);
    const [listed] = (await statusOf(id)).shared_urls ?? [];
    assert.equal(listed?.url_uuid, url_uuid);
    assert.match(listed.expiry_time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    const open = (code: string) => fetch(`${simulator.url}//logs/sharedurl/${code}`);
    assert.equal(await (await open(url_uuid)).text(), '0123456789');
    assert.equal((await open('unknown')).status, 404);
    const past = { expiry_time: Date.now() / 1000 - 1 };
    assert.equal((await refused(`${id}/shared_urls`, 'POST', past))[0], 400);
    const never = { expiry_time: 1e12 };
    assert.deepEqual(await refused(`${id}/shared_urls`, 'POST', never), [
      400,
      'invalid expiry time',
    ]);
    const brief = await share(0.3);
    await eventually(async () => ((await open(brief.url_uuid)).status === 404 ? true : undefined));
    await v1(`${device}/${id}`, 'DELETE');
    assert.equal((await open(url_uuid)).status, 404);
  });

  it('become a report of the device for support', async () => {
    const path = `${manager}/error_handler/upload_debug_logs/${device}`;
    const { request_uuid } = await dataOf<{ request_uuid: string }>(
      simulator.request(path, sending('POST', {})),
    );
    await until(request_uuid, 'COMPLETED');
    const report = await (await fetch(await signedUrl(request_uuid))).text();
    assert.match(report, /== \/var\/log\/syslog/);
    const offline = (await deviceNamed(simulator, 'charger-dock-02')).uuid;
    const away = `${manager}/error_handler/upload_debug_logs/${offline}`;
    assert.equal((await refusalOf(simulator.request(away, sending('POST', {}))))[0], 400);
  });

  describe('in their second generation', () => {
    const v2 = (path: string, method = 'GET', body?: unknown): Promise<Response> =>
      simulator.request(`/v2/devices/${path}`, sending(method, body));
    const spec = { file_path: '/tmp/ten', file_name: 'second', override: true };
    const create = async (more: object = {}): Promise<V2Upload> => {
      const answer = await v2(`${device}/fileuploads/`, 'POST', { spec: { ...spec, ...more } });
      assert.equal(answer.status, 201);
      return (await answer.json()) as V2Upload;
    };

    it('are the same uploads by the same ids', async () => {
      const { metadata, spec: created } = await create({ metadata: { ticket: '7' } });
      assert.equal(created['device_guid'], device);
      await until(metadata.guid, 'COMPLETED');
      const path = `${device}/fileuploads/${metadata.guid}`;
      const got = (await (await v2(`${path}/`)).json()) as V2Upload;
      assert.deepEqual([got.status.uploaded_bytes, got.status.total_size], [10, 10]);
      const { url } = (await (await v2(`${path}/download/`)).json()) as { url: string };
      assert.equal(await (await fetch(url)).text(), '0123456789');
      const query = `guids=${metadata.guid}&status=COMPLETED&status=FAILED`;
      const page = (await (
        await v2(`${device}/fileuploads/?continue=0&limit=50&${query}`)
      ).json()) as { items: V2Upload[] };
      assert.equal(page.items.length, 1);
      assert.equal((await v2(`${path}/cancel/`, 'POST')).status, 400);
      assert.equal((await v2(`${path}/`, 'DELETE')).status, 204);
      assert.deepEqual(await refusalOf(v2(`${path}/`)), [404, 'file upload not found']);
    });

    it('are cancelled without a body', async () => {
      const { metadata } = await create({ file_path: '/tmp/big', max_upload_rate: 1000 });
      const path = `${device}/fileuploads/${metadata.guid}`;
      assert.deepEqual(await refusalOf(v2(`${path}/download/`)), [
        400,
        'file upload not in completed state',
      ]);
      const cancelled = await v2(`${path}/cancel/`, 'POST');
      assert.equal(cancelled.status, 204);
      assert.equal(await cancelled.text(), '');
    });

    it('are shared by links that redirect to a signed URL', async () => {
      const { metadata } = await create({ file_name: 'linked' });
      await until(metadata.guid, 'COMPLETED');
      const links = `fileuploads/${metadata.guid}/sharedurls/`;
      const expiryTime = new Date(Date.now() + 60_000).toISOString();
      const answer = await v2(links, 'POST', { spec: { expiryTime } });
      assert.equal(answer.status, 201);
      const shared = (await answer.json()) as { metadata: { guid: string } };
      assert.match(shared.metadata.guid, /^sharedurl-/);
      const page = (await (await v2(`${links}?continue=0&limit=50`)).json()) as {
        items: unknown[];
      };
      assert.deepEqual(page.items, [shared]);
      const link = `${simulator.url}/v2/devices/fileuploads/sharedurls/${shared.metadata.guid}/`;
      const opened = await fetch(link, { redirect: 'manual' });
      assert.equal(opened.status, 302);
      const location = opened.headers.get('location') ?? '';
      assert.equal(await (await fetch(location)).text(), '0123456789');
    });

    it('cannot be shared when they came to nothing', async () => {
      const { metadata } = await create({ file_path: '/nowhere', file_name: 'failed' });
      await until(metadata.guid, 'FAILED');
      const body = { spec: { expiryTime: new Date(Date.now() + 60_000).toISOString() } };
      const path = `fileuploads/${metadata.guid}/sharedurls/`;
      assert.equal((await v2(path, 'POST', body)).status, 400);
    });
  });
});
