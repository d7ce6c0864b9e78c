import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { ProcessError } from '../../core/errors';
import type { CommandOptions } from '../../core/worktrees/worktreePorts';
import type { Lookup } from './dialHost';
import { HostGate } from './hostGate';
import { gateInSandbox, portTrial, type ProxyPlace, relayed, relayTrial } from './relay';
import type { Sandbox } from './sandboxOptions';
import { removeStaleFolders } from './staleFolders';

interface PlaceOptions extends Pick<CommandOptions, 'hosts' | 'onHost'> {
  /** Where the proxy is named through which this machine reaches others, if there is one. */
  env: Readonly<NodeJS.ProcessEnv>;
  lookup: Lookup;
}

/** Short, because the path of a socket in it may have 103 characters on macOS. */
const prefix = 'bga-';

/** What killed processes left is looked for once. */
let sweptBefore: Promise<void> | undefined;

/** What one command has of its own while it runs: its way to chosen hosts, and on macOS its temporary folder. */
export class CommandPlace {
  private constructor(
    private readonly sandbox: Sandbox,
    private readonly gate: HostGate | null,
    private readonly temporary: string | undefined,
  ) {}

  /** Throws `ProcessError('sandbox')` where a command can't be held to the hosts. */
  static async open(sandbox: Sandbox, options: PlaceOptions): Promise<CommandPlace> {
    const gate = await openGate(sandbox, options);
    try {
      const temporary = sandbox.report.kind === 'seatbelt' ? await newTemporary() : undefined;
      return new CommandPlace(sandbox, gate, temporary);
    } catch (error) {
      await gate?.close();
      throw error;
    }
  }

  wrapped(argv: readonly string[], network: boolean): string[] {
    const { gate, temporary } = this;
    return gate === null || temporary !== undefined
      ? this.#inSandbox(argv, network)
      : this.#inSandbox(relayed(argv, gate.forwardedPorts), network);
  }

  /** The command line that tries the whole way to the gate. */
  trial(): string[] {
    const { gate, temporary } = this;
    return this.#inSandbox(gate === null || temporary === undefined ? relayTrial() : portTrial(gate.place), false);
  }

  #inSandbox(argv: readonly string[], network: boolean): string[] {
    const { sandbox, gate, temporary } = this;
    if (temporary !== undefined) {
      return sandbox.wrap(argv, network && gate === null, { temporary, ports: gate?.ports ?? [] });
    }
    return gate === null
      ? sandbox.wrap(argv, network)
      : sandbox.wrap(argv, false, { gate: { folder: gate.folder, at: gateInSandbox } });
  }

  /** What the environment of the command says of it. */
  get told(): { proxy?: ProxyPlace; temporary?: string } {
    const temporary = this.sandbox.report.kind === 'bubblewrap' ? '/tmp' : this.temporary;
    return {
      ...(this.gate === null ? {} : { proxy: this.gate.place }),
      ...(temporary === undefined ? {} : { temporary }),
    };
  }

  /** When nothing of the command runs any more. Never throws for what it left. */
  async close(): Promise<void> {
    await this.gate?.close();
    if (this.temporary !== undefined) {
      await remove(this.temporary);
    }
  }
}

async function openGate(sandbox: Sandbox, { hosts, onHost, env, lookup }: PlaceOptions): Promise<HostGate | null> {
  if (hosts === undefined) {
    return null;
  }
  const { report } = sandbox;
  if (report.kind === 'none') {
    throw new ProcessError('sandbox', `A command can't be held to chosen hosts: ${report.reason}`);
  }
  const at = report.kind === 'seatbelt' ? 'port' : 'folder';
  return await HostGate.open({ at, access: hosts, env, lookup, onHost: (use) => onHost?.(use) });
}

async function newTemporary(): Promise<string> {
  const parent = await fs.realpath(os.tmpdir());
  await (sweptBefore ??= removeStaleFolders(parent, prefix));
  return await fs.mkdtemp(path.join(parent, `${prefix}${process.pid}-`));
}

/** A folder that its owner may not write keeps what is in it until that is changed. */
async function remove(folder: string): Promise<void> {
  const gone = () => fs.rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    await gone();
  } catch {
    await promisify(execFile)('/bin/chmod', ['-R', 'u+rwx', folder]).catch(() => undefined);
    await gone().catch(() => undefined);
  }
}
