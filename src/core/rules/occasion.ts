import type { RunnerEvent } from '../../protocol';
import { namesInside } from '../files/paths';
import { parseInput } from '../labels/toolLabels';
import type { RuleOccasion } from './matchRules';

const maxListed = 200;
const maxSaid = 20_000;
const maxNamed = 20;

const withPath = new Set(['read_file', 'edit_file', 'write_file', 'delete_file']);

/**
 * What came into view since the model was last asked: files that calls have read, changed, or listed below a folder, and
 * what a person said. The listing of the whole repository shows nothing of its files and calls for no rules.
 */
export function occasionSince(events: readonly RunnerEvent[], worktree: string): RuleOccasion {
  const asked = events.findLastIndex((event) => event.type === 'model.request');
  const recent = events.slice(asked + 1);
  const inputs = new Map(
    recent.flatMap((event) => (event.type === 'tool.intent' ? [[event.callId, event.input] as const] : [])),
  );
  const files = new Set<string>();
  const said: string[] = [];
  for (const event of recent) {
    if (event.type === 'tool.result' && event.outcome === 'ok') {
      filesOf(event.tool, inputs.get(event.callId) ?? '', event.text).forEach((path) =>
        addInside(files, path, worktree),
      );
    } else if (event.type === 'user.message' && event.source !== 'check') {
      said.push(event.text);
    } else if (event.type === 'answer' && 'text' in event.decision) {
      said.push(event.decision.text ?? '');
    }
  }
  return { files: [...files], said };
}

function filesOf(tool: string, input: string, text: string): string[] {
  const { path, patch } = parseInput(input);
  if (tool === 'list_files') {
    const isTop = typeof path !== 'string' || path.replace(/^\.?\/?$/, '') === '';
    return isTop ? [] : text.split('\n', maxListed).filter((line) => !line.startsWith('['));
  }
  if (typeof patch === 'string') {
    return patchedFiles(patch);
  }
  return withPath.has(tool) && typeof path === 'string' ? [path] : [];
}

/** What in a person's words looks like the path of a file. */
export function filesNamedIn(said: readonly string[]): string[] {
  const paths = said.flatMap((text) => text.slice(0, maxSaid).match(/[\w.-][\w./-]*\.\w{1,10}(?![\w/])/g) ?? []);
  return [...new Set(paths)].slice(0, maxNamed);
}

/** The files that a patch names, in either of its two forms. */
function patchedFiles(patch: string): string[] {
  const named = /^(?:\*\*\* (?:Add|Update) File: |\*\*\* Move to: |\+\+\+ (?:b\/)?)(?!\/dev\/null)([^\t\n]+)/gm;
  return [...patch.matchAll(named)].map(([, path = '']) => path.trim());
}

/** A path that leads outside was refused and is in no one's view. */
function addInside(files: Set<string>, path: string, worktree: string): void {
  try {
    files.add(namesInside(path, [worktree]).join('/'));
  } catch {
    return;
  }
}
