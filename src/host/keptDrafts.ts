import type * as vscode from 'vscode';
import { ComposerDrafts } from '../protocol';
import type { ComposerDraft, TaskId } from '../protocol';

const most = 50;
const longestText = 20_000;

/** What was written in the boxes of this workspace and not sent, by task; that of the new task by `new`. */
export class KeptDrafts {
  private readonly key = 'composerDrafts';

  constructor(private readonly memento: vscode.Memento) {}

  /** What can't be read counts as nothing. */
  read(): ComposerDrafts {
    return ComposerDrafts.safeParse(this.memento.get(this.key)).data ?? {};
  }

  /** The ones written in last are kept. */
  async write(of: TaskId | null, draft: ComposerDraft): Promise<void> {
    const name = of ?? 'new';
    const others = Object.entries(this.read()).filter(([key]) => key !== name);
    const kept = isEmpty(draft) ? others : [...others, [name, bounded(draft)] as const];
    await this.memento.update(this.key, Object.fromEntries(kept.slice(-most)));
  }
}

function isEmpty({ text, given, options }: ComposerDraft): boolean {
  return text === '' && given.length === 0 && Object.keys(options).length === 0;
}

function bounded(draft: ComposerDraft): ComposerDraft {
  return { ...draft, text: draft.text.slice(0, longestText) };
}
