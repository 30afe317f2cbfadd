import { readErrorIds, readErrorText } from '../../src/api/core/envelope';
import { ApiError } from '../../src/api/core/errors';
import { parseRetryAfter } from '../../src/api/core/retry';
import { parseTimestamp } from '../../src/api/core/timestamp';
import { cleanLine, cleanLines } from '../../src/base/cleanText';
import { toDotenv } from '../../src/base/dotenv';
import { shellQuote } from '../../src/base/shellQuote';
import { displayName } from '../../src/domain/deviceName';
import { statusLabel } from '../../src/domain/deviceStatus';
import { redactSecrets } from '../../src/domain/redact';
import { readExitMarker } from '../../src/model/runs/exitMarker';
import { deviceTooltip } from '../../src/ui/devices/deviceTooltip';
import { rowText } from '../../src/ui/devices/rowText';
import { limitOutput } from '../../src/ui/runs/outputLimit';
import { describeError, errorText } from '../../src/ui/shared/errorText';
import { escapeMarkdown, plainLabel, plainMessage } from '../../src/ui/shared/plainText';
import { filterRows } from '../../src/webview/shared/filterRows';
import { makeDevice } from '../support/devices';

const request = { method: 'GET', path: '/' };
const megabyte = 2 ** 20;
const fill = (text: string): string => text.repeat(Math.ceil(megabyte / text.length));

/** What makes a pattern backtrack: long runs of what it repeats, and starts of what it never finds. */
const worstInputs: Readonly<Record<string, string>> = {
  'carriage returns': fill('\r'),
  'carriage returns before a letter': `${fill('\r')}x`,
  'line ends': fill('\r\n'),
  spaces: fill(' '),
  'spaces before a letter': `${fill(' ')}x`,
  'dots before a letter': `${fill('.')}x`,
  hexadecimal: fill('0123456789abcdef'),
  'letters and dots': fill('a.'),
  'escape characters': fill('\u001b'),
  'open terminal sequences': fill('\u001b[0'),
  'open terminal strings': fill('\u001b]0;'),
  'open tags': fill('<title '),
  'open strings': fill('"\''),
  'open substitutions': fill('$('),
  'open braces': fill('{"a":'),
  'secret names': fill('password'),
  'secret names and signs': fill('password= '),
  flags: fill('--token '),
  'URL starts': fill('https://a:b'),
  colons: fill('a:'),
  pipes: fill('echo x | '),
  backslashes: fill('\\'),
  'deployment ids': fill('dep-'),
  'half surrogates': fill('\ud83d'),
};

const takers: Readonly<Record<string, (text: string) => unknown>> = {
  cleanLine,
  cleanLines,
  shellQuote,
  toDotenv: (text) => toDotenv([{ key: text, value: text }]),
  redactSecrets,
  displayName: (text) => displayName({ id: text, name: text }),
  statusLabel: (text) => statusLabel({ status: 'unknown', rawStatus: text }),
  readErrorText: (text) => readErrorText(text),
  readErrorIds: (text) => readErrorIds(JSON.stringify({ error: text })),
  parseTimestamp,
  parseRetryAfter: (text) => parseRetryAfter(text, 0),
  readExitMarker: (text) => readExitMarker(text, 'n1'),
  limitOutput: (text) => limitOutput(text, 1000),
  errorText: (text) => errorText(new ApiError('server', text, request)),
  describeError: (text) => describeError(new ApiError('server', text, request)),
  escapeMarkdown: (text) => escapeMarkdown(cleanLine(text)),
  plainLabel: (text) => plainLabel(text),
  plainMessage: (text) => plainMessage(text),
  rowText: (text) => rowText(hostileDevice(text), 0),
  deviceTooltip: (text) => deviceTooltip(hostileDevice(text), 0),
  filterRows: (text) => filterRows([{ key: text, value: text }], 'x y'),
};

function hostileDevice(text: string) {
  const labels = [{ id: 1, key: text, value: text }];
  return makeDevice({ id: text, name: text, description: text, labels, hostname: text });
}

// Nothing is timed: a pattern that backtracks over a megabyte does not end within the time of a test.
describe('1 MB of the worst text', () => {
  for (const [name, take] of Object.entries(takers)) {
    it(`does not hold up ${name}`, () => {
      for (const text of Object.values(worstInputs)) take(text);
    });
  }
});
