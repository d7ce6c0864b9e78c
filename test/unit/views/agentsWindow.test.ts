import assert from 'node:assert/strict';
import type * as EditorStub from '../../fakes/editorStub';
import { stubEditor } from '../../fakes/stubbedEditor';

const unheard = () => ({ dispose: () => undefined });

/** A panel that says what becomes of it. */
class Panel {
  readonly did: string[] = [];
  readonly visible = true;
  readonly onDidChangeViewState = unheard;
  readonly webview = {
    ...{ options: {}, html: '', cspSource: '' },
    asWebviewUri: (uri: EditorStub.Uri) => uri,
    onDidReceiveMessage: unheard,
    postMessage: () => Promise.resolve(true),
  };
  private ended: () => void = () => undefined;

  onDidDispose(listener: () => void) {
    this.ended = listener;
    return unheard();
  }

  reveal(): void {
    this.did.push('reveal');
  }

  dispose(): void {
    this.did.push('dispose');
    this.ended();
  }
}

describe('AgentsWindow', () => {
  let editor: typeof EditorStub;
  let hooks: { deregister(): void };

  before(async () => {
    hooks = stubEditor();
    editor = await import('../../fakes/editorStub');
  });
  after(() => hooks.deregister());

  it('is one panel, also when a tab of before is looked at after another was opened', async () => {
    const { AgentsWindow } = await import('../../../src/views/agentsWindow');
    const source = { onDidChange: unheard };
    const map = { current: new Map(), ...source };
    const known = { known: map };
    const agents = new AgentsWindow({
      ...{ extensionUri: editor.Uri.from({ scheme: 'file', path: '/ext' }), fleet: { onLive: unheard } },
      ...{ store: map, reviewMarks: map, radar: map, groups: map, moves: known, pulls: known },
      ...{ connections: { list: () => [], ...source }, day: { current: '', ...source } },
      ...{
        listing: { current: { filter: '', groupBy: 'status' }, ...source },
        ground: { current: 'found', ...source },
      },
    } as never);
    const [before, now] = [new Panel(), new Panel()];
    await agents.deserializeWebviewPanel(before as never);
    await agents.deserializeWebviewPanel(now as never);
    agents.open();
    assert.deepEqual([before.did, now.did], [['dispose'], ['reveal']]);
  });
});
