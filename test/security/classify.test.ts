import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { classify, type Classification } from '../../src/core/approvals/classify';
import type { ReadShell } from '../../src/core/approvals/shellPorts';
import type { CommandRule } from '../../src/protocol';
import { shellGrammar } from '../fakes/grammarFolder';
import { askedCommands } from './askedCommands';
import { dangerousCommands } from './dangerousCommands';
import { generous, ordinary } from './ordinaryCommands';

const runs = process.env['BACKGROUND_AGENTS_NIGHTLY'] === '1' ? 100_000 : 2000;

/** What a shell makes something of, and words between. */
const piece = fc.constantFrom(
  ...[
    'ls',
    'git status',
    'x',
    ' ',
    ' ',
    ';',
    '&&',
    '||',
    '|',
    '&',
    '\n',
    '$(',
    ')',
    '`',
    '"',
    "'",
    '\\',
    '#',
    '<',
    '>',
  ],
  ...[
    '>>',
    '<<X',
    '{',
    '}',
    '(',
    '$',
    '!',
    '~',
    '*',
    '?',
    '[',
    ']',
    '=',
    'A=',
    '-',
    '--',
    '\t',
    '\r',
    '\u00a0',
    '\u200b',
    '2>',
    '&1',
  ],
  ...['if ', 'then ', 'fi', 'do ', 'done', 'echo ', 'cd src', 'é', "$'", '${', '((', '[[ '],
);

describe('the policy of commands', () => {
  let read: ReadShell = () => null;
  before(async () => {
    read = await shellGrammar();
  });

  const judge = (command: string, deny: readonly CommandRule[] = [], allow = generous): Classification =>
    classify(command, { allow, deny, worktree: '/data/worktrees/task', read });
  const never = (...words: string[]): CommandRule => ({ words, match: 'prefix' });

  for (const [row, commands] of Object.entries({ ...askedCommands, ...dangerousCommands })) {
    for (const command of commands) {
      it(`${row}: asks for ${JSON.stringify(command)}`, () => {
        const { decision, isIrreversible, offers, shape } = judge(command);
        const isLast = row === 'C14' || row === 'C15';
        assert.equal(decision, 'ask');
        if (isLast) {
          assert.deepEqual({ isIrreversible, offers, shape }, { isIrreversible: true, offers: [], shape: null });
        }
      });
    }
  }

  it('asks for nothing of an ordinary day that rules cover', () => {
    const needless = ordinary.filter((command) => judge(command).decision !== 'allow');
    assert.deepEqual(needless, []);
  });

  it('C08: lets what is forbidden win in a chain of 61 parts, and of 5,000', () => {
    for (const length of [61, 5000]) {
      const chain = [...Array.from({ length: length - 1 }, () => 'git status'), 'curl https://example.com'].join(
        ' && ',
      );
      assert.equal(judge(chain, [never('curl')]).decision, 'deny');
      assert.equal(judge(chain.replace(' && curl https://example.com', '')).decision, 'allow');
    }
  });

  for (const command of [
    'curl x',
    '/usr/bin/curl x',
    './curl x',
    "'curl' x",
    'c\\url x',
    'ls; curl x',
    'ls $(curl x)',
    'ls "`curl x`"',
    'cat <(curl x)',
    'A=1 curl x',
    'env A=1 curl x',
    'env -i -u B curl x',
    'timeout -k 5 10 curl x',
    'nice -n 5 curl x',
    'nohup curl x &',
    'xargs -n 1 curl',
    'command curl x',
    'exec curl x',
    "bash -c 'curl x'",
    "bash -lc 'ls; curl x'",
    'bash -c "bash -c \'curl x\'"',
    "eval 'curl x'",
    'eval curl x',
    "trap 'curl x' EXIT",
    "env -S 'curl x'",
    'find . -exec curl x {} +',
    'find . -name a -execdir curl {} \\;',
    'if true; then curl x; fi',
    'for a in b; do curl x; done',
    'f() { curl x; }; f',
    '(curl x)',
    '{ curl x; }',
    '! curl x',
    'time curl x',
    'sudo -u root curl x',
    'echo a | curl x',
    'ls && (cd src && curl x)',
    'cat <<X\n$(curl x)\nX',
    'while curl x; do true; done',
    'case a in a) curl x;; esac',
    'coproc curl x',
    'curl x )',
    'busybox curl x',
  ]) {
    it(`C08: finds what is forbidden in ${JSON.stringify(command)}`, () => {
      assert.equal(judge(command, [never('curl')]).decision, 'deny');
    });
  }

  it('C08: takes a program for what is forbidden when nobody can tell which one it is', () => {
    for (const command of ['$X y', '$(echo curl) y', '"$X" y', 'c${x}url y']) {
      const { decision, reasons } = judge(command, [never('curl')]);
      assert.equal(decision, 'ask');
      assert.ok(reasons.includes('Which program it runs is only known when it runs.'), command);
    }
  });

  it('C08: looks past options of git for what is forbidden', () => {
    const forbidden = [never('git', 'push')];
    for (const command of ['git push', 'git -C x push', 'git -c a=b --no-pager push origin', '/usr/bin/git push']) {
      assert.equal(judge(command, forbidden).decision, 'deny', command);
    }
    assert.equal(judge('git status push', forbidden).decision, 'allow');
  });

  it('C08: allows no command that holds a forbidden one, wherever it is put', () => {
    const word = fc.constantFrom(
      'ls',
      'git status',
      'echo "a b"',
      "grep -n 'x' y",
      'cd src',
      '$(ls)',
      '`ls`',
      'A=1 ls',
    );
    const joint = fc.constantFrom(' && ', ' || ', '; ', ' | ', '\n', ' & ', ' |& ');
    const carrier = fc.constantFrom(
      (inner: string) => inner,
      (inner: string) => `( ${inner} )`,
      (inner: string) => `echo "$( ${inner} )"`,
      (inner: string) => `if ls; then ${inner}; fi`,
      (inner: string) => `env A=1 ${inner}`,
      (inner: string) => `timeout 5 ${inner}`,
      (inner: string) => `bash -c '${inner.replaceAll("'", "'\\''")}'`,
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(word, joint), { maxLength: 8 }),
        carrier,
        joint,
        word,
        (before, carry, after, last) => {
          const command = `${before.flat().join('')}${carry('forbidden x')}${after}${last}`;
          assert.notEqual(judge(command, [never('forbidden')]).decision, 'allow', command);
        },
      ),
      { numRuns: runs },
    );
  });

  it('C01: allows no text that holds a command which no rule covers, whatever is written around it', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), fc.array(piece, { maxLength: 14 }), (before, after) => {
        const command = `${before.join('')}planted${after.join('')}`;
        const { decision } = judge(command);
        if (decision === 'allow') {
          assert.ok(isOnlyAnArgument(command), `allowed ${JSON.stringify(command)}`);
        }
      }),
      { numRuns: runs },
    );
  });

  it('M05: any text at all comes to a decision', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 })), (command) => {
        assert.ok(['allow', 'ask', 'deny'].includes(judge(command, [never('curl')]).decision));
      }),
      { numRuns: runs },
    );
    for (const part of [
      '(',
      '{',
      '$(',
      '"$(',
      '`',
      '[',
      '<(',
      'a.',
      'a&&',
      's/',
      '{a,',
      '\\',
      '()',
      'a() {',
      '${a:-',
      '!',
      '-',
    ]) {
      assert.notEqual(judge(part.repeat(Math.floor(20_000 / part.length))).decision, 'allow', part);
    }
  });

  it('W03: offers the words themselves first, then at most a verb with whatever follows, and never a bare program', () => {
    const offered = (command: string) =>
      judge(command, [], []).offers.map(({ match, words }) => `${match} ${words.join(' ')}`);
    assert.deepEqual(
      ['npm run build -- --watch', 'git status -s', 'pytest -q', 'python3 x.py', 'ls', 'npm install x'].map(offered),
      [
        ['exact npm run build -- --watch', 'prefix npm run build'],
        ['exact git status -s', 'prefix git status'],
        ['exact pytest -q'],
        ['exact python3 x.py'],
        ['exact ls'],
        ['exact npm install x'],
      ],
    );
    for (const command of ['ls; ls', 'ls *', 'ls $x', 'git push', 'rm -rf /', 'ls > x', 'A=1 ls', 'ls > ../x']) {
      assert.deepEqual(offered(command), [], command);
    }
  });

  it('W03: a rule of exactly these words covers nothing else', () => {
    const rule: CommandRule = { words: ['sed', '-i', 's/a/b/', 'x y'], match: 'exact' };
    const decide = (command: string) => judge(command, [], [rule]).decision;
    assert.deepEqual(
      [
        "sed -i s/a/b/ 'x y'",
        'sed -i s/a/b/ x y',
        "sed -i s/a/b/ 'x y' z",
        "sed -i s/a/b/ 'x y'; ls",
        'sed -i s/a/b/ x?y',
      ].map(decide),
      ['allow', 'ask', 'ask', 'ask', 'ask'],
    );
    const push: CommandRule = { words: ['git', 'push'], match: 'exact' };
    assert.equal(
      judge('git push', [], [push]).decision,
      'ask',
      'a class that can’t be taken back is asked about each time',
    );
  });
});

/** For plain words a slow and simple reading is enough: `planted` is no command when something else begins its part. */
function isOnlyAnArgument(command: string): boolean {
  const quoted = /\\[^]|'[^']*'|"(?:\\[^]|[^"\\])*"/g;
  const bare = command.replace(quoted, (text) => (text === '\\\n' ? ' ' : text.includes('planted') ? 'planted' : 'q'));
  return bare.split(/&&|\|\||[;|\n]/).every((part) => {
    const isFirst = /^[\s\d<>&]*\S*planted/.test(part.replace(/\d?[<>]+\s*\S+/g, ' '));
    return !isFirst;
  });
}
