import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ShellCommands } from '../../src/adapters/process/shellCommands';
import { openRepositoryRules } from '../../src/adapters/store/diskApprovalRules';
import { auditRecords } from '../../src/core/audit/auditRecords';
import { prepareTask, type PreparedTask } from '../fakes/preparedTask';
import { AskingRunner } from './askingRunner';
import { SandboxRig } from './sandboxRig';

interface Wanted {
  reads?: string[];
  writes?: string[];
  isNarrow?: boolean;
}

describe('places that a sandbox.json names', () => {
  let rig: SandboxRig;

  beforeEach(() => {
    rig = new SandboxRig('places');
    for (const folder of [
      'out',
      'home/tools',
      'home/.aws',
      'home/other',
      'home/.config/autostart',
      'home/.local/bin',
      'home/lib/.git',
    ]) {
      fs.mkdirSync(rig.at(folder), { recursive: true });
    }
    fs.writeFileSync(rig.at('home', 'tools', 'tool'), 'tool\n');
    fs.writeFileSync(rig.at('home', 'other', 'notes'), 'notes\n');
  });
  afterEach(() => rig.dispose());

  async function open({ reads = [], writes = [], isNarrow = false }: Wanted): Promise<ShellCommands> {
    const places = { reads, writes, isNarrow, root: rig.repo, kept: [rig.repo, rig.at('data')] };
    return await ShellCommands.open({ ...rig.sandbox, taskId: rig.taskId, places });
  }

  const report = ({ report: told }: ShellCommands) => (told.kind === 'bubblewrap' ? told.places : null);

  it('P03: can be written, and nothing beside them', async () => {
    const commands = await open({ writes: [rig.at('out')] });
    await rig.runIn(
      commands,
      `echo made > ${rig.at('out')}/a; echo x > ${rig.at('b')}; echo x > ${rig.repo}/c; echo x > ~/d`,
    );
    assert.deepEqual(
      [rig.at('out', 'a'), rig.at('b'), path.join(rig.repo, 'c'), rig.at('home', 'd')].map((file) =>
        fs.existsSync(file),
      ),
      [true, false, false, false],
    );
    assert.deepEqual(report(commands), { reads: [], writes: [rig.at('out')], isNarrow: false, refused: [] });
  });

  it('P03: are refused where they lead to what is protected, whatever link leads there', async () => {
    fs.symlinkSync(rig.at('home', '.ssh'), rig.at('link'));
    const refused: Record<string, string[]> = {
      'belongs to the system': ['/', '/etc', '/usr/local'],
      'holds your home folder': ['~/.', rig.folder],
      'holds keys, tokens or other tasks': ['~/.ssh', '~/.aws', rig.at('link'), rig.at('data', 'worktrees', 'other')],
      'holds a checkout of yours, which agents change by Apply alone': ['.', '.cursor/..', rig.repo],
      'holds what shells or editors obey': ['~/.config/autostart', '~/.local/bin'],
      'lies in a repository, or is one': ['~/lib', '~/lib/.git'],
      'is no folder': ['~/tools/tool'],
      'is not there': ['~/none', 'none'],
    };
    const names = Object.values(refused).flat();
    const found = report(await open({ writes: names }));
    const why = (name: string) => found?.refused.find((said) => said.startsWith(`${JSON.stringify(name)} `));
    for (const [reason, each] of Object.entries(refused)) {
      each.forEach((name) => assert.ok(why(name)?.includes(reason) ?? false, `${name}: ${why(name) ?? 'not refused'}`));
    }
    assert.deepEqual(found?.writes, []);
  });

  it('X06: show nothing of keys and tokens that lie in them', async () => {
    const commands = await open({ reads: ['~/.', '~/.ssh', '~/.ssh/id_ed25519'] });
    const { output } = await rig.runIn(commands, 'cat ~/.ssh/id_ed25519; ls -A ~/.ssh; cat ~/other/notes');
    assert.doesNotMatch(output, /canary/);
    assert.match(output, /notes/);
    assert.equal(report(commands)?.refused.length, 2);
  });

  it('X06: hide home folders within a narrow boundary, but for what they name', async () => {
    const commands = await open({ isNarrow: true, reads: ['~/tools'] });
    const { output } = await rig.runIn(
      commands,
      'cat ~/tools/tool ~/other/notes; ls; echo made > here; cat here; git log --oneline',
    );
    assert.match(output, /^tool\n.*No such file or directory\n(here\n)?made\n\w+ first\n$/s);
    const [inside] = report(commands)?.reads ?? [];
    assert.equal(inside, rig.at('home', 'tools'));
  });

  describe('in a repository', () => {
    let asking: AskingRunner | null = null;
    const made: string[] = [];
    /** What the audit log says of places in the last task. */
    let audited: string[] = [];
    afterEach(async () => {
      await asking?.close();
      made.splice(0).forEach((folder) => fs.rmSync(folder, { recursive: true }));
    });

    /** Tests may write to `/dev/shm`, which belongs to the system and is opened by no file. */
    function folderApart(): string {
      const folder = fs.mkdtempSync('/tmp/shared-');
      made.push(folder);
      return folder;
    }

    const textFor = (folder: string) => JSON.stringify({ additionalReadwritePaths: [folder] });

    /** Whether a command of a task writes the folder, after what a person did about the file. */
    async function writes(decide: (task: PreparedTask, file: string) => Promise<void>): Promise<boolean> {
      const task = await prepareTask({ 'a.txt': 'a\n' }, { verify: null, isolation: 'sandbox', approve: 'deny' });
      const folder = folderApart();
      const file = path.join(task.repo.root, '.cursor', 'sandbox.json');
      fs.mkdirSync(path.dirname(file));
      fs.writeFileSync(file, textFor(folder));
      await decide(task, file);
      const command = `echo x > ${folder}/made`;
      asking = new AskingRunner(task, [{ calls: [{ tool: 'shell', input: { command } }] }, {}]);
      asking.start();
      await asking.finished();
      const isWritten = fs.existsSync(path.join(folder, 'made'));
      audited = auditRecords([], asking.events, String)
        .filter(({ rule }) => rule?.startsWith('sandbox.json') === true)
        .map(({ what }) => what);
      await asking.close();
      asking = null;
      return isWritten;
    }

    async function consent({ repo, spec }: PreparedTask): Promise<void> {
      const { root, commonDir } = spec.workspace.repos[0];
      const rules = openRepositoryRules({ root, commonDir, dataDirectory: path.join(repo.folder, 'data'), home: null });
      const [found] = (await rules.list()).files;
      assert.ok(found !== undefined && !found.counts);
      await rules.consent(found, true);
    }

    it('T02: count after a consent to exactly this text, and no longer', async () => {
      assert.equal(await writes(() => Promise.resolve()), false);
      assert.deepEqual(audited, []);
      assert.equal(await writes(consent), true);
      assert.deepEqual(audited, [`Commands may write beside the worktree: ${made.at(-1) ?? ''}`]);
      const changed = async (task: PreparedTask, file: string): Promise<void> => {
        await consent(task);
        fs.appendFileSync(file, ' ');
      };
      assert.equal(await writes(changed), false);
    });
  });
});
