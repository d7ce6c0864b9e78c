/** Where the folder of a gate is in the sandbox, whose `/tmp` is its own. */
export const gateInSandbox = '/tmp/.background-agents-network';

/** The proxy as a command reaches it, on this machine or what the sandbox shows as this machine. */
export interface ProxyPlace {
  port: number;
  /** Who asks without it is refused; absent where nobody else can ask. */
  password?: string;
}

export const proxyUser = 'agent';
export const relayPlace: ProxyPlace = { port: 20_000 };

function addressOf({ port, password }: ProxyPlace): string {
  return `http://${password === undefined ? '' : `${proxyUser}:${password}@`}127.0.0.1:${port}`;
}

/** How programs are told of the proxy. This machine needs none. */
export function proxyVariables(place: ProxyPlace): Readonly<Record<string, string>> {
  const { port, password } = place;
  const proxy = addressOf(place);
  const said = (kind: string) => [
    ...[`-D${kind}.proxyHost=127.0.0.1`, `-D${kind}.proxyPort=${port}`],
    ...(password === undefined ? [] : [`-D${kind}.proxyUser=${proxyUser}`, `-D${kind}.proxyPassword=${password}`]),
  ];
  const java = [
    ...['http', 'https'].flatMap(said),
    ...(password === undefined ? [] : ['-Djdk.http.auth.tunneling.disabledSchemes=']),
  ].join(' ');
  return {
    ...{ http_proxy: proxy, https_proxy: proxy, HTTP_PROXY: proxy, HTTPS_PROXY: proxy },
    ...{ no_proxy: 'localhost,127.0.0.1,::1', NO_PROXY: 'localhost,127.0.0.1,::1' },
    ...{ NODE_USE_ENV_PROXY: '1', YARN_HTTP_PROXY: proxy, YARN_HTTPS_PROXY: proxy },
    ...{ MAVEN_OPTS: java, GRADLE_OPTS: java },
  };
}

/**
 * Runs inside the sandbox, on whatever runs us, so that nothing has to be installed for it: passes on connections to
 * ports of the sandbox to the sockets of the gate, and ends with the command. It guards nothing; the gate does.
 */
const program = `
const net = require('node:net'), { spawn } = require('node:child_process'), { constants } = require('node:os');
const [folder, ways, ...argv] = process.argv.slice(1);
const fail = (error) => { console.error('The network could not be set up: ' + error.message); process.exit(126); };
const listen = ([port, name]) => new Promise((resolve) => {
  const server = net.createServer({ allowHalfOpen: true }, (one) => {
    const other = net.connect({ path: folder + '/' + name, allowHalfOpen: true });
    for (const [from, to] of [[one, other], [other, one]]) {
      from.on('error', () => from.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  server.on('error', fail);
  server.listen(port, '127.0.0.1', resolve);
});
Promise.all(JSON.parse(ways).map(listen)).then(() => {
  delete process.env.ELECTRON_RUN_AS_NODE;
  const child = spawn(argv[0], argv.slice(1), { stdio: 'inherit' });
  child.on('error', fail);
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}, fail);
`;

/** The command line that runs `argv` behind the relay, inside the sandbox. */
export function relayed(argv: readonly string[], forwarded: readonly number[]): string[] {
  const ways = [[relayPlace.port, 'proxy'], ...forwarded.map((port) => [port, String(port)])];
  return ourselves(program, gateInSandbox, JSON.stringify(ways), ...argv);
}

const nowhere = 'http://trial.invalid/';

/** Ends well when the proxy answers, whatever it says. */
const knock = `
require('node:http').get({ port: ${relayPlace.port}, path: '${nowhere}' }, () => process.exit(0))
  .on('error', (error) => { console.error(error.message); process.exit(1); });
`;

/** The command line that tries the whole way from the sandbox to the gate, which is asked for a host that there is not. */
export function relayTrial(): string[] {
  return relayed(ourselves(knock), []);
}

/** The same for a proxy at a port of this machine, where nothing of ours runs inside; the system has curl there. */
export function portTrial(place: ProxyPlace): string[] {
  return ['/usr/bin/curl', '-q', '-sS', '-o', '/dev/null', '-x', addressOf(place), nowhere];
}

function ourselves(script: string, ...argv: string[]): string[] {
  return ['/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1', process.execPath, '-e', script, '--', ...argv];
}
