import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { consentKey } from '../../core/approvals/permissionFiles';
import type { HostSettings, NetworkRules } from '../../core/network/networkPorts';
import { npmrcRegistries } from '../../core/network/npmrcRegistries';
import { plainEntries } from '../../core/network/judgeHosts';
import { type SandboxHosts, sandboxHosts } from '../../core/network/sandboxFile';

interface Deps {
  /** The top of the user's checkout, whose files the agent can't write. */
  root: string;
  home: string | undefined;
  /** Decisions for the repository, by names of files. */
  memory: {
    knows(key: string): Promise<boolean>;
    remember(key: string): Promise<void>;
    list(prefix: string): Promise<string[]>;
  };
}

/** Around the entry, so that a file that was never finished is none of these. */
const [prefix, suffix] = ['host-', '.allowed'];
const file = path.join('.cursor', 'sandbox.json');
const maxBytes = 256 * 1024;

/** With the key of the decision about exactly this text. */
type ConsentedHosts = SandboxHosts & { consent: string };

/** Hosts as the user's files, the repository's and earlier decisions have them. */
export class DiskNetworkRules implements NetworkRules {
  constructor(private readonly deps: Deps) {}

  async settings(): Promise<HostSettings> {
    const { root, home, memory } = this.deps;
    const [ofRepository, ofUser] = await Promise.all([root, home].map(sandboxFile));
    const npmrc = home === undefined ? null : await read(path.join(home, '.npmrc'));
    const remembered = plainEntries((await memory.list(prefix)).map(entryOfName));
    return {
      allowed: [...new Set([...remembered, ...(await this.#consented(ofRepository)), ...(ofUser?.allow ?? [])])],
      denied: [...(ofRepository?.deny ?? []), ...(ofUser?.deny ?? [])],
      listed: ofRepository?.allow ?? [],
      own: npmrcRegistries(npmrc ?? ''),
    };
  }

  /** What a repository's own file allows counts for as long as it is exactly what a person consented to. */
  async #consented(file: ConsentedHosts | null | undefined): Promise<readonly string[]> {
    return file != null && (await this.deps.memory.knows(file.consent)) ? file.allow : [];
  }

  async allow(entries: readonly string[]): Promise<void> {
    for (const entry of entries) {
      await this.deps.memory.remember(`${prefix}${encodeURIComponent(entry).replaceAll('*', '%2A')}${suffix}`);
    }
  }
}

async function sandboxFile(folder: string | undefined): Promise<ConsentedHosts | null> {
  const text = folder === undefined ? null : await read(path.join(folder, file));
  if (text === null) {
    return null;
  }
  const digest = createHash('sha256').update(text).digest('hex');
  return { ...sandboxHosts(text), consent: consentKey(file, digest) };
}

/** No entry for a name that is none of ours. */
function entryOfName(name: string): string {
  return name.endsWith(suffix) ? decodeURIComponent(name.slice(0, -suffix.length)) : '';
}

/** Null for a file that is not there; one that is too long to be read is taken for one that can't be understood. */
async function read(file: string): Promise<string | null> {
  const stats = await fs.stat(file).catch(() => null);
  if (stats?.isFile() !== true) {
    return null;
  }
  return stats.size <= maxBytes ? await fs.readFile(file, 'utf8') : '';
}
