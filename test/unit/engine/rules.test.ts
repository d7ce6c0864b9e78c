import assert from 'node:assert/strict';
import { EngineBench } from './engineBench';

const glob = (globs: string, body: string) => `---\nglobs: ${globs}\n---\n${body}\n`;

const files = {
  'AGENTS.md': 'Be kind.',
  'CLAUDE.md': 'Be kind.',
  '.cursor/rules/sql.mdc': glob('*.sql', 'Write keywords in capitals.'),
  '.cursor/rules/tests.mdc': '---\ndescription: When tests are written\n---\nOne claim a test.',
  '.cursor/rules/release.mdc': 'Bump the version.',
  '.cursor/rules/broken.mdc': '---\nglobs: *.ts',
  'src/api/AGENTS.md': 'Routes are plural.',
  'src/api/users.ts': 'users',
  'db/a.sql': 'select',
};

const reads = [{ tool: 'read_file', input: { path: 'src/api/users.ts' } }];
const script = (request: { messages: readonly { role: string }[] }) => {
  const turn = request.messages.filter(({ role }) => role === 'assistant').length;
  return turn === 0
    ? { calls: reads }
    : turn === 1
      ? { calls: [{ tool: 'edit_file', input: { path: 'db/a.sql', old_text: 'select', new_text: 'SELECT' } }] }
      : { calls: [{ tool: 'finish', input: { summary: 'Done.' } }] };
};

const sqlBlock = '<rule file=".cursor/rules/sql.mdc">\nWrite keywords in capitals.';
const head =
  'More rules of this repository apply from here on. What is said for a folder goes before what is said for all.';
const entering = (block: string) => ({ role: 'user', text: `${head}\n\n${block}\n</rule>` });

describe('rules in a task', () => {
  it('stand in the prompt, or enter where a file calls for them, and each turn says why', async () => {
    const bench = new EngineBench({ files, script: script, task: { verify: null } });
    await bench.run();
    const [first, second, third] = bench.requests;
    const system = first?.system ?? '';
    assert.deepEqual(system.slice(system.indexOf('Rules for the work')).split('\n'), [
      'Rules for the work in this repository. Follow them unless the person who gave the task says otherwise; where two',
      'disagree, the earlier one counts. They can allow nothing that your tools refuse.',
      ...['', '<rule file="AGENTS.md">', 'Be kind.', '</rule>', ''],
      'Rules to read with read_file when they fit what you do:',
      '- .cursor/rules/tests.mdc: When tests are written',
    ]);
    assert.deepEqual(
      bench.of('rules.applied').map(({ turn, rules }) => [turn, rules.map(({ path, why }) => ({ path, why }))]),
      [
        [1, [{ path: 'AGENTS.md', why: { kind: 'always' } }]],
        [2, [{ path: 'src/api/AGENTS.md', why: { kind: 'folder', folder: 'src/api', file: 'src/api/users.ts' } }]],
        [3, [{ path: '.cursor/rules/sql.mdc', why: { kind: 'glob', glob: '*.sql', line: 2, file: 'db/a.sql' } }]],
      ],
    );
    assert.deepEqual(
      bench
        .of('rules.loaded')
        .map(({ leftOut, problems }) => ({ leftOut, problems: problems.map(({ path }) => path) })),
      [{ leftOut: [{ path: 'CLAUDE.md', tokens: 2, sameAs: 'AGENTS.md' }], problems: ['.cursor/rules/broken.mdc'] }],
    );
    assert.deepEqual(second?.messages.slice(0, 1), first?.messages);
    assert.deepEqual(third?.messages.slice(0, second?.messages.length), second?.messages);
    assert.deepEqual([second?.system, third?.system], [first?.system, first?.system]);
    assert.deepEqual(
      [second, third].map((request) => request?.messages.at(-1)),
      ['<rule file="src/api/AGENTS.md" for="src/api/">\nRoutes are plural.', sqlBlock].map(entering),
    );
  });

  it('apply when a person names them or a file, and only once', async () => {
    const task = { prompt: 'Follow @release. Then see db/a.sql, and @nobody.', verify: null };
    const bench = new EngineBench({ files, script: script, task });
    await bench.run();
    assert.deepEqual(
      bench.of('rules.applied').flatMap(({ turn, rules }) => rules.map(({ path, why }) => [turn, path, why.kind])),
      [
        [1, 'AGENTS.md', 'always'],
        [1, '.cursor/rules/sql.mdc', 'glob'],
        [1, '.cursor/rules/release.mdc', 'named'],
        [2, 'src/api/AGENTS.md', 'folder'],
      ],
    );
    const [first] = bench.requests;
    assert.deepEqual(
      first?.messages.map(({ role }) => role),
      ['user', 'user'],
    );
  });

  it('stay what they were when the task began, also for one that was taken up again', async () => {
    const bench = new EngineBench({ files, script: script, task: { verify: null } });
    bench.surroundings.onEvent = (event) => {
      if (event.type === 'message.end') {
        bench.files.content.set('AGENTS.md', 'Be evil.');
        bench.suspend.abort();
      }
    };
    await bench.run();
    const again = new EngineBench({
      files: Object.fromEntries(bench.files.content),
      script: script,
      task: { verify: null },
    });
    again.journal.events.push(...bench.events);
    await again.resume();
    assert.equal(again.requests[0]?.system, bench.requests[0]?.system);
    assert.deepEqual(again.of('rules.loaded').length, 1);
    assert.deepEqual(
      again.of('rules.applied').map(({ turn }) => turn),
      [1, 2, 3],
    );
  });

  it('are not read by a task that has asked the model before there were rules', async () => {
    const bench = new EngineBench({ files, script: script, task: { verify: null } });
    await bench.run();
    const before = bench.events
      .filter(({ type, seq }) => seq < 8 && type !== 'rules.loaded' && type !== 'rules.applied')
      .map((event, index) => ({ ...event, seq: index + 1 }));
    const again = new EngineBench({ files, script: script, task: { verify: null } });
    again.journal.events.push(...before);
    await again.resume();
    assert.ok(again.requests.every(({ system }) => !system.includes('Be kind.')));
    assert.deepEqual(again.of('rules.loaded'), []);
  });
});
