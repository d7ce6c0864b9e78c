import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';

const packages = 250;
/** With its package.json. */
const filesEach = 100;

export const manyFiles = packages * filesEach;

/**
 * A project whose dependencies are 250 packages of 100 files, from a registry on loopback. Once they were installed they
 * come from npm's cache, which asks the registry for nothing but what it does not keep.
 */
export class ManyPackages {
  readonly manifest: Readonly<Record<string, string>>;
  readonly #from: readonly string[];

  private constructor(from: readonly string[], manifest: Record<string, string>) {
    this.#from = from;
    this.manifest = manifest;
  }

  static async make(scratch: string): Promise<ManyPackages> {
    const tarballs = new Map(Array.from({ length: packages }, (_, index) => packed(scratch, `part-${index}`)));
    const server = createServer(({ url = '' }, response) => {
      const [, name = '', isTarball] = url.split('/');
      const tarball = tarballs.get(name);
      response.setHeader('cache-control', 'public, max-age=31536000');
      response.setHeader('etag', `"${url}"`);
      if (tarball === undefined) {
        response.writeHead(404).end();
      } else if (isTarball === undefined) {
        const { port } = server.address() as AddressInfo;
        response.end(JSON.stringify(packumentOf(name, tarball, port)));
      } else {
        response.end(tarball);
      }
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const project = path.join(scratch, 'project');
    mkdirSync(project);
    const dependencies = Object.fromEntries([...tarballs.keys()].map((name) => [name, '1.0.0']));
    writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'many', version: '1.0.0', dependencies }));
    const from = [`--cache=${path.join(scratch, 'cache')}`, `--registry=http://127.0.0.1:${port}/`];
    await npm(project, ['install', ...from]);
    server.unref();
    const read = (name: string) => [name, readFileSync(path.join(project, name), 'utf8')] as const;
    const manifest = Object.fromEntries(['package.json', 'package-lock.json'].map(read));
    return new ManyPackages(from, manifest);
  }

  /** Resolves with the milliseconds that `npm ci` takes there, from the cache. */
  async install(folder: string): Promise<number> {
    rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true });
    const start = performance.now();
    await npm(folder, ['ci', '--prefer-offline', ...this.#from]);
    return performance.now() - start;
  }
}

function packed(scratch: string, name: string): [string, Buffer] {
  const folder = path.join(scratch, 'packed', name, 'package');
  mkdirSync(path.join(folder, 'lib'), { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'lib/file0.js' }));
  for (let file = 0; file < filesEach - 1; file += 1) {
    const text = `exports.id = '${name}-${file}';\n`.repeat(1 + (file % 60));
    writeFileSync(path.join(folder, 'lib', `file${file}.js`), text);
  }
  const tarball = `${path.dirname(folder)}.tgz`;
  execFileSync('tar', ['-czf', tarball, '-C', path.dirname(folder), 'package']);
  return [name, readFileSync(tarball)];
}

function packumentOf(name: string, tarball: Buffer, port: number): object {
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const dist = { integrity, tarball: `http://127.0.0.1:${port}/${name}/${name}-1.0.0.tgz` };
  const version = { name, version: '1.0.0', main: 'lib/file0.js', dist };
  return { name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } };
}

async function npm(folder: string, argv: readonly string[]): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--no-progress', '--ignore-scripts', '--loglevel=error'];
  const npmProgram = spawn('npm', [...argv, ...quiet], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(npmProgram, 'exit')) as [number | null];
  if (code !== 0) {
    throw new Error(`npm ${argv.join(' ')} exited ${code ?? 'by a signal'}`);
  }
}
