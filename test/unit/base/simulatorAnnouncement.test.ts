import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseSimulatorAnnouncement } from '../../../src/base/simulatorAnnouncement';

const announced = {
  url: 'http://127.0.0.1:4711',
  token: 'tok',
  organization: 'org-a',
  project: 'project-b',
};

describe('parseSimulatorAnnouncement', () => {
  for (const url of ['http://127.0.0.1:4711', 'http://localhost:1', 'http://[::1]:65535']) {
    it(`reads an announcement of ${url}, and nothing else from it`, () => {
      const line = JSON.stringify({ ...announced, url, more: true });
      assert.deepEqual(parseSimulatorAnnouncement(line), { ...announced, url });
    });
  }

  for (const url of [
    'http://127.0.0.1.evil.com:1',
    'http://127.0.0.1:1@evil.com',
    'http://evil.com:80',
    'https://127.0.0.1:1',
    'http://127.0.0.1',
    'http://127.0.0.1:1/',
    'http://127.0.0.1:1\n',
    7,
  ]) {
    it(`refuses the address ${JSON.stringify(url)}`, () => {
      assert.equal(parseSimulatorAnnouncement(JSON.stringify({ ...announced, url })), undefined);
    });
  }

  for (const field of ['token', 'organization', 'project'] as const) {
    it(`refuses one without ${field}`, () => {
      const line = JSON.stringify({ ...announced, [field]: undefined });
      assert.equal(parseSimulatorAnnouncement(line), undefined);
    });
  }

  it('refuses an empty token', () => {
    assert.equal(
      parseSimulatorAnnouncement(JSON.stringify({ ...announced, token: '' })),
      undefined,
    );
  });

  it('never throws, whatever the line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        assert.equal(parseSimulatorAnnouncement(line), undefined);
      }),
    );
  });
});
