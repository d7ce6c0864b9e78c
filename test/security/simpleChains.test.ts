import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { classify } from '../../src/core/approvals/classify';
import type { ReadShell } from '../../src/core/approvals/shellPorts';
import { isSimpleChain } from '../../src/core/approvals/simpleChain';
import { shellGrammar } from '../fakes/grammarFolder';
import { generous } from './ordinaryCommands';

const runs = process.env['BACKGROUND_AGENTS_NIGHTLY'] === '1' ? 100_000 : 2000;

/** Words that mean something to a shell or to its grammar in one place or another. */
const wordsOfShells = [
  ...[
    'if',
    'then',
    'elif',
    'else',
    'fi',
    'for',
    'select',
    'case',
    'esac',
    'while',
    'until',
    'do',
    'done',
    'in',
    'time',
  ],
  ...[
    'function',
    'coproc',
    'declare',
    'typeset',
    'export',
    'readonly',
    'local',
    'unset',
    'unsetenv',
    'test',
    'let',
    '[',
  ],
  ...[
    'eval',
    'exec',
    'source',
    '.',
    'true',
    'set',
    'alias',
    'cd',
    'return',
    'break',
    'read',
    '-',
    '--',
    '-eq',
    '==',
    '!=',
  ],
  ...[
    '1',
    '22',
    '0x1',
    'x=y',
    'a+=b',
    '--a=b',
    'a~',
    '~',
    '~a',
    'git',
    'push',
    'a',
    'b@{1}',
    '2>&1',
    '2>&1b',
    '%1',
    '@',
  ],
];

const plain = fc.string({ unit: fc.constantFrom(...Array.from('abzAZ019_+=:,./--aabb')), minLength: 1, maxLength: 6 });
const quoted = fc
  .tuple(fc.constantFrom("'", '"'), fc.string({ maxLength: 8 }))
  .map(([mark, text]) => `${mark}${text.replaceAll(mark, '')}${mark}`);
const revision = fc.tuple(fc.constantFrom('HEAD', 'a', 'a:', '-', '.'), fc.nat(20)).map((parts) => parts.join('~'));
const word = fc.oneof(
  { weight: 4, arbitrary: plain },
  { weight: 1, arbitrary: fc.constantFrom(...wordsOfShells) },
  { weight: 1, arbitrary: revision },
  { weight: 2, arbitrary: quoted },
);
const joint = fc.constantFrom(' && ', ' || ', ' | ', '; ', ' & ');

function chainOf(
  first: fc.Arbitrary<string>,
  others: fc.Arbitrary<string>,
  ends: readonly string[],
): fc.Arbitrary<string> {
  const part = fc
    .tuple(first, fc.array(others, { maxLength: 4 }), fc.constantFrom(...ends))
    .map(([program, words, end]) => `${[program, ...words].join(' ')}${end}`);
  return fc.tuple(part, fc.array(fc.tuple(joint, part), { maxLength: 3 })).map((parts) => parts.flat(2).join(''));
}

const isSimpleWord = (text: string): boolean => isSimpleChain(`a ${text}`);
const chain = fc.oneof(
  chainOf(word, word, ['', ' 2>&1', ' > b', ' 2> b']),
  chainOf(word.filter(isSimpleChain), word.filter(isSimpleWord), ['', '', ' 2>&1']),
);

/** Where the grammar finds something else than the reader of plain words. */
const readInTwoWays = ['a 2>&1 b', 'a - 2>&1', 'a "(("', 'a b@', '--a= b', '1 2>&1', 'if a', 'a=b c'];

describe('C02: a chain of simple words, for which the grammar is not asked', () => {
  let read: ReadShell = () => null;
  before(async () => {
    read = await shellGrammar();
  });

  it('is judged as when it is asked', () => {
    const deny = ['git push', 'a'].map((text) => ({ words: text.split(' '), match: 'prefix' as const }));
    const judged = (command: string, reading: ReadShell) => {
      const found = classify(command, { allow: generous, deny, worktree: '/data/worktrees/task', read: reading });
      return { ...found, shape: found.shape?.trim() };
    };
    let spared = 0;
    fc.assert(
      fc.property(chain, (command) => {
        const asked: string[] = [];
        const reading: ReadShell = (text) => (asked.push(text), read(text));
        const found = judged(command, reading);
        spared += asked.includes(command) ? 0 : 1;
        // With a blank before it the same text is no simple one.
        assert.deepEqual(found, judged(` ${command}`, read));
      }),
      { numRuns: runs, examples: readInTwoWays.map((each): [string] => [each]) },
    );
    assert.ok(spared > runs / 10, `the grammar was spared only ${spared} times`);
  });

  it('has no tabs, line breaks or doubled blanks, and nothing that means something to a shell', () => {
    const others = [
      '',
      'a\tb',
      'a\nb',
      'a  b',
      ' a',
      'a ',
      'a &',
      'a;',
      'a; ',
      'a &&',
      'a # b',
      'a é',
      'a \u200b',
      'a > b',
    ];
    const meaning = [
      'a $b',
      'a `b`',
      'a "$b"',
      "a $'b'",
      'a {b,c}',
      '(a)',
      'a *',
      'a [b]',
      'a ~',
      'a !b',
      'a "!b"',
      'a \\b',
    ];
    assert.deepEqual([...others, ...meaning, ...readInTwoWays].filter(isSimpleChain), []);
    assert.ok(isSimpleChain("npm test -- --grep 'a b' 2>&1 | tail -40; git diff HEAD~1 && ls"));
  });

  it('is told in no time, whatever the text', () => {
    for (const piece of ['a ', '-', '--a=', "'", "a ' ", 'a 2>&1 ', 'a && ', 'a~1 ']) {
      assert.equal(isSimpleChain(`${piece.repeat(20_000 / piece.length - 1)}!`), false, piece);
    }
  });
});
