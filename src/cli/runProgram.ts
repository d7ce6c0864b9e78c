import { runCli } from './runCli';
import { openSession } from './session';
import { ProcessTerminal } from './lines/terminal';

/** Does what this process was told on its command line; resolves with the exit status when all is written. */
export async function runProgram(bundleFolder: string): Promise<number> {
  const terminal = new ProcessTerminal(bundleFolder);
  const status = await runCli(process.argv.slice(2), terminal, (present, secrets) =>
    openSession(terminal, present, secrets),
  );
  await terminal.flush();
  return status;
}
