import type { ChangedText } from '../checks/checkPorts';
import { type Held, heldFact } from './heldPath';
import type { ControlChange } from '../../protocol';

const mostShown = 3;
const mostLines = 15;
const mostCharacters = 800;

/** Among the changes of files, those that need consent. */
export function controlChanges(
  changes: readonly { path: string; isDeleted: boolean }[],
  heldOf: (path: string) => Held | null,
): ControlChange[] {
  return changes.flatMap(({ path, isDeleted }): ControlChange[] => {
    const held = heldOf(path);
    const change = { path, verb: isDeleted ? ('delete' as const) : ('write' as const) };
    return held === null ? [] : [held === 'outside' ? { ...change, isOutside: true } : change];
  });
}

/** `write .vscode/settings.json, delete .envrc`. */
export function controlActs(changes: readonly ControlChange[]): string {
  return changes.map(({ path, verb }) => `${verb} ${path}`).join(', ');
}

/** What a person reads before they decide: why they are asked, what an answer does, and what the files would hold. */
export function controlFacts(changes: readonly ControlChange[], texts: readonly ChangedText[]): string[] {
  const held = texts
    .filter(({ path }) => changes.some((change) => change.path === path && change.verb === 'write'))
    .slice(0, mostShown)
    .map(({ path, after }) => (after === null ? `${path} is not text.` : `${path} would hold:\n${beginning(after)}`));
  return [
    heldFact(changes.map(({ isOutside }) => (isOutside === true ? 'outside' : 'obeyed'))),
    'A command that ran in the worktree did this. It was put back; if you allow it, it is put in place again.',
    ...held,
  ];
}

function beginning(text: string): string {
  const lines = text.split('\n').slice(0, mostLines).join('\n').slice(0, mostCharacters);
  return lines.length < text.length ? `${lines}\n…` : lines;
}

/** What the model is told once it is settled. */
export function controlNote(
  changes: readonly ControlChange[],
  outcome: { kind: 'allowed' } | { kind: 'denied'; note: string } | { kind: 'failed'; reason: string },
): string {
  const paths = changes.map(({ path }) => path).join(', ');
  const what = changes.every(({ isOutside }) => isOutside === true)
    ? 'outside of those that you are to keep to'
    : 'that editors, shells or agents obey';
  const lead = `What you ran has changed files ${what}, which needs consent: ${paths}.`;
  switch (outcome.kind) {
    case 'allowed':
      return `${lead} The user allowed the change; it is in place.`;
    case 'denied': {
      const note = outcome.note === '' ? '' : ` They wrote: ${outcome.note}`;
      return `${lead} The user did not allow it, so these files are as they were before. Go on without that change.${note}`;
    }
    case 'failed':
      return `${lead} The user allowed the change, but it could not be put in place: ${outcome.reason}`;
  }
}
