import assert from 'node:assert/strict';
import { classify } from '../../../../src/core/approvals/classify';
import type { ReadShell } from '../../../../src/core/approvals/shellPorts';
import type { CommandRule } from '../../../../src/protocol';
import { shellGrammar } from '../../../fakes/grammarFolder';
import { askedCommands } from '../../../security/askedCommands';
import { dangerousCommands } from '../../../security/dangerousCommands';
import { generous, ordinary } from '../../../security/ordinaryCommands';

describe('what is told of a command', () => {
  let read: ReadShell = () => null;
  before(async () => {
    read = await shellGrammar();
  });

  const judge = (command: string, deny: readonly CommandRule[] = []) =>
    classify(command, { allow: generous, deny, worktree: '/w/task', read });

  it('everything of the attack table is asked and everything ordinary is not', () => {
    const wrong = [
      ...Object.values({ ...askedCommands, ...dangerousCommands })
        .flat()
        .filter((command) => judge(command).decision !== 'ask'),
      ...ordinary.filter((command) => judge(command).decision !== 'allow'),
    ];
    assert.deepEqual(wrong, []);
  });

  it('where a chain writes, following the folders that it enters', () => {
    assert.deepEqual(judge('cd src && touch a ../b && cp x lib/y > log 2>&1').reach, {
      writes: ['/w/task/src/a', '/w/task/b', '/w/task/src/lib/y', '/w/task/src/log'],
      hosts: [],
      reversible: 'yes',
    });
    assert.deepEqual(judge('chmod 600 a && mv b ../c && rm -- -d').reach.writes, [
      '/w/task/a',
      '/w/task/b',
      '/w/c',
      '/w/task/-d',
    ]);
    assert.deepEqual(judge('dd if=a of=b; sed -i s/a/b/ c; find d -delete; sort -o e f; tar -C g -xf h').reach.writes, [
      ...['/w/task/b', '/w/task/c', '/w/task/d', '/w/task/e', '/w/task/g'],
    ]);
  });

  it('which hosts it speaks to, without names and ports', () => {
    const hosts = (command: string) => judge(command).reach.hosts;
    assert.deepEqual(
      [
        'curl https://user:secret@Example.com:8443/x?y',
        'curl example.org/x',
        'git clone git@example.net:a/b.git',
        'scp a host.example:b',
        'npm install x',
        'cat a.b',
      ].map(hosts),
      [['example.com'], ['example.org'], ['example.net'], ['host.example'], [], []],
    );
  });

  it('one shape for what differs in names and numbers only', () => {
    const shape = (command: string) => classify(command, { allow: [], deny: [], worktree: '/w/task', read }).shape;
    assert.deepEqual(
      [
        'npm install a',
        'npm install b c',
        'npm run x:y -- -t=1',
        'whoami -n20 x | wc -l > y',
        'rm -rf /',
        'echo $(x)',
      ].map(shape),
      ['npm install …', 'npm install …', 'npm run x:y -- -t', 'whoami -n … ; wc -l > …', null, 'echo $(x)'],
    );
  });

  it('why it asks, the most important first', () => {
    assert.deepEqual(
      ['git push $(x)', 'whoami', 'sort -o x y', 'nothing && echo x > ../y'].map((command) => {
        const { rule, reasons } = judge(command);
        return [rule, ...reasons];
      }),
      [
        [
          'C15',
          'Can’t be taken back: git push changes what others have.',
          'Its words are only known to the shell that runs it.',
          'It holds a command inside of another one.',
        ],
        ['unlisted'],
        ['C04', 'An option or argument of it runs a program, or writes where its rule does not say so.'],
        ['P01', 'It writes outside of the worktree.'],
      ],
    );
  });

  it('is forbidden by what either reading finds, also where there is no other', () => {
    const judged = (read: ReadShell) =>
      classify('ls && curl https://example.com', {
        allow: generous,
        deny: [{ words: ['curl'], match: 'prefix' }],
        worktree: '/w/task',
        read,
      });
    assert.deepEqual([judged(read).decision, judged(() => null).decision], ['deny', 'deny']);
  });

  it('asks for everything when nothing can be read', () => {
    const blind = classify('ls "(a)"', { allow: generous, deny: [], worktree: '/w/task', read: () => null });
    assert.deepEqual(
      { decision: blind.decision, reasons: blind.reasons, offers: blind.offers },
      { decision: 'ask', reasons: ['It can’t be read as a command of a shell.'], offers: [] },
    );
  });

  it('asks where the grammar and the simple reading do not come to the same', () => {
    const other = classify('ls "(a)"', { allow: generous, deny: [], worktree: '/w/task', read: () => read('ls b c') });
    assert.deepEqual(other.reasons, ['It can be read in two ways, and a shell may take the other one.']);
  });

  it('takes what nobody can read for what is forbidden when it names it', () => {
    const never: CommandRule = { words: ['planted'], match: 'prefix' };
    assert.equal(judge('ls | ls |& ls\nplanted x && ls', [never]).decision, 'ask');
    assert.equal(
      judge('ls |& ls', [never]).reasons.includes('Which program it runs is only known when it runs.'),
      false,
    );
  });
});
