interface Upstream {
  host: string;
  port: number;
  /** The value of `Proxy-Authorization`. */
  authorization?: string;
}

/**
 * The proxy that the user's environment names for a host: `http_proxy` for port 80, `https_proxy` for others, unless
 * `no_proxy` names the host. Only proxies that speak plain HTTP.
 */
export function upstreamFor(host: string, port: number, env: Readonly<NodeJS.ProcessEnv>): Upstream | null {
  const value = variable(env, port === 80 ? 'http_proxy' : 'https_proxy');
  if (value === '' || isExcepted(host, variable(env, 'no_proxy'))) {
    return null;
  }
  const url = URL.parse(value.includes('://') ? value : `http://${value}`);
  if (url?.protocol !== 'http:') {
    return null;
  }
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 80 : Number(url.port),
    ...(url.username === '' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
  };
}

function variable(env: Readonly<NodeJS.ProcessEnv>, name: string): string {
  return (env[name] ?? env[name.toUpperCase()] ?? '').trim();
}

function isExcepted(host: string, exceptions: string): boolean {
  const names = exceptions.split(/[\s,]+/).map((name) => name.toLowerCase().replace(/^\*?\./, ''));
  return names.some((name) => name === '*' || (name !== '' && (host === name || host.endsWith(`.${name}`))));
}
