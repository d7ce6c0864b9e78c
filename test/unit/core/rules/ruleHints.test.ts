import assert from 'node:assert/strict';
import fc from 'fast-check';
import { linesOf, parseFrontMatter } from '../../../../src/core/rules/frontMatter';
import { type RuleFix, ruleHints } from '../../../../src/core/rules/ruleHints';
import { english } from '../../../../src/core/translate';

const rule = (...front: string[]) => ['---', ...front, '---', 'Be kind.'].join('\n');
const hints = (text: string) => ruleHints(text, english);

function mended(text: string, { line, count, lines }: RuleFix): string {
  return linesOf(text)
    .toSpliced(line - 1, count, ...lines)
    .join('\n');
}

describe('hints about a rule file', () => {
  it('are none for what is as it should be', () => {
    const fine = rule('description: "About: this"', 'globs:', '  - *.ts # all', 'alwaysApply: false # not', '# a note');
    assert.deepEqual([...hints(fine), ...hints('Be kind.\nname: x'), ...hints(rule('alwaysApply:'))], []);
  });

  it('name what is meant by an unknown name, and offer to call it so or to remove it', () => {
    const text = rule('applyTo: "**/*.ts"', 'title: x', '  y');
    const found = hints(text);
    assert.deepEqual(
      found.map(({ line, message, fixes }) => [line, message, fixes.map(({ title }) => title)]),
      [
        [2, 'applyTo means nothing in a rule. Is globs meant?', ['Call it globs', 'Remove applyTo']],
        [3, 'title means nothing in a rule.', ['Remove title']],
      ],
    );
    const [first, second] = found.map(({ fixes }) => fixes[0]);
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(mended(mended(text, second), first), rule('globs: "**/*.ts"'));
    assert.deepEqual(
      hints(rule('globs: *.ts', 'glob: *.js'))[0]?.fixes.map(({ title }) => title),
      ['Remove glob'],
    );
  });

  it('mend everything that keeps a rule from being read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('description: x', 'globs: *.ts', 'alwaysApply: maybe', 'stray', 'globs: a', '  - b')),
        fc.boolean(),
        (front, isOpen) => {
          let text = isOpen ? ['---', ...front, '', 'Be kind.'].join('\n') : rule(...front);
          for (let round = 0; 'message' in parseFrontMatter(text) && round < 30; round += 1) {
            const { line } = parseFrontMatter(text) as { line: number };
            const fix = hints(text).find((hint) => hint.line === line && hint.message === null)?.fixes[0];
            assert.ok(fix !== undefined, text);
            text = mended(text, fix);
          }
          assert.ok('body' in parseFrontMatter(text), text);
        },
      ),
    );
  });
});
