import assert from 'node:assert/strict';
import { protectionOf } from '../../../src/domain/protection';

describe('protection of config variables', () => {
  for (const [key, forbidden] of [
    ['runtime', 'change'],
    ['runtime_docker', 'delete'],
    ['runtime_preinstalled', 'delete'],
    ['ros_distro', 'delete'],
    ['ros_workspace', 'delete'],
    ['speed', undefined],
    ['RUNTIME', undefined],
    ['constructor', undefined],
    ['', undefined],
  ] as const) {
    it(`forbids on ${key || 'an empty key'}: ${forbidden ?? 'nothing'}`, () => {
      assert.equal(protectionOf(key)?.forbids, forbidden);
    });
  }
});
