/** Schemes at which a name alone is no secret, and without which nothing is reached. */
const namedOnly = /^(ssh|git\+ssh|ssh\+git)$/i;
const address = /\b([a-z][a-z0-9+.-]*):\/\/([^\s/]*)@/gi;
const secretKey = /(\b[\w-]*(?:extraheader|pass|password|token|secret)[ \t]*=)(?:\\[^]|[^\n\\])*/gi;

/**
 * A configuration of git without names, passwords and tokens in addresses, and without the values of keys that hold a
 * header or a secret. What holds none of these is the same text.
 */
export function withoutUserInfo(config: string): string {
  return config
    .replace(secretKey, '$1')
    .replace(address, (_, scheme: string, info: string) =>
      namedOnly.test(scheme) ? `${scheme}://${info.replace(/:.*$/s, '')}@` : `${scheme}://`,
    );
}
