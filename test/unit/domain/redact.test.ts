import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shellQuote } from '../../../src/base/shellQuote';
import { redactSecrets } from '../../../src/domain/redact';
import { isRedacted, redaction } from '../../../src/domain/redaction/mark';
import { ordinaryCommands, secretCommands } from '../../support/commandLines';

describe('redactSecrets', () => {
  const cases: [command: string, redacted: string][] = [
    ['export DB_PASSWORD=S3CR3T; run', 'export DB_PASSWORD=‹redacted›; run'],
    ['mysql -uroot -pS3CR3T db', 'mysql -uroot -p‹redacted› db'],
    ['sshpass -p S3CR3T ssh -p 22 h', 'sshpass -p ‹redacted› ssh -p 22 h'],
    ['curl -sSu me:S3CR3T https://h', 'curl -sSu me:‹redacted› https://h'],
    ['curl -H "Authorization: token S3CR3T" h', 'curl -H "Authorization: token ‹redacted›" h'],
    ["curl -H 'Cookie: a=S3CR3T; b=S3CR3T' h", "curl -H 'Cookie: ‹redacted›' h"],
    ['git clone https://S3CR3T@h/x', 'git clone https://‹redacted›@h/x'],
    ['git clone https://me:S3CR3T@h/x', 'git clone https://me:‹redacted›@h/x'],
    ['curl "https://h/?token=S3CR3T&page=2"', 'curl "https://h/?token=‹redacted›&page=2"'],
    [`curl -d '{"a":"b","password":"S3CR3T"}' h`, `curl -d '{"a":"b","password":"‹redacted›"}' h`],
    ['echo S3CR3T | sudo -S id', 'echo ‹redacted› | sudo -S id'],
    ['(echo S3CR3T; echo S3CR3T) | passwd pi', '(echo ‹redacted›; echo ‹redacted›) | passwd pi'],
    ['sudo -S id <<< S3CR3T', 'sudo -S id <<< ‹redacted›'],
    ['sudo -S id <<E\nS3CR3T\nE\nls', 'sudo -S id <<E\n‹redacted›\nE\nls'],
    [`ssh h 'PASS=S3CR3T ./run --fast'`, `ssh h 'PASS=‹redacted› ./run --fast'`],
    [`API_KEY='a'"S3CR3T b"\\ c run`, "API_KEY='‹redacted›' run"],
    ['API_KEY=$(echo "S3CR3T b") run', 'API_KEY=‹redacted› run'],
    [`echo "it's; mysql -pS3CR3T db`, `echo "it's; mysql -p‹redacted› db`],
    ['mysql -p"S3CR3T x', 'mysql -p"‹redacted›'],
    ['cat > f <<E\nPASS = S3CR3T x\nuser = pi\nE', 'cat > f <<E\nPASS = ‹redacted›\nuser = pi\nE'],
    [
      'nmcli dev wifi connect Lab password S3CR3T',
      'nmcli dev wifi connect Lab password ‹redacted›',
    ],
  ];
  for (const [command, redacted] of cases) {
    it(`makes ${JSON.stringify(command)} ${JSON.stringify(redacted)}`, () =>
      assert.equal(redactSecrets(command), redacted));
  }

  it('leaves the secret in no command line of the table, and finds nothing more at a second look', () => {
    for (const command of secretCommands) {
      const redacted = redactSecrets(command);
      assert.ok(isRedacted(redacted) && !redacted.includes('S3CR3T'), redacted);
      assert.equal(redactSecrets(redacted), redacted);
    }
    assert.ok(secretCommands.length > 200);
  });

  it('leaves ordinary commands alone', () => {
    assert.deepEqual(ordinaryCommands.map(redactSecrets), ordinaryCommands);
    assert.ok(ordinaryCommands.length > 150);
  });

  describe('whatever the secret is and however it is quoted', () => {
    const inDoubleQuotes = (text: string): string => `"${text.replace(/["$`\\]/g, '\\$&')}"`;
    const quotings: Record<string, (text: string) => string> = {
      'in single quotes': shellQuote,
      'in double quotes': inDoubleQuotes,
      "in $'...'": (text) => `$'${text.replace(/['\\]/g, '\\$&').replaceAll('\t', '\\t')}'`,
      'with escapes': (text) => text.replace(/[^A-Za-z\d]/g, '\\$&'),
      'in joined pieces': (text) => shellQuote(text.slice(0, 5)) + inDoubleQuotes(text.slice(5)),
    };
    const filler = fc.string({
      unit: fc.constantFrom(...'aB7 !#%^&*()[]{}<>?;:,~@$`"\'\\/=+-_.|\t'),
      maxLength: 5,
    });
    /** Three marks, of which no part may stay. */
    const secrets = fc
      .tuple(filler, filler, filler, filler)
      .map(([a, b, c, d]) => `${a}QXZ${b}ZXQ${c}XQZ${d}`);
    const shapes: ((word: string) => string)[] = [
      (word) => `mysql -u root -p${word} db`,
      (word) => `tool --password ${word} -v`,
      (word) => `tool --auth-key=${word}`,
      (word) => `curl -u me:${word} https://h`,
      (word) => `export DB_PWD=${word}; run`,
      (word) => `echo ${word} | sudo -S id`,
      (word) => `chpasswd <<< root:${word}`,
      (word) => `smbclient //h/s -U u%${word}`,
      (word) => `wpa_passphrase net ${word}`,
      (word) => `openssl rsa -passin pass:${word}`,
      (word) => `git config user.token ${word}`,
      (word) => `echo ${word} > ~/.pgpass`,
    ];
    const contexts: ((command: string) => string)[] = [
      (command) => `ls; ${command}`,
      (command) => `sh -c ${shellQuote(command)}`,
      (command) => `ssh h ${inDoubleQuotes(command)}`,
      (command) => `x=$(${command})`,
    ];
    for (const [name, quote] of Object.entries(quotings)) {
      it(name, () => {
        const commands = fc
          .tuple(secrets, fc.constantFrom(...shapes), fc.constantFrom(...contexts))
          .map(([secret, shape, context]) => context(shape(quote(secret))));
        fc.assert(
          fc.property(commands, (command) => {
            const redacted = redactSecrets(command);
            assert.doesNotMatch(redacted, /QXZ|ZXQ|XQZ/);
            assert.equal(redactSecrets(redacted), redacted);
          }),
          { numRuns: 300 },
        );
      });
    }
  });

  it('changes nothing more when it redacts again, whatever the text is', () => {
    const pieces =
      `mysql| -p|password|=|: |"|'|\\|$(|)|\`|{|}|\n|;| |<<E\n|E\n|<<<|echo |sudo -S |curl -u a:b|token
      |Authorization: |Bearer |https://|@|h|ssh h |sh -c |&|?key=|$'|ghp_abcdefghijklmnop|${redaction}|-----BEGIN PRIVATE KEY-----
      |-----END |(| > |~/.netrc|set |#|KEY=|docker login |--token=|🤖|by |identified |[|]`.split(
        '|',
      );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces, '|'), { maxLength: 14 }), (parts) => {
        const redacted = redactSecrets(parts.join(''));
        assert.equal(redactSecrets(redacted), redacted);
      }),
      { numRuns: 2000 },
    );
  });
});
