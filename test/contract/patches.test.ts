import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { DiskFiles } from '../../src/adapters/files/diskFiles';
import { parsePatch } from '../../src/core/editing/patchText';
import { carryOut } from '../../src/engine/tools/patchCommit';
import { planPatch } from '../../src/engine/tools/patchPlan';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'patches-')));
const root = path.join(folder, 'wt');

function put(files: Record<string, string>): void {
  fs.rmSync(root, { recursive: true, force: true });
  fs.mkdirSync(root, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), content);
  }
}

/** Every file with its permissions and its bytes. */
function held(): Record<string, string> {
  const entries = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map(({ parentPath, name }) => path.join(parentPath, name)).toSorted();
  return Object.fromEntries(
    files.map((file) => [
      path.relative(root, file),
      `${(fs.statSync(file).mode & 0o777).toString(8)} ${fs.readFileSync(file, 'utf8')}`,
    ]),
  );
}

async function apply(patch: string, files = new DiskFiles({ worktree: root, ripgrep: null })): Promise<string[]> {
  const plan = await planPatch(parsePatch(patch), { files, worktree: root });
  await carryOut(files, plan.files);
  return plan.told;
}

interface Failure {
  /** Which change of a file fails, from 1, and all behind it that `lasting` names. */
  at: number;
  isDone: boolean;
  lasting: number;
}

/** The real files, with changes that fail. */
class FailingFiles extends DiskFiles {
  private changes = 0;

  constructor(private readonly failure: Failure) {
    super({ worktree: root, ripgrep: null });
  }

  override write(name: string, text: string, mode?: number): Promise<void> {
    return this.change(() => super.write(name, text, mode));
  }

  override delete(name: string): Promise<void> {
    return this.change(() => super.delete(name));
  }

  private async change(act: () => Promise<void>): Promise<void> {
    this.changes += 1;
    const { at, isDone, lasting } = this.failure;
    const fails = this.changes >= at && this.changes <= at + lasting;
    if (!fails || isDone) {
      await act();
    }
    if (fails) {
      throw new Error('No space left.');
    }
  }
}

const large = `*** Begin Patch
*** Update File: a.txt
-one
+uno
*** Add File: new/deep/b.txt
+b
*** Update File: run.sh
*** Move to: bin/run.sh
-exit 1
+exit 0
*** Delete File: gone.txt
*** Update File: bin/run.sh
@@
+# end
*** End Patch`;
const before = { 'a.txt': '\ufeffone\r\ntwo', 'run.sh': 'exit 1\n', 'gone.txt': 'gone\n' };

function putLarge(): void {
  put(before);
  fs.chmodSync(path.join(root, 'run.sh'), 0o755);
  fs.chmodSync(path.join(root, 'gone.txt'), 0o600);
}

describe('patches on the disk', () => {
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('add, change, move and delete, and keep modes, marks and line ends', async () => {
    putLarge();
    assert.deepEqual(await apply(large), [
      'M a.txt at line 1\n  At line 1 the patch is not exactly what the file has: it differs in line ends.',
      'A new/deep/b.txt',
      'R run.sh → bin/run.sh at line 1',
      'D gone.txt',
      'M bin/run.sh at line 2',
    ]);
    assert.deepEqual(held(), {
      'a.txt': '644 \ufeffuno\r\ntwo',
      'bin/run.sh': '755 exit 0\n# end\n',
      'new/deep/b.txt': '644 b\n',
    });
  });

  it('set the modes that git names', async () => {
    put({ 'a.sh': 'a\n', 'b.sh': 'b\n' });
    fs.chmodSync(path.join(root, 'b.sh'), 0o755);
    await apply(
      'diff --git a/a.sh b/a.sh\nold mode 100644\nnew mode 100755\n' +
        'diff --git a/b.sh b/b.sh\nold mode 100755\nnew mode 100644\n' +
        'diff --git a/c.sh b/c.sh\nnew file mode 100755\n--- /dev/null\n+++ b/c.sh\n@@ -0,0 +1 @@\n+c\n',
    );
    assert.deepEqual(held(), { 'a.sh': '755 a\n', 'b.sh': '644 b\n', 'c.sh': '755 c\n' });
  });

  const refused: [name: string, part: string, reason: string][] = [
    ['a part that does not fit', '*** Update File: gone.txt\n-other\n+x', 'no-match'],
    ['a file that is there already', '*** Add File: run.sh\n+x', 'exists'],
    ['a target that is there already', '*** Update File: gone.txt\n*** Move to: run.sh', 'exists'],
    ['a file that is not there', '*** Delete File: nowhere', 'missing'],
    [
      'a file that the patch has moved away',
      '*** Update File: a.txt\n*** Move to: z\n*** Delete File: a.txt',
      'missing',
    ],
    ['a place outside', '*** Add File: ../outside\n+x', 'outside'],
    ["git's own data", '*** Add File: .git/hooks/x\n+x', 'git'],
    ['a link', '*** Delete File: link', 'not-regular'],
    ['a binary file', '*** Delete File: binary', 'binary'],
    ['no change', '*** Update File: gone.txt\n-gone\n+gone', 'no-change'],
  ];
  for (const [name, part, reason] of refused) {
    it(`change nothing because of ${name}`, async () => {
      put({ ...before, binary: '\0' });
      fs.symlinkSync('a.txt', path.join(root, 'link'));
      const unchanged = held();
      const first = reason === 'no-change' ? '' : '*** Add File: fresh.txt\n+x\n';
      await assert.rejects(apply(`*** Begin Patch\n${first}${part}\n*** End Patch`), { reason });
      assert.deepEqual(held(), unchanged);
    });
  }

  it('delete a file only when they hold all of it', async () => {
    put({ a: 'one\ntwo\n' });
    const patch = (...lines: string[]) =>
      `--- a/a\n+++ /dev/null\n@@ -1,${lines.length} +0,0 @@\n${lines.join('\n')}\n`;
    await assert.rejects(apply(patch('-one')), {
      message: '"a" holds more than the patch deletes; nothing was changed.',
    });
    assert.deepEqual(await apply(patch('-one', '-two')), ['D a at line 1']);
    assert.deepEqual(held(), {});
  });

  for (const isDone of [false, true]) {
    for (const at of [1, 2, 3, 4, 5]) {
      it(`leave all as it was when change ${at} fails ${isDone ? 'after' : 'before'} it was made`, async () => {
        putLarge();
        const unchanged = held();
        await assert.rejects(apply(large, new FailingFiles({ at, isDone, lasting: 0 })), {
          reason: 'not-written',
          message: 'The patch could not be written: No space left. All files are as they were before.',
        });
        assert.deepEqual(held(), unchanged);
      });
    }
  }

  it('name the files that could not be put back', async () => {
    putLarge();
    await assert.rejects(apply(large, new FailingFiles({ at: 3, isDone: false, lasting: 1 })), {
      message:
        'The patch could not be written: No space left. Not all files could be put back: look at "new/deep/b.txt".',
    });
    assert.deepEqual(held()['a.txt'], '644 \ufeffone\r\ntwo');
    assert.deepEqual(held()['new/deep/b.txt'], '644 b\n');
  });

  it('are carried out whole or not at all, whatever they hold and whichever change fails', async () => {
    const names = ['a', 'b', 'c/d', 'c/e'];
    const content = fc
      .array(fc.constantFrom('x\n', 'y\n', 'z\r\n'), { minLength: 1, maxLength: 4 })
      .map((lines) => lines.join(''));
    const tree = fc.dictionary(fc.constantFrom(...names), content, { maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(tree, tree, fc.nat(5), fc.boolean(), async (old, wanted, at, isDone) => {
        put(old);
        const unchanged = held();
        const patch = names.map((name) => partFor(name, old[name], wanted[name])).join('');
        fc.pre(patch !== '');
        const isWhole = await apply(
          `*** Begin Patch\n${patch}*** End Patch`,
          new FailingFiles({ at: at === 0 ? Infinity : at, isDone, lasting: 0 }),
        ).then(
          () => true,
          (error: unknown) => {
            assert.match(String(error), /All files are as they were before/);
            return false;
          },
        );
        const meant = Object.fromEntries(
          Object.entries(wanted)
            .toSorted()
            .map(([name, text]) => [name, `644 ${text}`]),
        );
        assert.deepEqual(held(), isWhole ? meant : unchanged);
      }),
      { numRuns: 150 },
    );
  });
});

/** What turns one content into another, every line of it anew. */
function partFor(name: string, old: string | undefined, wanted: string | undefined): string {
  const lines = (sign: string, text: string) => text.replace(/[^\n]*\n/g, (line) => sign + line);
  if (old === wanted) {
    return '';
  }
  if (wanted === undefined) {
    return `*** Delete File: ${name}\n`;
  }
  return old === undefined
    ? `*** Add File: ${name}\n${lines('+', wanted)}`
    : `*** Update File: ${name}\n${lines('-', old)}${lines('+', wanted)}`;
}
