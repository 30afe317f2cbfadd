import assert from 'node:assert/strict';
import type { UploadListOptions } from '../../../../src/domain/upload';
import { connect, failureOf } from '../../../support/apiClient';
import { ApiServer, type Reply, type SeenRequest } from '../../../support/apiServer';

const enveloped = (data: unknown): Reply => ({ body: { status: 'success', response: { data } } });
const wire = {
  request_uuid: 'r-1',
  filename: 'syslog-1',
  status: 'COMPLETED',
  error_message: '',
  creator: '6f1c',
  created_at: '2024-03-02T06:17:49.805781',
  updated_at: '..',
  total_size: 1024,
  metadata: { ticket: '42' },
  shared_urls: [
    {
      id: 331,
      url_uuid: 'UMo2tcfa1c',
      creator: '6f1c',
      created_at: '2024-03-02T06:17:49.805781',
      expiry_time: '2024-03-09T06:17:46',
    },
  ],
};
const isV2 = ({ path }: SeenRequest): boolean => path.startsWith('/v2/');

describe('UploadsApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const uploads = () => connect(server.url).client.uploads;

  it('asks for a file with all the defaults', async () => {
    server.reply(enveloped({ request_uuid: 'r-1' }));
    assert.equal(await uploads().start('d1', { devicePath: '/var/log/syslog' }), 'r-1');
    assert.deepEqual(JSON.parse((await server.arrived(1)).body), {
      device_path: '/var/log/syslog',
      max_upload_rate: 1048576,
      override: false,
      purge_after: false,
      metadata: {},
    });
  });

  it('asks for a file with all there is', async () => {
    server.reply(enveloped({ request_uuid: 'r-1' }));
    await uploads().start('d1', {
      devicePath: '/var/log/syslog',
      fileName: 'syslog-1',
      maxBytesPerSecond: 1000,
      isOverride: true,
      isPurgedAfter: true,
      metadata: { ticket: '42' },
    });
    assert.deepEqual(JSON.parse((await server.arrived(1)).body), {
      device_path: '/var/log/syslog',
      file_name: 'syslog-1',
      max_upload_rate: 1000,
      override: true,
      purge_after: true,
      metadata: { ticket: '42' },
    });
  });

  for (const devicePath of ['', 'syslog', './syslog', ' /var/log/syslog']) {
    it(`does not send the path ${JSON.stringify(devicePath)}`, async () => {
      server.reply(enveloped({ request_uuid: 'r-1' }));
      const error = await failureOf(uploads().start('d1', { devicePath }), 'invalid');
      assert.equal(error.reason, 'invalidParameter');
      assert.equal(server.seen.length, 0);
    });
  }

  it('does not send a time of expiry that is none', async () => {
    server.reply(enveloped({ url_uuid: 's1' }));
    const error = await failureOf(uploads().share('r-1', new Date(NaN)), 'invalid');
    assert.equal(error.reason, 'invalidParameter');
    assert.equal(server.seen.length, 0);
  });

  it('reads an upload', async () => {
    server.reply(enveloped(wire));
    assert.deepEqual(await uploads().get('d1', 'r-1'), {
      id: 'r-1',
      fileName: 'syslog-1',
      status: 'COMPLETED',
      rawStatus: 'COMPLETED',
      totalBytes: 1024,
      createdBy: '6f1c',
      createdAt: new Date('2024-03-02T06:17:49.805Z'),
      metadata: { ticket: '42' },
    });
  });

  it('reads the other names of times and size', async () => {
    const { request_uuid, filename, status } = wire;
    const creation_time = '2024-03-02T06:17:49';
    const other = { content_length: 7, creation_time, last_modified: 1709360269 };
    server.reply(enveloped({ request_uuid, filename, status, ...other }));
    const { totalBytes, createdAt, updatedAt } = await uploads().get('d1', 'r-1');
    const expected = [7, new Date(`${creation_time}Z`), undefined];
    assert.deepEqual([totalBytes, createdAt, updatedAt], expected);
  });

  for (const [rawStatus, status] of [
    ['IN PROGRESS', 'IN PROGRESS'],
    ['IN_PROGRESS', 'IN PROGRESS'],
    ['completed', 'unknown'],
  ]) {
    it(`reads the status ${rawStatus} as ${status}`, async () => {
      server.reply(enveloped({ request_uuid: 'r', filename: 'f', status: rawStatus }));
      const upload = await uploads().get('d1', 'r-1');
      assert.deepEqual([upload.status, upload.rawStatus], [status, rawStatus]);
    });
  }

  const lists: [what: string, options: UploadListOptions, query: string][] = [
    ['everything', {}, ''],
    ['by name', { sort: { by: 'filename' } }, '?sort=filename'],
    [
      'by size, largest first',
      { sort: { by: 'total_size', isDescending: true } },
      '?sort=-total_size',
    ],
    ['a page', { page: { size: 10, number: 1 } }, '?page=%7B%22size%22%3A10%2C%22number%22%3A1%7D'],
    [
      'by text and status',
      { name: 'sys&log', statuses: ['COMPLETED', 'IN PROGRESS'] },
      '?filter=%7B%22and%22%3A%5B%7B%22filename%22%3A%7B%22like%22%3A%22%25sys%26log%25%22%7D%7D%2C' +
        '%7B%22or%22%3A%5B%7B%22status%22%3A%22COMPLETED%22%7D%2C%7B%22status%22%3A%22IN+PROGRESS%22%7D%5D%7D%5D%7D',
    ],
    [
      'all at once',
      {
        sort: { by: 'filename', isDescending: true },
        page: { size: 10, number: 1 },
        name: 'syslog',
      },
      '?sort=-filename&page=%7B%22size%22%3A10%2C%22number%22%3A1%7D' +
        '&filter=%7B%22and%22%3A%5B%7B%22filename%22%3A%7B%22like%22%3A%22%25syslog%25%22%7D%7D%5D%7D',
    ],
  ];
  for (const [what, options, query] of lists) {
    it(`lists ${what} as the original client does`, async () => {
      server.reply(enveloped([wire]));
      assert.equal((await uploads().list('d1', options)).length, 1);
      assert.equal((await server.arrived(1)).target, `/api/device-manager/v0/logs/d1/list${query}`);
    });
  }

  it('does not take the text "false" for done', async () => {
    server.reply(enveloped({ success: 'false' }));
    await failureOf(uploads().cancel('d1', 'r-1'), 'conflict');
    await failureOf(uploads().delete('d1', 'r-1'), 'conflict');
  });

  for (const [status, error] of [
    [400, 'upload should be in progress'],
    [404, 'file upload not found'],
  ] as const) {
    it(`takes ${status} for a cancellation whose answer was lost, and for a failure otherwise`, async () => {
      const refusal = { status, body: { error } };
      server.reply((_, count) => (count === 1 ? { reset: 'head' } : refusal));
      await uploads().cancel('d1', 'r-1');
      assert.equal(server.seen.length, 2);
      server.reply(refusal);
      await failureOf(uploads().cancel('d1', 'r-1'));
    });
  }

  it('deletes an upload given as a value or by its id', async () => {
    server.reply(enveloped({ success: 'true' }));
    await uploads().delete('d1', 'r-1');
    await uploads().delete('d1', { id: 'r-1' });
    const sent = server.seen.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(sent, Array(2).fill('DELETE /api/device-manager/v0/logs/d1/r-1'));
  });

  it('leaves out of lists what cannot be read', async () => {
    server.reply(enveloped([{ ...wire, filename: null }, wire]));
    assert.equal((await uploads().list('d1')).length, 1);
    const links = [{ url_uuid: '..' }, { url_uuid: '\ud800' }, ...wire.shared_urls];
    server.reply(enveloped({ ...wire, shared_urls: links }));
    assert.equal((await uploads().listShared('d1', 'r-1')).length, 1);
  });

  it('says that an upload is still running', async () => {
    server.reply({ status: 400, body: { error: 'upload in progress' } });
    await failureOf(uploads().delete('d1', 'r-1'), 'invalid');
  });

  it('gives the address of the file, and takes none that is not of the web', async () => {
    server.reply(enveloped({ signed_url: 'https://blob.example.com/r-1?sig=x' }));
    assert.equal(await uploads().downloadUrl('d1', 'r-1'), 'https://blob.example.com/r-1?sig=x');
    for (const signed_url of ['file:///etc/passwd', 'javascript:1', '', 'https://a b']) {
      server.reply(enveloped({ signed_url }));
      await failureOf(uploads().downloadUrl('d1', 'r-1'), 'malformed');
    }
  });

  it('shares a file until a time, in seconds of the world, not of this computer', async () => {
    server.reply(enveloped({ url_uuid: 'UMo2tcfa1c' }));
    const expiresAt = new Date('2025-01-01T00:00:00.900Z');
    assert.deepEqual(await uploads().share('r-1', expiresAt), {
      id: 'UMo2tcfa1c',
      url: `${server.url}//logs/sharedurl/UMo2tcfa1c`,
      expiresAt,
    });
    const { path, body } = await server.arrived(1);
    assert.equal(path, '/api/device-manager/v0/logs/r-1/shared_urls');
    assert.equal(body, '{"expiry_time":1735689600}');
  });

  it('lists the links to a file, none where the answer has none', async () => {
    server.reply(enveloped(wire));
    assert.deepEqual(await uploads().listShared('d1', 'r-1'), [
      {
        id: 'UMo2tcfa1c',
        url: `${server.url}//logs/sharedurl/UMo2tcfa1c`,
        expiresAt: new Date('2024-03-09T06:17:46Z'),
        createdAt: new Date('2024-03-02T06:17:49.805Z'),
        createdBy: '6f1c',
      },
    ]);
    server.reply(enveloped({ ...wire, shared_urls: undefined }));
    assert.deepEqual(await uploads().listShared('d1', 'r-1'), []);
  });

  it('tells an unknown upload by its reason', async () => {
    server.reply({ status: 404, body: { error: 'no such upload' } });
    const error = await failureOf(uploads().get('d1', 'x'), 'notFound');
    assert.deepEqual([error.reason, error.message], ['uploadNotFound', 'no such upload']);
    assert.match(error.request.path, /device-manager/);
  });

  describe('opening a link', () => {
    it('follows it once, without a token, and leaves the file unread', async () => {
      server.reply({ status: 302, headers: { Location: '/blob?sig=x' } });
      const url = await uploads().openShared(`${server.url}//logs/sharedurl/s1`);
      assert.equal(url, `${server.url}/blob?sig=x`);
      const { target, headers } = await server.arrived(1);
      assert.equal(target, '//logs/sharedurl/s1');
      assert.deepEqual([headers['authorization'], headers['project']], [undefined, undefined]);
      assert.equal(server.seen.length, 1);
    });

    it('gives the link itself where the file is right there', async () => {
      server.reply({ body: Buffer.alloc(1000), isEndless: true });
      const link = `${server.url}/logs/sharedurl/s1`;
      assert.equal(await uploads().openShared(link), link);
      await (
        await server.arrived(1)
      ).closed;
    });

    for (const location of ['file:///etc/passwd', 'http://', 'javascript:1']) {
      it(`does not lead to ${location}`, async () => {
        server.reply({ status: 302, headers: { Location: location } });
        await failureOf(uploads().openShared(`${server.url}/s1`), 'malformed');
      });
    }

    for (const [status, kind] of [
      [404, 'notFound'],
      [403, 'forbidden'],
      [410, 'notFound'],
    ] as const) {
      // prettier-ignore
      it(`says that it has expired when the service says ${status}`, async () => {
        server.reply({ status });
        await failureOf(uploads().openShared(`${server.url}/s1`), kind);
      });
    }
  });

  describe('on a service of the second generation', () => {
    const item = (id: string, name: string, size: number, status = 'COMPLETED') => ({
      metadata: { guid: id, name: id, createdAt: '2024-03-02T10:00:00Z', creatorGUID: 'u' },
      spec: { file_name: name, file_path: `/var/log/${name}`, metadata: null },
      status: { status, total_size: size, uploaded_bytes: size / 2, error_message: null },
    });
    const files = [item('f1', 'b.log', 30), item('f2', 'a.log', 10), item('f3', 'core', 20)];

    for (const status of [404, 405, 410]) {
      it(`is asked again after ${status}, and from then on only there`, async () => {
        server.reply((request) => (isV2(request) ? { body: { items: files } } : { status }));
        const api = uploads();
        assert.equal((await api.list('d1')).length, 3);
        await api.list('d1');
        assert.deepEqual(server.seen.map(isV2), [false, true, true]);
      });
    }

    for (const status of [400, 401, 403, 500]) {
      it(`is not asked after ${status}`, async () => {
        server.reply({ status });
        await failureOf(uploads().start('d1', { devicePath: '/x' }));
        assert.ok(!server.seen.some(isV2));
      });
    }

    it('is asked for each operation that the first refuses, until one succeeds', async () => {
      server.reply({ status: 404 });
      const api = uploads();
      await failureOf(api.get('d1', 'x'), 'notFound');
      await failureOf(api.get('d1', 'x'), 'notFound');
      assert.deepEqual(server.seen.map(isV2), [false, true, false, true]);
    });

    it('is believed only about what it knows, where the first is known to work', async () => {
      const found = { body: item('f9', 'new.log', 1) };
      const onV2: Reply[] = [{ status: 404 }, { status: 403 }, { reset: 'head' }];
      server.reply(enveloped([wire]));
      const api = uploads();
      await api.list('d1');
      for (const reply of onV2) {
        server.reply((request) => (isV2(request) ? reply : { status: 404 }));
        const error = await failureOf(api.delete('d1', 'x'), 'notFound');
        assert.deepEqual([error.reason, isV2(await server.arrived(1))], ['uploadNotFound', false]);
      }
      server.reply((request) => (isV2(request) ? found : { status: 404 }));
      assert.equal((await api.get('d1', 'f9')).fileName, 'new.log');
      server.reply(enveloped([wire]));
      assert.equal((await api.list('d1'))[0]?.fileName, 'syslog-1');
      assert.deepEqual(server.seen.map(isV2), [false]);
    });

    it('takes over when the first goes away', async () => {
      server.reply(enveloped([wire]));
      const api = uploads();
      await api.list('d1');
      server.reply((request) => (isV2(request) ? { body: { items: files } } : { status: 410 }));
      await api.list('d1');
      await api.list('d1');
      assert.deepEqual(server.seen.map(isV2), [false, true, true]);
    });

    it('ends at once when aborted, also where the first has spoken', async () => {
      server.reply(enveloped([wire]));
      const api = uploads();
      await api.list('d1');
      server.reply((request) => (isV2(request) ? { stall: 'head' } : { status: 404 }));
      const abort = new AbortController();
      const outcome = api.get('d1', 'x', abort.signal).catch((error: unknown) => error);
      const { closed } = await server.arrived(2);
      const reason = new Error('enough');
      abort.abort(reason);
      assert.equal(await outcome, reason);
      await closed;
    });

    it('says what is wrong there when the first has no such route at all', async () => {
      server.reply((request) => (isV2(request) ? { status: 403 } : { status: 404 }));
      await failureOf(uploads().list('d1'), 'forbidden');
      for (const status of [405, 410]) {
        server.reply((request) => ({ status: isV2(request) ? 404 : status }));
        const error = await failureOf(uploads().get('d1', 'x'), 'notFound');
        assert.equal(error.reason, 'uploadNotFound');
        assert.match(error.request.path, /^\/v2\//);
      }
    });

    /** A client that knows already that the first generation is gone. */
    async function moved(reply: Reply) {
      const api = uploads();
      server.reply((request) => (isV2(request) ? { body: { items: [] } } : { status: 410 }));
      await api.list('d1');
      server.reply(reply);
      return api;
    }

    it('is asked for a file', async () => {
      const api = await moved({ status: 201, body: files[0] });
      assert.equal(
        await api.start('d1', { devicePath: '/var/log/b.log', fileName: 'b.log' }),
        'f1',
      );
      assert.deepEqual(JSON.parse((await server.arrived(1)).body), {
        apiVersion: 'api.rapyuta.io/v2',
        kind: 'DeviceFileUpload',
        spec: {
          file_path: '/var/log/b.log',
          file_name: 'b.log',
          max_upload_rate: 1048576,
          override: false,
          purge_after: false,
          metadata: {},
        },
      });
    });

    it('tells how far an upload is', async () => {
      const api = await moved({ body: item('f1', 'b.log', 30, 'IN PROGRESS') });
      assert.deepEqual(await api.get('d1', 'f1'), {
        id: 'f1',
        fileName: 'b.log',
        status: 'IN PROGRESS',
        rawStatus: 'IN PROGRESS',
        devicePath: '/var/log/b.log',
        totalBytes: 30,
        uploadedBytes: 15,
        createdBy: 'u',
        createdAt: new Date('2024-03-02T10:00:00Z'),
        metadata: {},
      });
    });

    it('tells why an upload failed', async () => {
      const failed = { status: 'FAILED', error_message: 'no such file', error_code: 'E1' };
      const api = await moved({ body: { metadata: { guid: 'f1' }, status: failed } });
      const { status, errorMessage, errorCode } = await api.get('d1', 'f1');
      assert.deepEqual([status, errorMessage, errorCode], ['FAILED', 'no such file', 'E1']);
    });

    it('reads an upload without a status', async () => {
      const api = await moved({ body: { metadata: { guid: 'f1', name: 'n' } } });
      const upload = await api.get('d1', 'f1');
      assert.deepEqual([upload.fileName, upload.status, upload.rawStatus], ['n', 'unknown', '']);
    });

    const orders: [UploadListOptions, string[]][] = [
      [{}, ['b.log', 'a.log', 'core']],
      [{ sort: { by: 'filename' } }, ['a.log', 'b.log', 'core']],
      [{ sort: { by: 'total_size', isDescending: true } }, ['b.log', 'core', 'a.log']],
      [{ sort: { by: 'filename' }, page: { size: 2, number: 2 } }, ['core']],
      [{ name: '.log' }, ['b.log', 'a.log']],
    ];
    for (const [options, names] of orders) {
      it(`is listed here by ${JSON.stringify(options)}`, async () => {
        const api = await moved({ body: { metadata: { continue: 3 }, items: files } });
        const list = await api.list('d1', { ...options, statuses: ['COMPLETED', 'FAILED'] });
        assert.deepEqual(list.map(({ fileName }) => fileName), names); // prettier-ignore
        const { target } = await server.arrived(1);
        assert.equal(target, '/v2/devices/d1/fileuploads/?continue=0&limit=100&status=COMPLETED&status=FAILED'); // prettier-ignore
      });
    }

    it('is asked to share a file, and lists the links', async () => {
      const link = {
        metadata: { guid: 'sharedurl-1', createdAt: '2024-03-02T10:00:00Z', creatorGUID: 'u' },
        spec: { fileUploadGUID: 'f1', expiryTime: '2030-01-01T00:00:00Z' },
      };
      const expiresAt = new Date('2030-01-01T00:00:00Z');
      const url = `${server.url}/v2/devices/fileuploads/sharedurls/sharedurl-1/`;
      const shared = { id: 'sharedurl-1', url, expiresAt, createdAt: new Date('2024-03-02T10:00:00Z'), createdBy: 'u' }; // prettier-ignore
      const api = await moved({ status: 201, body: link });
      assert.deepEqual(await api.share('f1', expiresAt), shared);
      assert.deepEqual(JSON.parse((await server.arrived(1)).body), {
        apiVersion: 'api.rapyuta.io/v2',
        kind: 'DeviceSharedURL',
        spec: { expiryTime: '2030-01-01T00:00:00.000Z' },
      });
      server.reply({ body: { items: [link] } });
      assert.deepEqual(await api.listShared('d1', 'f1'), [shared]);
    });

    it('answers 204 to a cancellation and a deletion', async () => {
      const api = await moved({ status: 204 });
      await api.cancel('d1', 'f1');
      await api.delete('d1', 'f1');
      assert.deepEqual(
        server.seen.map(({ method, path }) => `${method} ${path}`),
        ['POST /v2/devices/d1/fileuploads/f1/cancel/', 'DELETE /v2/devices/d1/fileuploads/f1/'],
      );
    });
  });
});
