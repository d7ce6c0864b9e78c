import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { AskingRunner } from './askingRunner';

const shell = (command: string) => ({ calls: [{ tool: 'shell', input: { command } }] });

describe('approvals', () => {
  let made: AskingRunner;
  afterEach(() => made.close());

  describe('P15: what is approved is what is done', () => {
    const files = { 'guide.mp4': 'film', 'docs/a.md': 'a' };
    const copy = 'cp guide.mp4 docs/';

    /** A folder beside the repository, which nothing of the task may change. */
    function outside(): string {
      const folder = path.join(fs.realpathSync(made.prepared.repo.folder), 'outside');
      fs.mkdirSync(folder, { recursive: true });
      return folder;
    }

    function linkDocs(target: string): void {
      const docs = path.join(made.prepared.worktree, 'docs');
      fs.rmSync(docs, { recursive: true, force: true });
      fs.symlinkSync(target, docs);
    }

    it('P15: says where a folder that is a link leads', async () => {
      made = await AskingRunner.open(files, [shell(copy), {}]);
      linkDocs(outside());
      made.start();
      const { facts } = await made.asked(1);
      assert.equal(facts.at(-1), `"docs/" leads to "${outside()}", outside the worktree.`);
    });

    it('P15: asks again when the folder was swapped for a link after it was allowed, and copies nothing', async () => {
      made = await AskingRunner.open(files, [shell(copy), {}]);
      made.start();
      const first = await made.asked(1);
      linkDocs(outside());
      made.answer(first, { kind: 'allow' });
      const second = await made.asked(2);
      assert.equal(second.facts[0], 'What it would do has changed since you allowed it, so it asks again.');
      assert.equal(second.facts.at(-1), `"docs/" leads to "${outside()}", outside the worktree.`);
      assert.notEqual(second.digest, first.digest);
      assert.deepEqual([fs.readdirSync(outside()), made.of('tool.intent')], [[], []]);
      made.answer(second, { kind: 'deny' });
      await made.finished();
      assert.deepEqual(fs.readdirSync(outside()), []);
    });

    it('P15: asks again when a link that was shown leads elsewhere by now', async () => {
      made = await AskingRunner.open(files, [shell(copy), {}]);
      const [shown, other] = [path.join(outside(), 'shown'), path.join(outside(), 'other')];
      [shown, other].forEach((folder) => fs.mkdirSync(folder));
      linkDocs(shown);
      made.start();
      const first = await made.asked(1);
      linkDocs(other);
      made.answer(first, { kind: 'allow' });
      made.answer(await made.asked(2), { kind: 'deny' });
      await made.finished();
      assert.deepEqual([fs.readdirSync(shown), fs.readdirSync(other)], [[], []]);
    });

    it('P15: runs what is allowed when nothing has changed, also through a link that was shown', async () => {
      made = await AskingRunner.open(files, [shell(copy), {}]);
      linkDocs(outside());
      made.start();
      made.answer(await made.asked(1), { kind: 'allow' });
      await made.finished();
      assert.deepEqual([fs.readdirSync(outside()), made.requests.length], [['guide.mp4'], 1]);
    });

    it('P15: sees links behind quotes, options, other folders and names that do not exist yet', async () => {
      const commands = [
        `cp guide.mp4 'docs'/new/deep.md`,
        'cp --target-directory=docs guide.mp4',
        'cp -tdocs guide.mp4',
        'dd if=guide.mp4 of=docs/x',
        'cd sub && cp ../guide.mp4 ../docs/',
        'cd sub; cp ../guide.mp4 inner/',
        'mkdir -p missing; cp guide.mp4 missing/../docs/x',
        'echo film>docs/x',
      ];
      made = await AskingRunner.open({ ...files, 'sub/a.md': 'a' }, [...commands.map(shell), {}]);
      linkDocs(outside());
      fs.symlinkSync(outside(), path.join(made.prepared.worktree, 'sub/inner'));
      made.start();
      for (const [index, command] of commands.entries()) {
        const request = await made.asked(index + 1);
        assert.match(request.facts.join('\n'), new RegExp(`leads to "${outside()}.*outside the worktree`), command);
        made.answer(request, { kind: 'deny' });
      }
      await made.finished();
    });

    it('P15: names the real file that a tool would change, and refuses at once to go through a link', async () => {
      const write = (file: string) => ({ calls: [{ tool: 'write_file', input: { path: file, content: '{}' } }] });
      made = await AskingRunner.open(files, [write('.vscode/tasks.json'), write('docs/.vscode/tasks.json'), {}]);
      linkDocs(outside());
      made.start();
      const asked = await made.asked(1);
      const worktree = fs.realpathSync(made.prepared.worktree);
      assert.deepEqual(asked.reach, {
        writes: [path.join(worktree, '.vscode/tasks.json')],
        hosts: [],
        reversible: 'yes',
      });
      made.answer(asked, { kind: 'deny' });
      await made.finished();
      assert.deepEqual(
        made.of('tool.result').map(({ outcome, text }) => [outcome, text.split('.')[0]]),
        [
          ['denied', 'This was not allowed'],
          ['error', '"docs" is a symbolic link; nothing is changed through one'],
        ],
      );
    });
  });

  describe('one use, and the first answer wins', () => {
    it('H04: of many answers from several surfaces the first decides, and it runs once', async () => {
      made = await AskingRunner.open({ 'a.md': 'a' }, [shell('echo ran >> log.txt'), {}]);
      made.start();
      const request = await made.asked(1);
      for (let index = 0; index < 20; index++) {
        made.answer(request, index === 0 || index % 2 === 1 ? { kind: 'allow' } : { kind: 'deny' });
      }
      await made.finished();
      made.answer(request, { kind: 'allow' });
      assert.deepEqual(
        made.of('answer').map(({ decision }) => decision),
        [{ kind: 'allow' }],
      );
      assert.equal(fs.readFileSync(path.join(made.prepared.worktree, 'log.txt'), 'utf8'), 'ran\n');
    });

    it('H04: an allow that comes after a deny changes nothing', async () => {
      made = await AskingRunner.open({ 'a.md': 'a' }, [shell('echo ran >> log.txt'), {}]);
      made.start();
      const request = await made.asked(1);
      made.answer(request, { kind: 'deny' });
      made.answer(request, { kind: 'allow' });
      await made.finished();
      assert.deepEqual(
        [made.of('answer').length, fs.existsSync(path.join(made.prepared.worktree, 'log.txt'))],
        [1, false],
      );
    });

    it('H04: an answer to an earlier request does not allow the same command when it is asked again', async () => {
      const again = shell('echo ran >> log.txt');
      made = await AskingRunner.open({ 'a.md': 'a' }, [again, again, {}]);
      made.start();
      const first = await made.asked(1);
      made.answer(first, { kind: 'allow' });
      const second = await made.asked(2);
      made.answer(first, { kind: 'allow' });
      made.answer(second, { kind: 'deny' });
      await made.finished();
      assert.equal(second.digest, first.digest);
      assert.equal(fs.readFileSync(path.join(made.prepared.worktree, 'log.txt'), 'utf8'), 'ran\n');
    });
  });
});
