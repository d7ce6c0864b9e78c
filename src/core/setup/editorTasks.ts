import { EditorTask, TasksFile } from '../../protocol';
import type { FoundList, Platform, ReadFile } from './foundList';

const known = /\$\{(workspaceFolder|workspaceFolderBasename|env:\w+|userHome|cwd|pathSeparator|\/)\}/g;

/** Tasks of VS Code that are to run when a worktree was made, each after those it depends on. */
export function readEditorTasks(value: unknown, platform: Platform): ReadFile {
  const all = (TasksFile.parse(value).tasks ?? []).flatMap((entry) => {
    const task = EditorTask.safeParse(entry);
    return task.success ? [task.data] : [];
  });
  const wanted: EditorTask[] = [];
  for (const task of all.filter(({ runOptions }) => runOptions?.runOn === 'worktreeCreated')) {
    addWithDependencies(task, all, wanted);
  }
  const read: ReadFile = { lists: [], problems: [] };
  for (const task of wanted) {
    const list = listOf(task, platform);
    if (typeof list === 'string') {
      read.problems.push(`the task “${nameOf(task)}” was not used: ${list}.`);
    } else if (list !== null) {
      read.lists.push(list);
    }
  }
  return read;
}

function addWithDependencies(
  task: EditorTask,
  all: readonly EditorTask[],
  wanted: EditorTask[],
  above: EditorTask[] = [],
) {
  if (wanted.includes(task) || above.includes(task)) {
    return;
  }
  const names = [task.dependsOn].flat();
  for (const other of all.filter((candidate) => names.includes(nameOf(candidate)))) {
    addWithDependencies(other, all, wanted, [...above, task]);
  }
  wanted.push(task);
}

function nameOf({ label, type, script }: EditorTask): string {
  return label ?? (type === 'npm' ? `npm: ${script ?? ''}` : '');
}

/** Null for a task that only stands for others; a text says why it can't be run here. */
function listOf(task: EditorTask, platform: Platform): FoundList | string | null {
  const step = stepOf(task, platform);
  if (step === null) {
    return null;
  }
  if (!['shell', 'process', 'npm', undefined].includes(task.type)) {
    return `tasks of the type ${task.type ?? ''} need the editor`;
  }
  const { cwd = '', env = {} } = (task[platform] ?? task).options ?? task.options ?? {};
  const folder = cwd.replace(/^\$\{workspaceFolder\}[/\\]?/, '');
  const environment = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, withVariables(value)]));
  const isKnown = ![step, folder, ...Object.values(environment)].some((text) => /\$\{\w+:/.test(text));
  return isKnown && !folder.includes('${')
    ? { steps: [step], environment, folder, part: nameOf(task) }
    : 'it has a variable that only the editor knows';
}

function stepOf(task: EditorTask, platform: Platform): string | null {
  const own = task[platform] ?? {};
  const command = task.type === 'npm' ? `npm run ${task.script ?? ''}` : (own.command ?? task.command);
  const args = own.args ?? task.args ?? [];
  return command === undefined
    ? null
    : withVariables([textOf(command), ...args.map((word) => argument(textOf(word)))].join(' '));
}

function textOf(word: string | { value: string | string[] }): string {
  return typeof word === 'string' ? word : [word.value].flat().join(' ');
}

/** In double quotes where a shell would split it; the variables of the file stay variables. */
function argument(text: string): string {
  return /^[\w@%+=:,./${}-]+$/.test(text) ? text : `"${text.replace(/["\\`]|\$(?!\{)/g, '\\$&')}"`;
}

/** As variables of the shell, which has those of the editor that make sense here in its environment. */
function withVariables(text: string): string {
  const names: Record<string, string> = {
    userHome: '${HOME}',
    cwd: '${workspaceFolder}',
    pathSeparator: '/',
    '/': '/',
  };
  return text.replace(known, (found, name: string) =>
    name.startsWith('env:') ? `\${${name.slice('env:'.length)}}` : (names[name] ?? found),
  );
}
