import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import * as path from 'node:path';

/** What only the machine has: a server, a hidden file and a process; and how a command tries to get at them. */
export class TrialMachine {
  wasReached = false;

  private constructor(
    private readonly server: net.Server,
    readonly tries: readonly string[],
  ) {}

  /** The file lies in `scratch`, which the sandbox hides. */
  static async open(scratch: string, platform: 'linux' | 'darwin'): Promise<TrialMachine> {
    const canary = path.join(scratch, 'canary');
    await fs.writeFile(canary, 'canary\n', { mode: 0o600 });
    const server = net.createServer();
    await listening(server, { port: 0, host: '127.0.0.1' });
    const { port } = server.address() as net.AddressInfo;
    const machine = new TrialMachine(server, [
      `secrets read ${canary}`,
      `network connect ${port}`,
      ...(platform === 'darwin' ? await triesOnMac(canary) : await triesOnLinux()),
    ]);
    server.on('connection', (socket) => {
      machine.wasReached = true;
      socket.destroy();
    });
    return machine;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function listening(server: net.Server, at: net.ListenOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, resolve);
  });
  server.unref();
}

async function triesOnLinux(): Promise<string[]> {
  const name = (await fs.readFile(`/proc/${process.pid}/comm`, 'utf8')).trimEnd();
  return [`processes name ${process.pid} ${name}`];
}

/** The same file by other letters, by the volume that it is on, by its number, and by second names. */
async function triesOnMac(canary: string): Promise<string[]> {
  const { dev, ino } = await fs.stat(canary);
  const others = [canary.toUpperCase(), `/System/Volumes/Data${canary}`, `/.vol/${dev}/${ino}`];
  return [
    ...others.map((other) => `secrets read ${other}`),
    ...[`secrets link ${canary}`, `secrets clone ${canary}`],
    ...[`processes signal ${process.pid}`, `processes arguments ${process.pid}`],
  ];
}
