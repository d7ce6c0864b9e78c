import { SandboxFile } from '../../protocol';
import { readJsonc } from '../setup/readJsonc';
import { isDenyEntry, plainEntry } from './hostRules';
import { plainEntries } from './judgeHosts';

/** What a `sandbox.json` says of hosts. A file, or a denial, that can't be understood denies all. */
export interface SandboxHosts {
  allow: string[];
  deny: string[];
  /** Entries of `allow` that can be in no list of hosts. */
  unread: string[];
}

const nothing: SandboxHosts = { allow: [], deny: ['*'], unread: [] };

export function sandboxHosts(text: string): SandboxHosts {
  const file = parsed(text);
  if (file === null) {
    return nothing;
  }
  const { allow = [], deny = [] } = file.networkPolicy ?? {};
  const unread = allow.filter((entry) => plainEntry(entry) === null);
  return { allow: plainEntries(allow), deny: deny.every(isDenyEntry) ? deny : nothing.deny, unread };
}

function parsed(text: string): SandboxFile | null {
  try {
    return SandboxFile.safeParse(readJsonc(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return null;
    }
    throw error;
  }
}
