import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { steps } from '../../../scripts/testing/steps.mjs';

interface Defence {
  row: string;
  test: string;
  out?: { in: string; line: string; without: string }[];
}

const root = path.join(import.meta.dirname, '../../..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const defences = JSON.parse(read('test/security/defences.json')) as Defence[];

/** Where the tables of commands are, which one test file reads. */
const tables = ['askedCommands.ts', 'dangerousCommands.ts'].map((name) => read(`test/security/${name}`)).join('');

describe('the list of defences', () => {
  it('names lines that stand where it says, each once, and others in their place', () => {
    const wrong = defences.flatMap(({ row, out = [] }) =>
      out
        .filter((each) => read(each.in).split(each.line).length !== 2 || each.line === each.without)
        .map((each) => [row, each]),
    );
    assert.deepEqual(wrong, []);
  });

  it('names tests that bear the row', () => {
    const wrong = defences.filter(({ row, test }) => {
      const text = test.endsWith('classify.test.ts') ? read(test) + tables : read(test);
      return !text.includes(row);
    });
    assert.deepEqual(wrong, []);
  });

  it('has all that its tests open in the nightly run, which takes the lines out', () => {
    const texts = [...new Set(defences.map(({ test }) => test))].map(read);
    const opens = { browser: /panelBrowser|launchBrowser/, editor: /editorSession|from '\.\/desk'/ };
    const wanted = Object.entries(opens).filter(([, sign]) => texts.some((text) => sign.test(text)));
    assert.deepEqual([...wanted.map(([name]) => name), 'sandbox'], steps.nightly.needs);
  });
});
