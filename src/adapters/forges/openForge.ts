import type { Forge } from '../../core/forges/forgePorts';
import type { ForgeKind } from '../../protocol';
import type { Access } from './githubClient';
import { openGitHub } from './github';
import { openGitLab } from './gitlab';

/** The forge of that kind, with this sign-in. Nothing is asked of it yet. */
export async function openForge(kind: ForgeKind, access: Access): Promise<Forge> {
  return kind === 'github' ? openGitHub(access) : openGitLab(access);
}
