import * as fs from 'node:fs';
import * as path from 'node:path';
import { serveWindows } from '../../adapters/resident/residentServer';
import { ResidentDesk } from '../../app/fleet/residentDesk';
import { SystemClock } from '../../adapters/system/systemClock';
import { SystemIds } from '../../adapters/system/systemIds';
import { exitStatus } from '../lines/exitStatus';
import { dataDirectory, openServices, terminalLog } from '../session';
import type { Invocation, Subcommand } from '../options/subcommand';
import { UsageError } from '../options/usageError';

const usualRunning = 3;

/** What the extension starts where `backgroundAgents.localRunner` is `process`. */
export const serve: Subcommand = {
  name: 'serve',
  usage: '[--max-running N]',
  summary: 'run tasks for the windows that connect, until there is nothing left to do',
  options: { 'max-running': { type: 'string' } },
  help: [
    '  --max-running N   tasks that run at once (3)',
    '',
    'The extension starts this by itself when backgroundAgents.localRunner is process.',
  ],
  async run({ args, terminal }: Invocation): Promise<number> {
    const maxRunning = readCount(args.text('max-running'));
    const log = terminalLog(terminal);
    let leave: () => void = () => undefined;
    const left = new Promise<void>((resolve) => (leave = resolve));
    const ports = { clock: new SystemClock(), ids: new SystemIds(), log };
    const desk = new ResidentDesk({ ...ports, version: packageVersion(terminal.bundleFolder), onLeave: () => leave() });
    const dataDir = dataDirectory(terminal.env);
    const session = await openServices(terminal, {
      maxRunning,
      credentials: desk.key,
      secrets: desk.secrets,
      host: desk.host,
      surface: 'window',
    });
    const serving = desk.begin(session.services);
    const door = await serveWindows({ dataDir, log, onWindow: (window) => desk.connect(window) });
    const signals = terminal.onSignal(() => leave());
    await left;
    signals.dispose();
    door.dispose();
    await session.dispose();
    serving.dispose();
    return exitStatus.complete;
  },
};

function readCount(text: string | undefined): number {
  const count = text === undefined ? usualRunning : Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 32) {
    throw new UsageError(`--max-running is a number from 1 to 32, not “${text ?? ''}”.`);
  }
  return count;
}

/** The bundle lies in `dist`, below the manifest's folder. */
function packageVersion(bundleFolder: string): string {
  const file = path.join(bundleFolder, '../package.json');
  const { version } = JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string };
  return version;
}
