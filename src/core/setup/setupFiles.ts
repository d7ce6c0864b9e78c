import { ConductorFile, WorktreesFile } from '../../protocol';
import { readJsonc } from './readJsonc';
import { readEditorTasks } from './editorTasks';
import type { Platform, ReadFile } from './foundList';

type Read = (value: unknown, platform: Platform) => ReadFile;

/** The files in which repositories say how a new worktree is set up, in the order in which they are run. */
const files: ReadonlyMap<string, Read> = new Map([
  ['.cursor/worktrees.json', readWorktrees],
  ['conductor.json', readConductor],
  ['.vscode/tasks.json', readEditorTasks],
]);

export const setupFiles: readonly string[] = [...files.keys()];

export function readSetupFile(path: string, text: string, platform: Platform): ReadFile {
  try {
    const read = files.get(path) ?? (() => ({ lists: [], problems: [] }));
    const { lists, problems } = read(readJsonc(text), platform);
    return {
      lists: lists.filter(({ steps }) => steps.length > 0),
      problems: problems.map((text) => `${path}: ${text}`),
    };
  } catch (error) {
    // Its message may quote the file, which may hold a secret.
    const why = error instanceof SyntaxError ? 'it is no JSON' : 'it does not have the form of such a file';
    return { lists: [], problems: [`${path} was not used: ${why}.`] };
  }
}

function readWorktrees(value: unknown, platform: Platform): ReadFile {
  const file = WorktreesFile.parse(value);
  const own = platform === 'windows' ? file['setup-worktree-windows'] : file['setup-worktree-unix'];
  const commands = own ?? file['setup-worktree'];
  if (commands === undefined) {
    return { lists: [], problems: [] };
  }
  if (typeof commands !== 'string') {
    return { lists: [{ steps: commands.filter((command) => command.trim() !== '') }], problems: [] };
  }
  const scriptPath = insideRepository(`.cursor/${commands}`);
  return scriptPath === null
    ? { lists: [], problems: ['the script lies outside of the repository.'] }
    : { lists: [{ steps: [scriptPath], scriptPath }], problems: [] };
}

function readConductor(value: unknown): ReadFile {
  const setup = ConductorFile.parse(value).scripts?.setup?.trim() ?? '';
  return { lists: [{ steps: setup === '' ? [] : [setup] }], problems: [] };
}

/** The path with `.` and `..` resolved; null when it leads out. */
function insideRepository(path: string): string | null {
  const names: string[] = [];
  for (const name of path.replaceAll('\\', '/').split('/')) {
    if (name === '..' && names.pop() === undefined) {
      return null;
    }
    if (!['', '.', '..'].includes(name)) {
      names.push(name);
    }
  }
  return names.join('/');
}
