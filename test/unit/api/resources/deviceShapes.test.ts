import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Device } from '../../../../src/domain/device';
import { AnswerError, data } from '../../../../src/api/core/envelope';
import { countingSkipped, listOf } from '../../../../src/api/core/shapes';
import {
  deviceShape,
  labelList,
  oneDevice,
  selectedIds,
} from '../../../../src/api/resources/deviceShapes';

const id = '0b6c5f0e-1111-4222-8333-444455556666';
const listed = {
  uuid: id,
  name: 'amr-01',
  status: 'ONLINE',
  description: '',
  registration_time: '2024-03-01T09:15:02.123456',
  last_online: '2024-03-02T10:00:00.000001',
  created_by: '6f1c',
  device_version: '3',
  labels: [{ id: 100, key: 'site', value: 'tokyo' }],
  config_variables: [
    { id: 2140, key: 'runtime_docker', value: 'True', type: null },
    { id: 2141, key: '', value: 'x', type: 'string' },
  ],
  deployments: [],
  fingerprint: 'ef:b7',
};
const full = {
  ...listed,
  deployments: [
    {
      deployment_id: 'inst-aaaa',
      io_deployment_id: 'dep-bbbb',
      phase: 'stopped',
      error_code: null,
      created_at: '2024-03-01T13:24:08.909954',
    },
  ],
  username: 'root',
  host: 'amr-01.local',
  ip_interfaces: { eth0: ['10.0.0.5', 'fe80::1'], docker0: [], wlan0: null },
  lsb_distrib_description: 'Ubuntu 22.04',
  saltversion: '3006.1',
  error_code: 'DEV_E104',
  error_message: 'docker install failed',
  remote_update_log: '',
};
const body = (value: unknown): string => JSON.stringify({ response: { data: value } });
const readList = data(listOf(deviceShape()));
const readOne = data(oneDevice);

describe('a list of devices', () => {
  it('reads a device as lists have it', () => {
    assert.deepEqual(readList(body([listed])), [
      {
        id,
        name: 'amr-01',
        status: 'ONLINE',
        rawStatus: 'ONLINE',
        description: '',
        registeredAt: new Date('2024-03-01T09:15:02.123Z'),
        lastOnlineAt: new Date('2024-03-02T10:00:00.000Z'),
        createdBy: '6f1c',
        pythonVersion: '3',
        labels: [{ id: 100, key: 'site', value: 'tokyo' }],
        configVariables: [
          { id: 2140, key: 'runtime_docker', value: 'True' },
          { id: 2141, key: '', value: 'x', type: 'string' },
        ],
        deployments: [],
      },
    ]);
  });

  it('reads an empty project, also when it comes as null', () => {
    assert.deepEqual(readList(body([])), []);
    assert.deepEqual(readList(body(null)), []);
  });

  it('keeps an unknown status word beside the word unknown', () => {
    const [device] = readList(body([{ ...listed, status: 'SLEEPING' }]));
    assert.deepEqual([device?.status, device?.rawStatus], ['unknown', 'SLEEPING']);
    assert.equal(readList(body([{ ...listed, status: 'online' }]))[0]?.status, 'unknown');
  });

  it('takes null, and absence, for nothing in every field after the status', () => {
    const bare = { uuid: id, name: 'amr-01', status: 'NEW' };
    const optional = Object.keys(full).filter((field) => !(field in bare));
    const nulls = Object.fromEntries(optional.map((field) => [field, null]));
    const expected = {
      id,
      name: 'amr-01',
      status: 'NEW',
      rawStatus: 'NEW',
      description: '',
      labels: [],
      configVariables: [],
      deployments: [],
    };
    assert.deepEqual(readList(body([bare, { ...bare, ...nulls }])), [expected, expected]);
  });

  /** What becomes of a list in which one device is broken, and how many items were left out. */
  function readWith(broken: object): [devices: readonly Device[], skipped: number] {
    let skipped = 0;
    const count = (more: number): void => void (skipped += more);
    return [countingSkipped(() => readList(body([listed, broken])), count), skipped];
  }

  for (const [what, broken] of [
    ['no uuid', { ...listed, uuid: undefined }],
    ['an empty uuid', { ...listed, uuid: '' }],
    ['a number for a uuid', { ...listed, uuid: 7 }],
    ['no status', { ...listed, status: null }],
  ] as const) {
    it(`leaves out and counts a device that has ${what}`, () => {
      const [devices, skipped] = readWith(broken);
      assert.deepEqual([devices.length, skipped], [1, 1]);
    });
  }

  for (const [what, broken, changes, skipped] of [
    ['null for a name', { name: null }, { name: '' }, 0],
    ['no name', { name: undefined }, { name: '' }, 0],
    ['a number for a name', { name: 7 }, { name: '' }, 0],
    ['an object for a description', { description: {} }, {}, 0],
    ['a number for a time', { last_online: 7 }, { lastOnlineAt: undefined }, 0],
    ['a text for its labels', { labels: 'site' }, { labels: [] }, 0],
    ['a label that is a text', { labels: ['site', ...listed.labels] }, {}, 1],
    ['a label id that is a text', { labels: [{ id: '1', key: 'a' }] }, { labels: [] }, 1],
    ['a variable without a key', { config_variables: [{ id: 1 }] }, { configVariables: [] }, 1],
    ['a number for its addresses', { ip_interfaces: 7 }, {}, 0],
    ['an address that is a number', { ip_interfaces: { eth0: [7, '::1'] } }, { ipInterfaces: { eth0: ['::1'] } }, 1], // prettier-ignore
  ] as const) {
    it(`shows a device that has ${what}`, () => {
      const [devices, count] = readWith({ ...listed, ...broken });
      const [whole, device] = devices;
      const expected = { ...whole, ...changes } as Partial<Device>;
      if ('lastOnlineAt' in changes) delete expected.lastOnlineAt;
      assert.deepEqual([device, count], [expected, skipped]);
    });
  }

  it('keeps equal texts of its devices once', () => {
    const many = Array.from({ length: 3 }, () => ({ ...listed, labels: null }));
    const devices = readList(body(many));
    assert.ok(devices.every(({ labels }) => labels === devices[0]?.labels));
  });
});

describe('oneDevice', () => {
  it('reads what only a single device tells', () => {
    const device = readOne(body(full));
    assert.deepEqual(device.deployments, [
      {
        id: 'dep-bbbb',
        instanceId: 'inst-aaaa',
        phase: 'stopped',
        createdAt: new Date('2024-03-01T13:24:08.909Z'),
      },
    ]);
    assert.equal(device.username, 'root');
    assert.equal(device.hostname, 'amr-01.local');
    assert.deepEqual(device.ipInterfaces, {
      eth0: ['10.0.0.5', 'fe80::1'],
      docker0: [],
      wlan0: [],
    });
    assert.equal(device.osDescription, 'Ubuntu 22.04');
    assert.equal(device.saltVersion, '3006.1');
    assert.equal(device.errorCode, 'DEV_E104');
    assert.equal(device.errorMessage, 'docker install failed');
  });

  it('does not take a list for a device', () => {
    assert.throws(() => readOne(body([full])), AnswerError);
  });
});

describe('labelList', () => {
  it('reads labels, none and null', () => {
    const read = data(labelList);
    assert.deepEqual(read(body([{ id: 1, key: 'a', value: null }])), [
      { id: 1, key: 'a', value: '' },
    ]);
    assert.deepEqual([read(body([])), read(body(null))], [[], []]);
  });
});

describe('every device answer', () => {
  const decoders = {
    deviceShape: data(listOf(deviceShape())),
    oneDevice: data(oneDevice),
    labelList: data(labelList),
    selectedIds: data(selectedIds),
  };
  /** Answers of the right shape with any value somewhere in them. */
  const nearly = fc
    .tuple(fc.constantFrom(...Object.keys(full)), fc.jsonValue(), fc.boolean())
    .map(([field, value, isList]) => {
      const device = { ...full, [field]: value };
      return body(isList ? [device] : device);
    });
  const bodies = fc.oneof(fc.string(), fc.json(), fc.jsonValue().map(body), nearly);

  for (const [name, decode] of Object.entries(decoders)) {
    it(`is read by ${name}, or refused as of the wrong shape, whatever it is`, () => {
      fc.assert(
        fc.property(bodies, (text) => {
          try {
            assert.equal(typeof decode(text), 'object');
          } catch (error) {
            if (!(error instanceof AnswerError)) throw error;
          }
        }),
      );
    });
  }
});
