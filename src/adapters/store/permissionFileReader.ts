import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { PermissionFile } from '../../core/approvals/approvalPorts';
import { permissionFiles, readPermissions } from '../../core/approvals/permissionFiles';

/** A file as it was read, with the stamp by which another version is known. */
export type ReadFile = Omit<PermissionFile, 'counts'>;

const maxBytes = 256 * 1024;

/** Reads the files again only when they have changed: they are looked at before each command. */
export class PermissionFileReader {
  readonly #known = new Map<string, { stamp: string; file: ReadFile }>();

  /** Folders that need not be there. */
  constructor(private readonly folders: { home: string | null; root: string }) {}

  /** Those that are there; one that can't be read, or is too long, is one that is not understood. */
  read(): ReadFile[] {
    const { home, root } = this.folders;
    return [
      ...permissionFiles.repository.flatMap((name) => this.#look('repository', root, name)),
      ...(home === null ? [] : permissionFiles.user.flatMap((name) => this.#look('user', home, name))),
    ];
  }

  #look(place: PermissionFile['place'], folder: string, name: string): ReadFile[] {
    const absolute = path.join(folder, name);
    const stats = fs.statSync(absolute, { throwIfNoEntry: false, bigint: true });
    if (stats === undefined) {
      return [];
    }
    const stamp = [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
    const known = this.#known.get(absolute);
    if (known?.stamp === stamp) {
      return [known.file];
    }
    const text = stats.isFile() && stats.size <= maxBytes ? fs.readFileSync(absolute, 'utf8') : '\0';
    const digest = createHash('sha256').update(text).digest('hex');
    const file: ReadFile = { path: name, place, digest, permissions: readPermissions(name, text) };
    this.#known.set(absolute, { stamp, file });
    return [file];
  }
}
