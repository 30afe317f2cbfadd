import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Hosts, hostsOf, productionHosts } from '../../../../src/api/core/hosts';

describe('hostsOf', () => {
  for (const name of ['ga', '', '  ', ' ga ']) {
    it(`gives production for ${JSON.stringify(name)}`, () => {
      assert.deepEqual(hostsOf(name), productionHosts);
    });
  }

  for (const name of ['dev', 'qa', 'pr1234', 'pr-my-branch']) {
    it(`derives the hosts of ${name}, with a hyphen for OIDC only`, () => {
      const domain = 'apps.okd4v2.okd4beta.rapyuta.io';
      assert.deepEqual(hostsOf(name), {
        core: `https://${name}apiserver.${domain}`,
        v2: `https://${name}api.${domain}`,
        rip: `https://${name}rip.${domain}`,
        oidc: `https://${name}-oidc.${domain}`,
      });
    });
  }

  for (const name of ['staging', 'GA', 'pr.evil.com/', 'pr/', 'prX', 'dev?', 'local']) {
    it(`refuses the environment ${JSON.stringify(name)} and says which there are`, () => {
      assert.throws(() => hostsOf(name), { name: 'RangeError', message: /use ga, qa, dev or/ });
    });
  }

  it('lets an override win and takes blank ones for absent', () => {
    const hosts = hostsOf('ga', { core: ' http://127.0.0.1:8080/ ', v2: '  ', rip: '' });
    assert.deepEqual(hosts, { ...productionHosts, core: 'http://127.0.0.1:8080' });
  });

  for (const [text, expected] of [
    ['https://example.com///', 'https://example.com'],
    ['https://example.com/io/', 'https://example.com/io'],
    ['HTTPS://Example.COM', 'https://example.com'],
  ] as const) {
    it(`reads the address ${text} as ${expected}`, () => {
      assert.equal(hostsOf('ga', { v2: text }).v2, expected);
    });
  }

  for (const url of [
    'http://127.0.0.1:8080',
    'http://127.9.9.9',
    'http://localhost',
    'http://[::1]:8080',
  ]) {
    // prettier-ignore
    it(`takes ${url}, which stays on this computer`, () => {
      assert.equal(hostsOf('ga', { core: url }).core, url);
    });
  }

  for (const text of [
    'example.com',
    'http://example.com',
    'http://10.0.0.1',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://[::2]',
    'ftp://example.com',
    'javascript:alert(1)',
    'https://user@example.com',
    'https://user:hunter2@example.com',
    'https://example.com?a=hunter2',
    'https://example.com#hunter2',
    'https://',
  ]) {
    it(`refuses the address ${text} and says how one looks`, () => {
      const isAdvice = (error: Error): boolean =>
        error instanceof RangeError &&
        error.message.includes('https://api.rapyuta.io') &&
        !error.message.includes('hunter2');
      assert.throws(() => hostsOf('ga', { core: text }), isAdvice);
    });
  }

  it('gives safe addresses without a trailing slash, or a RangeError, for any text', () => {
    const names: (keyof Hosts)[] = ['core', 'v2', 'rip', 'oidc'];
    fc.assert(
      fc.property(fc.string(), fc.webUrl(), fc.constantFrom(...names), (name, url, host) => {
        let hosts: Hosts;
        try {
          hosts = hostsOf(name, { [host]: url });
        } catch (error) {
          assert.ok(error instanceof RangeError);
          return;
        }
        for (const one of names) assert.match(hosts[one], /^https:\/\/[^/].*[^/]$/);
      }),
    );
  });
});
