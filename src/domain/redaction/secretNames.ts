/** How sure a name is of naming a secret: `key` can also be a file's or a column's. */
export type NameStrength = 'secret' | 'key';

/** Words that hold `pass`, `key` and so on, and mean something else. */
const innocentWord =
  /^(?:(?:all|band|by|com|encom|high|low|over|sur|tres)pass\w*|pass(?:age|ed|enger|es|ing|ive|ively|port|thr\w*)|(?:don|hoc|hot|mon|tur|whis)keys?|key(?:board|code|frame|map|note|pad|point|ring|server|space|stone|stroke|word)\w*|secretar\w*|tokeni[sz]\w*|wpa\d?|eap)$/;

/** Last words of names that are about a secret and do not hold it, such as `key-type`. */
const innocentEnding =
  /^(?:age|alg|alias|authentication|bits|checking|count|dir|exchange|expir\w*|fd|file|format|helper|host|jar|length|limit|lifetime|method|mgmt|mode|name|path|policy|port|prompt|server|size|sock|socket|stdin|timeout|ttl|type|uri|url|algorithm|lookup)s?$/;

/** First words of flags that do something with a secret and do not take it, such as `--no-password`. */
const innocentStart =
  /^(?:ask|authorized|change|delete|disabled?|enabled?|expire|export|fetch|foreign|get|host|import|keep|known|list|lock|max|min|no|num|partition|primary|print|prompt|pub|public|recv|receive|refresh|require|reset|search|send|set|show|skip|sort|trusted|unlock|use|with|without)$/;

const wholeWord = /^(?:auth|authorization|cookies?|creds?|jwt|otp|pat|pw|psk|sas|sig|signature)$/;
const partOfWord = /pass|pwd|secret|token|credential|psk$|cookie/;
const secretKey = /(?:access|account|api|auth|encryption|license|master|shared|signing|storage)key/;
/** Words with `key` that flags use for keys and not for files, columns or key presses. */
const keyWord =
  /^(?:access|account|api|app|auth|client|deploy|encryption|license|master|pass|pre|private|secret|service|session|shared|signing|ssh|storage|user)?keys?$/;

/**
 * How surely a variable, field, header or parameter of this name holds a secret. Looks at the words in
 * it, whatever joins them: `DB_PASSWORD`, `apiKey`, `X-Auth-Token`, `wifi-sec.psk`.
 */
export function secretName(name: string): NameStrength | undefined {
  return /[\w.]/.test(name) ? strengthOf(wordsOf(name), /key/) : undefined;
}

/** The same for a command's flag, without its dashes. */
export function secretFlag(name: string): NameStrength | undefined {
  const words = wordsOf(name);
  return innocentStart.test(words[0] ?? '') ? undefined : strengthOf(words, keyWord);
}

/** Whether a file of this name holds a secret and nothing else. */
export function isSecretFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(?:authorized_keys|known_hosts)|\.(?:asc|gpg|pub)$|^shadow\w/.test(name)) return false;
  return /^\.?netrc$|^shadow$|\.pem$/.test(name) || secretName(name) !== undefined;
}

function strengthOf(words: readonly string[], key: RegExp): NameStrength | undefined {
  if (innocentEnding.test(words.at(-1) ?? '')) return undefined;
  const telling = words.filter((word) => !innocentWord.test(word));
  if (telling.some((word) => wholeWord.test(word) || partOfWord.test(word))) return 'secret';
  if (secretKey.test(telling.join(''))) return 'secret';
  return telling.some((word) => key.test(word)) ? 'key' : undefined;
}

function wordsOf(name: string): string[] {
  return name
    .replace(/(?<=[a-z\d])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean);
}
