/**
 * Which part of a flag's value is secret: `all` of it; all of it, but only when it is `joined` to the
 * flag; what follows the given sign; all of it if it is `name=value`; what follows `:` if that is no
 * number; or the `last` argument of the command. `reads`: the flag makes the program read a password.
 */
export type SecretPart =
  'all' | 'joined' | ':' | '%' | ',' | '=' | 'word' | 'last' | 'reads' | 'none';

/** What has to be known of a program to find the secrets among its arguments. */
export interface Program {
  /** Flag without dashes -> what of its value is secret. */
  flags: Readonly<Record<string, SecretPart>>;
  /** Letters of the other flags that take a value. Absent: flags are whole words, as `openssl -key` is. */
  values?: string;
  /** Arguments that are no flags are secrets from this one on, counted from 0. */
  secretFrom?: number;
  /** Reads a password from its input. */
  readsPassword?: boolean;
  /** Runs another program, so that any later word can name it, and words in quotes can be command lines. */
  isWrapper?: boolean;
  /** Reads such words as a shell does. */
  isShell?: boolean;
  /** Takes a name and then its value as two words: every name, or also the bare word `key`. */
  setsNames?: 'secret' | 'key';
  /** Word among the arguments -> what holds from there on. */
  parts?: Readonly<Record<string, Program>>;
}

const plain: Program = { flags: {}, values: '' };
const wrapper: Program = { ...plain, isWrapper: true };
const shell: Program = { ...wrapper, isShell: true };
const reader: Program = { ...plain, readsPassword: true };
const setter: Program = { ...plain, setsNames: 'secret' };
const secretFrom = (index: number): Program => ({ ...plain, secretFrom: index });
const withFlags = (flags: Program['flags'], values = ''): Program => ({ flags, values });

/** Words after which every program is alike. */
const commonParts: Program['parts'] = {
  login: { ...setter, flags: { p: 'all' }, values: 'u' },
  ...named('set setenv setx export config configure modify mod put connect hotspot', setter),
};

const table: Readonly<Record<string, Program>> = {
  'mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlpump mysqlsh mycli mariadb mariadb-dump mariadb-admin':
    withFlags({ p: 'all' }, 'uhPDSe'),
  'mongo mongosh mongodump mongorestore mongoimport mongoexport mongostat': withFlags(
    { p: 'all' },
    'hudc',
  ),
  'redis-cli redis-benchmark valkey-cli': {
    flags: { a: 'all' },
    values: 'hpnurs',
    setsNames: 'secret',
    parts: { auth: secretFrom(0) },
  },
  'sqlcmd osql tsql bcp': withFlags({ P: 'all' }, 'SUdQqi'),
  isql: secretFrom(2),
  'sqlplus sqlldr expdp impdp': secretFrom(0),
  'cqlsh influx yt-dlp youtube-dl hydra medusa nxc netexec crackmapexec evil-winrm winrm racadm twine ncftp ncftpget ncftpput':
    withFlags({ p: 'all' }, 'uhofieklPbdt'),
  curl: withFlags(
    {
      u: ':',
      U: ':',
      b: '=',
      E: ':',
      user: ':',
      'proxy-user': ':',
      cookie: '=',
      cert: ':',
      'oauth2-bearer': 'all',
    },
    'AcCdDeFHhKmoPQrtTwxXyYz',
  ),
  'http https xh': withFlags({ a: 'all' }, 'Aot'),
  'wget etcdctl': withFlags({ user: ':' }, 'oOPtTU'),
  ab: withFlags({ A: ':', P: ':' }, 'ncHpTC'),
  'ldapsearch ldapadd ldapmodify ldapdelete ldapmodrdn ldapwhoami ldapcompare ldapexop': withFlags(
    { w: 'all' },
    'bDHhpsfY',
  ),
  ldappasswd: withFlags({ w: 'all', s: 'all', a: 'all' }, 'DHhpfY'),
  'smbclient smbget smbcacls rpcclient winexe smbtree': withFlags({ U: '%', user: '%' }, 'cIpDWLm'),
  net: { flags: { U: '%' }, values: 'SIw', parts: { use: secretFrom(0), user: secretFrom(1) } },
  'ipmitool ipmipower ipmiconsole': withFlags({ P: 'all', k: 'all', y: 'all' }, 'HUILptfo'),
  'snmpget snmpgetnext snmpwalk snmpbulkget snmpbulkwalk snmpset snmptable snmptrap snmpinform snmpstatus snmpdf':
    withFlags({ A: 'all', X: 'all', c: 'all', '3k': 'all', '3m': 'all' }, 'vlaxnutreEZOmM'),
  'mosquitto_pub mosquitto_sub mosquitto_rr': withFlags({ P: 'all' }, 'htpumqifkVLA'),
  'htpasswd mosquitto_passwd': withFlags({ b: 'last', i: 'reads' }, 'C'),
  openssl: {
    flags: { k: 'all', K: 'all', hmac: 'all', macopt: ':' },
    parts: { passwd: secretFrom(0) },
  },
  'zip unzip zipcloak': withFlags({ P: 'all' }, 'dxtbn'),
  '7z 7za 7zr 7zz rar unrar': withFlags({ p: 'joined' }, 'omtivwxar'),
  'useradd usermod adduser': withFlags({ p: 'all' }, 'cdegGksuU'),
  'xfreerdp xfreerdp3 wlfreerdp rdesktop': withFlags({ p: 'all' }, 'ugda'),
  lftp: withFlags({ u: ',' }, 'pec'),
  'ssh-keygen': withFlags({ N: 'all', P: 'all' }, 'tbCfFRmn'),
  'pkcs11-tool pkcs15-tool softhsm2-util mmcli': withFlags(
    { pin: 'all', 'so-pin': 'all', puk: 'all' },
    'mi',
  ),
  'kadmin kadmin.local security': withFlags({ w: 'all' }, 'pqsal'),
  gh: { ...plain, parts: { secret: withFlags({ b: 'all', body: 'all' }, 'eora') } },
  'docker podman nerdctl kubectl oc lxc': {
    ...wrapper,
    flags: { u: 'none', user: 'none' },
    values: 'cneplvwhm',
  },
  sudo: { ...wrapper, flags: { S: 'reads', stdin: 'reads' }, values: 'ugpCDhRTrt' },
  sshpass: { ...wrapper, flags: { p: 'all' }, values: 'fdP' },
  'gpg gpg2': { flags: { 'passphrase-fd': 'reads', 'passphrase-file': 'none' }, values: 'ruo' },
  su: { ...shell, readsPassword: true },
  'passwd chpasswd smbpasswd gpasswd newusers vncpasswd kinit cryptsetup ansible-vault secret-tool pass wg systemd-ask-password grub-mkpasswd-pbkdf2':
    reader,
  mkpasswd: { ...reader, secretFrom: 0 },
  wpa_passphrase: { ...reader, secretFrom: 1 },
  keyctl: { ...plain, parts: { add: secretFrom(2), padd: reader } },
  rabbitmqctl: { ...plain, parts: { add_user: secretFrom(1), change_password: secretFrom(1) } },
  rclone: { ...plain, parts: { obscure: secretFrom(0) } },
  'vault cargo wandb': { ...plain, parts: { login: secretFrom(0) } },
  'pro ua': { ...plain, parts: { attach: secretFrom(0) } },
  ngrok: { ...plain, parts: { authtoken: secretFrom(0), 'add-authtoken': secretFrom(0) } },
  mc: { ...plain, parts: { alias: { ...plain, parts: { set: secretFrom(2) } } } },
  create_ap: secretFrom(3),
  'iw iwconfig iwpriv': { ...plain, setsNames: 'key' },
  'nmcli wpa_cli uci gsettings rosparam pdftk machine': setter,
  'sh bash dash ash zsh ksh mksh fish csh tcsh rbash ssh mosh runuser eval trap parallel flock watch script tmux screen':
    shell,
  'busybox command builtin source env doas nohup nice ionice timeout time setsid stdbuf xargs chroot unbuffer strace systemd-run crontab at batch gosu su-exec proxychains then do else if while until !':
    wrapper,
  'scp sftp rsync ssh-copy-id git tar cp mkdir': plain,
};

const programs = new Map(
  Object.entries(table).flatMap(([names, program]) => Object.entries(named(names, program))),
);

function named(names: string, program: Program): Record<string, Program> {
  return Object.fromEntries(names.split(' ').map((name) => [name, program]));
}

/** What is known of the program that a word names, by its path or its name alone. */
export function programOf(word: string): Program | undefined {
  return programs.get(word.slice(word.lastIndexOf('/') + 1));
}

/** What holds from a word on, when it is an argument of a program. */
export function partOf(word: string, program: Program | undefined): Program | undefined {
  const parts = { ...commonParts, ...program?.parts };
  const name = word.toLowerCase();
  return Object.hasOwn(parts, name) ? parts[name] : undefined;
}

/** Programs that print their arguments. */
export const printers: ReadonlySet<string> = new Set(['echo', 'printf', 'print', 'yes']);

/** Programs whose input is text or a script, not a password. */
export const textReaders: ReadonlySet<string> = new Set(
  'cat grep egrep fgrep rg sed bc dc wc tr cut jq yq sort uniq head tail rev tac nl fold column paste diff cmp xxd od hexdump md5sum sha1sum sha256sum base64 xargs tee less more fmt iconv strings nc ncat mail sh bash dash zsh ssh mysql psql sqlite3 rostopic ros2 done'.split(
    ' ',
  ),
);
