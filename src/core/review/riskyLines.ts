import type { RiskKind } from '../../protocol';

interface LineRule {
  kind: RiskKind;
  /** What a line holds that is told in the reason: the first group, or the whole match. */
  finds: RegExp;
  /** Only lines that are new; a removed one is as telling with the others. */
  isOfAdded?: true;
}

const accessWords = new Set([
  ...['auth', 'authn', 'authz', 'authenticate', 'authenticated', 'authentication', 'authenticator'],
  ...['authorize', 'authorized', 'authorization', 'authorise', 'authorised', 'unauthorized', 'forbidden'],
  ...['login', 'logout', 'signin', 'signout', 'password', 'passwords', 'passwd', 'passphrase', 'credential'],
  ...['credentials', 'permission', 'permissions', 'privilege', 'privileges', 'acl', 'rbac', 'jwt', 'oauth', 'oauth2'],
  ...['saml', 'sso', 'csrf', 'xsrf', 'cors', 'admin', 'superuser', 'sudo', 'impersonate', 'mfa', 'totp'],
]);

const accessPairs = /\b(?:access|refresh|session|bearer|id|api)_?-?(?:token|key|secret)s?\b|\b(?:set)?cookies?\b/i;

const cryptoWords = new Set([
  ...['encrypt', 'encrypted', 'decrypt', 'decrypted', 'cipher', 'crypto', 'cryptography', 'hmac', 'bcrypt', 'argon2'],
  ...['scrypt', 'pbkdf2', 'md5', 'sha1', 'rsa', 'ecdsa', 'ed25519', 'keystore', 'truststore', 'tls', 'x509'],
]);

const rules: readonly LineRule[] = [
  {
    kind: 'crypto',
    finds:
      /\b(createHash|createHmac|createCipheriv|createDecipheriv|timingSafeEqual|randomBytes|rejectUnauthorized|InsecureSkipVerify|Math\.random|verify\s*=\s*False|SecureRandom|privateKey|private_key|publicKey|public_key)\b/,
  },
  {
    kind: 'sql',
    finds:
      /\b(SELECT\b.*\bFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|ALTER\s+TABLE|CREATE\s+(?:UNIQUE\s+)?(?:TABLE|INDEX|VIEW)|GRANT\s+\w+|REVOKE\s+\w+)\b/,
  },
  { kind: 'sql', finds: /["'`]\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s)/i },
  {
    kind: 'sql',
    finds: /(\.(?:rawQuery|queryRaw|executeRaw|\$queryRawUnsafe|\$executeRawUnsafe)|\b(?:sql|knex)\.raw)\b/,
  },
  {
    kind: 'shell',
    finds:
      /(\b(?:child_process|execSync|execFile|execFileSync|spawnSync|subprocess\.\w+|os\.(?:system|popen|exec\w+)|shell\s*[=:]\s*[Tt]rue|ProcessBuilder|exec\.Command(?:Context)?|Command::new|dangerouslySetInnerHTML|insertAdjacentHTML|pickle\.loads?|yaml\.load|unserialize|shell_exec|proc_open|passthru|vm\.run\w*|importlib|deserialize_untrusted))\b/,
  },
  { kind: 'shell', finds: /(?<![.\w$])(eval|exec|system|popen|spawn|new Function)\s*\(/ },
  { kind: 'shell', finds: /\.(innerHTML|outerHTML)\s*\+?=(?!=)/ },
  {
    kind: 'destroys',
    isOfAdded: true,
    finds:
      /\b(DROP\s+(?:TABLE|DATABASE|SCHEMA|COLUMN|INDEX|VIEW)|TRUNCATE\s+(?:TABLE\s+)?\w+|DELETE\s+FROM|drop_table|dropTable|dropColumn|drop_column|dropDatabase|deleteMany|delete_all|destroy_all)\b/i,
  },
  {
    kind: 'destroys',
    isOfAdded: true,
    finds:
      /(\brm\s+-\w*[rfRF]\w*|\b(?:rmSync|rmdirSync|unlinkSync|rimraf|rmtree|RemoveAll|remove_dir_all|remove_file|deleteRecursively|FileUtils\.rm\w*|Remove-Item|git\s+(?:reset\s+--hard|clean\s+-\w*f|push\s+(?:-f|--force))))(?![\w-])/,
  },
];

/** What lines of source, comments left out, are dangerous for; each kind with what was found first. */
export function riskyLine(line: string, isAdded: boolean): { kind: RiskKind; name: string }[] {
  const code = withoutComment(line).slice(0, 2000);
  if (code.trim() === '') {
    return [];
  }
  const found = new Map<RiskKind, string>();
  const words = wordsOf(code);
  const access = words.find((word) => accessWords.has(word)) ?? accessPairs.exec(code)?.[0];
  const crypto = words.find((word) => cryptoWords.has(word));
  if (access !== undefined) {
    found.set('access', access);
  }
  if (crypto !== undefined) {
    found.set('crypto', crypto);
  }
  for (const { kind, finds, isOfAdded } of rules) {
    const match = isOfAdded === true && !isAdded ? null : finds.exec(code);
    if (match !== null && !found.has(kind)) {
      found.set(kind, shown(match[1] ?? match[0]));
    }
  }
  return [...found].map(([kind, name]) => ({ kind, name }));
}

/** Whether a folder or file name says that it is about who may do what. */
export function accessName(path: string): string | undefined {
  const names = path.split('/');
  return names.flatMap(wordsOf).find((word) => accessWords.has(word) && word !== 'admin');
}

/** `checkUserLogin` and `check_user_login` are three words. */
function wordsOf(code: string): string[] {
  const parted = code.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
  return parted.toLowerCase().match(/\p{L}[\p{L}\d]*/gu) ?? [];
}

/** Whether a line of source says nothing to a machine, as far as its own beginning tells. */
export function isQuiet(line: string): boolean {
  return withoutComment(line).trim() === '';
}

/** By its beginning; what stands behind code is left out where its marks are sure to be no part of a string. */
function withoutComment(line: string): string {
  if (/^\s*(\/\/|\/\*|\*(?!\w)|--\s|<!--|#(?![!\w[])|"""|''')/.test(line)) {
    return '';
  }
  return /["'`]/.test(line) ? line : line.replace(/(^|\s)(\/\/|#\s).*$/, '');
}

function shown(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 60);
}
