import * as fs from 'node:fs';
import * as path from 'node:path';
import type { EditorData } from './editorData';

interface PlainExtension {
  readonly name: string;
  /** The source of its one module. */
  readonly main: string;
  readonly contributes?: Readonly<Record<string, unknown>>;
}

/** Installs an extension of one module, `test.<name>`, beside the one under test. Before the first window opens. */
export function addPlainExtension({ extensions }: EditorData, { name, main, contributes }: PlainExtension): void {
  const relativeLocation = `test.${name}-1.0.0`;
  const folder = path.join(extensions, relativeLocation);
  const manifest = {
    ...{ name, publisher: 'test', version: '1.0.0', engines: { vscode: '^1.105.0' }, main: './main.js' },
    activationEvents: ['*'],
    contributes: contributes ?? {},
  };
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(folder, 'main.js'), main);
  const list = path.join(extensions, 'extensions.json');
  const installed = JSON.parse(fs.readFileSync(list, 'utf8')) as unknown[];
  const location = { $mid: 1, path: folder, scheme: 'file' };
  const own = { identifier: { id: `test.${name}` }, version: '1.0.0', location, relativeLocation, metadata: {} };
  fs.writeFileSync(list, JSON.stringify([...installed, own]));
}
