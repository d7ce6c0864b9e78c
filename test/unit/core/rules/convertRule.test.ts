import assert from 'node:assert/strict';
import { readYaml } from '../../../../src/adapters/yaml/readYaml';
import { canConvert, convertRule } from '../../../../src/core/rules/convertRule';
import { parseRule } from '../../../../src/core/rules/parseRule';
import type { Rule } from '../../../../src/protocol';

async function parsed(path: string, text: string): Promise<Rule> {
  const { rule } = await parseRule({ path, text }, (yaml) => Promise.resolve(readYaml(yaml)));
  assert.ok(rule !== null);
  return rule;
}

describe('a rule in another form', () => {
  for (const [path, text] of [
    ['.cursorrules', 'Use tabs.\n'],
    ['.cursor/rules', 'project: shop\nstyle:\n  - Use tabs.\n  - Be kind.\n'],
    ['.github/copilot-instructions.md', '# Style\n\nUse tabs.\n'],
    ['.cursor/rules/old.md', '---\ndescription: Style\nglobs: "*.{ts,js}", docs/**\n---\nUse tabs.'],
    ['packages/a/CLAUDE.md', 'Use tabs.'],
  ] as const) {
    it(`says the same as an .mdc file: ${path}`, async () => {
      const rule = await parsed(path, text);
      const made = convertRule(rule, 'mdc');
      const again = await parsed(made.path, made.text);
      assert.deepEqual({ ...again, globsLine: 0, path: '' }, { ...rule, globsLine: 0, path: '' });
    });
  }

  it('is one YAML file, and comes back from it', async () => {
    const text = 'project:\n  name: shop\nstyle:\n  - Use tabs.\n  - All endpoints require @Auth()\n';
    const yaml = await parsed('.cursor/rules', text);
    for (const target of ['mdc', 'agents'] as const) {
      const made = convertRule(yaml, target);
      const back = convertRule(await parsed(made.path, made.text), 'yaml');
      assert.deepEqual([back.path, back.isAppended], ['.cursor/rules', false]);
      assert.deepEqual(await parsed(back.path, back.text), yaml);
    }
    const described = await parsed(
      'a/.cursor/rules/x.mdc',
      '---\ndescription: Style\nalwaysApply: true\n---\nUse tabs.',
    );
    assert.deepEqual(convertRule(described, 'yaml'), {
      ...{ path: 'a/.cursor/rules', text: '# Style\nrules:\n  - Use tabs.\n', isAppended: false },
    });
    const some = await parsed('.cursor/rules/x.mdc', '---\nglobs: *.ts\n---\nUse tabs.');
    assert.deepEqual(
      [some, described, yaml].map((rule) => canConvert(rule, 'yaml')),
      [false, true, false],
    );
  });

  it('goes below what an AGENTS.md says already, where nothing of it is lost', async () => {
    const always = await parsed('packages/a/.cursor/rules/x.mdc', '---\nalwaysApply: true\n---\nUse tabs.');
    assert.deepEqual(convertRule(always, 'agents'), {
      path: 'packages/a/AGENTS.md',
      text: 'Use tabs.\n',
      isAppended: true,
    });
    const some = await parsed('.cursor/rules/x.mdc', '---\nglobs: *.ts\n---\nUse tabs.');
    assert.deepEqual(
      [canConvert(always, 'agents'), canConvert(some, 'agents'), canConvert(some, 'mdc')],
      [true, false, false],
    );
  });
});
