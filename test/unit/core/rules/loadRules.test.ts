import assert from 'node:assert/strict';
import { readYaml } from '../../../../src/adapters/yaml/readYaml';
import { loadRules } from '../../../../src/core/rules/loadRules';
import type { Included, RuleFiles, RuleTexts } from '../../../../src/core/rules/rulesPorts';

const texts = (files: Readonly<Record<string, string>>): RuleTexts => ({
  files: Object.entries(files).map(([path, text]) => ({ path, text })),
  problems: [],
});

function loading(files: Readonly<Record<string, string>>, others: Readonly<Record<string, Included>> = {}) {
  const source: RuleFiles = {
    top: () => Promise.resolve(texts(files)),
    along: () => Promise.resolve(texts({})),
    include: (path) => Promise.resolve(others[path] ?? null),
    readYaml: (text) => Promise.resolve(readYaml(text)),
  };
  return loadRules(source, texts(files));
}

async function one(path: string, text: string) {
  const { rules, problems } = await loading({ [path]: text });
  return { rule: rules[0] ?? null, problems };
}

const mdc = (front: string, body = 'Text.') => `---\n${front}\n---\n${body}\n`;
const at = (name: string) => `.cursor/rules/${name}`;

describe('loadRules', () => {
  const fronts: [front: string, mode: string, globs: string[], description: string][] = [
    ['alwaysApply: true', 'always', [], ''],
    ['description: Use X: always\nglobs: *.ts\nalwaysApply: true', 'always', ['*.ts'], 'Use X: always'],
    ['description:\nglobs: *.ts\nalwaysApply: false', 'globs', ['*.ts'], ''],
    ['globs: **/*.{ts,tsx},lib/*.js', 'globs', ['**/*.{ts,tsx}', 'lib/*.js'], ''],
    ['globs: {a,b}.ts', 'globs', ['{a,b}.ts'], ''],
    ['globs: [*.ts]', 'globs', ['[*.ts]'], ''],
    ['globs: ["*.ts", "src/**"]', 'globs', ['*.ts', 'src/**'], ''],
    ['globs: "*.ts,*.tsx"', 'globs', ['*.ts', '*.tsx'], ''],
    ["globs:\n  - '*.ts'\n  - src/**/*.{js,jsx} # all\nalwaysApply: false", 'globs', ['*.ts', 'src/**/*.{js,jsx}'], ''],
    ['globs:\n- *.ts', 'globs', ['*.ts'], ''],
    ['description: "When tests are written"\nglobs:\nalwaysApply: false', 'described', [], 'When tests are written'],
    ['description: >-\n  Two\n  lines', 'described', [], 'Two lines'],
    ['description: \nglobs: \nalwaysApply: false', 'manual', [], ''],
    ['# only a comment\n\nunknown: {[', 'manual', [], ''],
  ];
  for (const [front, mode, globs, description] of fronts) {
    it(`reads the front matter ${JSON.stringify(front)}`, async () => {
      const { rule, problems } = await one(at('a.mdc'), mdc(front));
      assert.deepEqual(
        { mode: rule?.mode, globs: rule?.globs, description: rule?.description, text: rule?.text, problems },
        { mode, globs, description, text: 'Text.', problems: [] },
      );
    });
  }

  it('takes Windows line ends, a byte order mark and a file without front matter', async () => {
    const windows = `\ufeff${mdc('globs: *.ts\nalwaysApply: false', 'One.\nTwo.')}`.replaceAll('\n', '\r\n');
    assert.deepEqual(await one(at('a.mdc'), windows), {
      rule: {
        ...{ path: at('a.mdc'), mode: 'globs', folder: '', globs: ['*.ts'], globsLine: 2 },
        ...{ description: '', text: 'One.\nTwo.', tokens: 3 },
      },
      problems: [],
    });
    assert.equal((await one(at('b.mdc'), '\ufeffOnly text.')).rule?.mode, 'manual');
  });

  const broken: [name: string, path: string, text: string, line: number, message: string][] = [
    ['front matter that does not end', at('a.mdc'), '---\nglobs: *.ts\n', 1, 'has no closing'],
    ['a line that is no field', at('a.mdc'), mdc('globs: *.ts\nwhat is this'), 3, 'no “name: value”'],
    ['alwaysApply that is no boolean', at('a.mdc'), mdc('\nalwaysApply: maybe'), 3, 'neither true nor false'],
    ['a rule without text', at('a.mdc'), '---\nalwaysApply: true\n---\n', 0, 'no text'],
    ['YAML that is none', '.cursor/rules', 'project:\n  name: x\n bad: [', 3, 'Not valid YAML'],
    ['YAML without names', '.cursor/rules', '- a\n- b\n', 1, 'names at its top level'],
    ['YAML that grows', '.cursor/rules', yamlBomb(), 1, 'Not valid YAML'],
  ];
  for (const [name, path, text, line, message] of broken) {
    it(`tells where ${name} stands once, and applies the other rules`, async () => {
      const { rules, problems } = await loading({ [path]: text, 'AGENTS.md': 'Be kind.' });
      assert.deepEqual(
        {
          rules: rules.map((rule) => rule.path),
          problems: problems.map((each) => [each.path, each.line, each.isBroken]),
        },
        { rules: ['AGENTS.md'], problems: [[path, line, true]] },
      );
      assert.ok(problems[0]?.message.includes(message), problems[0]?.message);
    });
  }

  it('makes sections of a YAML file and never takes a decorator for a file', async () => {
    const yaml = [
      'project:',
      '  name: shop',
      '  language: TypeScript',
      'conventions:',
      '  - "All endpoints require @Auth() decorator"',
      '  - "@Auth"',
      'house_rules:',
      '  - Be kind',
    ].join('\n');
    const { rules, problems } = await loading({ '.cursor/rules': yaml }, { Auth: { text: 'wrong' } });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      rules.map(({ mode, text }) => ({ mode, text })),
      [
        {
          mode: 'always',
          text: [
            'project:\n- name: shop\n- language: TypeScript',
            'conventions:\n- All endpoints require @Auth() decorator\n- @Auth',
            'house_rules:\n- Be kind',
          ].join('\n\n'),
        },
      ],
    );
  });

  it('leaves out what says the same as a rule that applies whenever it would', async () => {
    const { rules, leftOut } = await loading({
      [at('a.mdc')]: mdc('globs: *.ts', 'Be kind.'),
      'AGENTS.md': 'Be  kind.\n',
      'CLAUDE.md': 'Be kind.',
      'src/CLAUDE.md': 'Be kind.',
      'GEMINI.md': 'Be brief.',
    });
    assert.deepEqual(
      { rules: rules.map(({ path }) => path), leftOut },
      {
        rules: [at('a.mdc'), 'AGENTS.md', 'GEMINI.md'],
        leftOut: [
          { path: 'CLAUDE.md', tokens: 2, sameAs: 'AGENTS.md' },
          { path: 'src/CLAUDE.md', tokens: 2, sameAs: 'AGENTS.md' },
        ],
      },
    );
  });

  it('holds nested rules for their folder and applies what a user describes', async () => {
    const { rules } = await loading({
      'packages/api/AGENTS.md': 'One.',
      'packages/api/.cursor/rules/b.mdc': mdc('description: when', 'Two.'),
      'packages/api/.cursor/rules/c.mdc': mdc('globs: *.sql', 'Three.'),
      '~/mine.mdc': mdc('description: when', 'Four.'),
      '~/mine.md': 'Five.',
    });
    assert.deepEqual(
      rules.map(({ path, mode, folder }) => [path, mode, folder]),
      [
        ['packages/api/AGENTS.md', 'folder', 'packages/api'],
        ['packages/api/.cursor/rules/b.mdc', 'folder', 'packages/api'],
        ['packages/api/.cursor/rules/c.mdc', 'globs', 'packages/api'],
        ['~/mine.mdc', 'always', ''],
        ['~/mine.md', 'manual', ''],
      ],
    );
  });

  it('pulls in the files that lines name, from the top or from beside the rule', async () => {
    const { rules, problems } = await loading(
      {
        'AGENTS.md':
          'Before.\n@docs/style.md\nAfter, with @docs/style.md inside.\n```\n@docs/style.md\n```\n@Injectable',
      },
      { 'docs/style.md': { text: '@more.md\n' }, 'docs/more.md': { text: 'Deep.' } },
    );
    assert.deepEqual(problems, []);
    assert.equal(
      rules[0]?.text,
      [
        'Before.',
        'From docs/style.md:',
        'From docs/more.md:',
        'Deep.',
        'After, with @docs/style.md inside.',
        '```\n@docs/style.md\n```\n@Injectable',
      ].join('\n'),
    );
  });

  it('refuses circles, what is kept back, and what is missing, and names the line', async () => {
    const { rules, problems } = await loading(
      { [at('a.mdc')]: mdc('alwaysApply: true', '@a.md\n@.env\n@gone.md\n@../up.md') },
      { 'a.md': { text: '@b.md' }, 'b.md': { text: '@a.md' }, '.env': { refused: 'it may hold secrets' } },
    );
    assert.equal(rules[0]?.text, 'From a.md:\nFrom b.md:\n@a.md\n@.env\n@gone.md\n@../up.md');
    assert.deepEqual(
      problems.map(({ line, message, isBroken }) => [line, message, isBroken]),
      [
        [0, '“@a.md” is not pulled in: it leads back to itself.', false],
        [5, '“@.env” is not pulled in: it may hold secrets.', false],
        [6, '“@gone.md” names no file of the repository.', false],
        [7, '“@../up.md” names no file of the repository.', false],
      ],
    );
  });

  it('X05: writes out characters that nobody sees, counts them, and leaves emoji alone', async () => {
    const { rules, problems } = await loading({ 'AGENTS.md': 'Be 👩‍💻 kind.\nNo\u200bw \u202eleak\u{e0041}.\tTab.' });
    assert.equal(rules[0]?.text, 'Be 👩‍💻 kind.\nNo\\u{200b}w \\u{202e}leak\\u{e0041}.\tTab.');
    assert.deepEqual(problems, [
      {
        path: 'AGENTS.md',
        line: 2,
        message: 'Holds 3 invisible characters, which are written out for the agent and for you.',
        isBroken: false,
      },
    ]);
  });

  it('warns about a plain .md in the rules folder', async () => {
    const { rule, problems } = await one(at('a.md'), mdc('alwaysApply: true'));
    assert.deepEqual([rule?.mode, problems.map(({ line, isBroken }) => [line, isBroken])], ['always', [[1, false]]]);
  });

  it('cuts a rule that is too long and leaves out what there is no room for', async () => {
    const long = (letter: string) => letter.repeat(30_000);
    const { rules, leftOut, problems } = await loading({
      'AGENTS.md': long('a'),
      'CLAUDE.md': long('b'),
      'GEMINI.md': long('c'),
    });
    assert.deepEqual(
      rules.map(({ path, text }) => [path, text.length < 20_100, text.endsWith(`[The rest of ${path} is left out.]`)]),
      [
        ['AGENTS.md', true, true],
        ['CLAUDE.md', true, true],
      ],
    );
    assert.deepEqual(
      leftOut.map(({ path }) => path),
      ['GEMINI.md'],
    );
    assert.equal(problems.length, 3);
  });
});

function yamlBomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level += 1) {
    lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
  }
  return lines.join('\n');
}
