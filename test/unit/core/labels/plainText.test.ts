import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { plainText } from '../../../../src/core/labels/plainText';

const src = path.resolve(import.meta.dirname, '../../../../src');

describe('text for messages of VS Code', () => {
  it('has no links and no icons', () => {
    assert.equal(
      plainText('Fix [this](command:workbench.action.quit "x") and $(trash) [that](https://x.test)'),
      'Fix [this] (command:workbench.action.quit "x") and $ (trash) [that] (https://x.test)',
    );
  });

  it('reaches VS Code only through one file', () => {
    const files = fs.readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const direct = files.filter((name) =>
      /\.show(Information|Warning|Error)Message\(|window\.withProgress\(/.test(
        fs.readFileSync(path.join(src, name), 'utf8'),
      ),
    );
    assert.deepEqual(direct, [path.join('host', 'messages.ts')]);
  });
});
