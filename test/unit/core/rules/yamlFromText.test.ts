import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readYaml } from '../../../../src/adapters/yaml/readYaml';
import { yamlFromText } from '../../../../src/core/rules/yamlFromText';
import { yamlRuleText } from '../../../../src/core/rules/yamlRule';

function valueOf(yaml: string): unknown {
  const read = readYaml(yaml);
  assert.ok('value' in read, JSON.stringify(read));
  return read.value;
}

const textOf = (yaml: string) => yamlRuleText(valueOf(yaml));

describe('a rule’s text as YAML', () => {
  it('has a list for each heading, and the facts of a project by their names', () => {
    const text = [
      'Be kind.',
      '',
      'project:',
      '- name: shop',
      '- language: TypeScript',
      '',
      '## Code style',
      '',
      '- All endpoints require @Auth() decorator',
      '- Use X: always',
      '  - and its parts',
      '',
      'Prose of',
      'two lines.',
      '',
      '```ts',
      '# no heading',
      '',
      'call();',
      '```',
    ].join('\n');
    const yaml = yamlFromText(text);
    assert.deepEqual(valueOf(yaml), {
      rules: ['Be kind.'],
      project: { name: 'shop', language: 'TypeScript' },
      'Code style': [
        'All endpoints require @Auth() decorator',
        'Use X: always\n  - and its parts',
        'Prose of\ntwo lines.',
        '```ts\n# no heading\n\ncall();\n```',
      ],
    });
  });

  it('comes back as the same text from the form of the brief’s file, whatever its entries are', () => {
    const word = fc.stringMatching(/^[A-Za-z@"'#:{}[\],&*!|>%`?-][ -~]{0,30}$/).map((each) => each.trim());
    const entry = word.filter((each) => each !== '' && !/^[-*#`~]/.test(each) && !each.endsWith(':'));
    const key = fc.stringMatching(/^[a-z][a-z_]{0,12}$/);
    const file = fc
      .dictionary(key, fc.array(entry, { minLength: 1, maxLength: 6 }), { minKeys: 1, maxKeys: 5 })
      .map((lists) => Object.entries(lists));
    fc.assert(
      fc.property(file, (lists) => {
        const text = lists
          .map(([name, items]) => [`${name}:`, ...items.map((item) => `- ${item}`)].join('\n'))
          .join('\n\n');
        assert.equal(textOf(yamlFromText(text)), text);
      }),
      { numRuns: 300 },
    );
  });

  it('loses no word of any text', () => {
    const line = fc.oneof(
      fc.stringMatching(/^[ -~äß“”→]{0,40}$/),
      fc.constantFrom('# Title', '## Style ##', '- item', '  - nested', '* star', '```', '~~~', 'name:', '', 'a: b'),
    );
    const wordsOf = (text: string) =>
      text
        .split(/[\s:#*`~-]+/)
        .filter((word) => word !== '')
        .toSorted();
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 15 }), (lines) => {
        const text = lines.join('\n');
        const again = textOf(yamlFromText(`x\n${text}`));
        assert.ok(typeof again === 'string');
        const left = wordsOf(again);
        for (const word of wordsOf(text)) {
          assert.ok(left.includes(word), `${word} of ${JSON.stringify(text)}`);
        }
      }),
      { numRuns: 500 },
    );
  });
});
