import * as path from 'node:path';
import * as vscode from 'vscode';
import type { EditorProblems } from '../core/problems/problemPorts';
import type { FileProblems, Problem } from '../protocol';

const maxFiles = 30;
const maxProblems = 200;
const maxMessage = 300;
/** Who has not begun to say something by then has nothing to say. */
const firstMs = 2500;
/** Language services go on correcting themselves. */
const quietMs = 500;
const mostMs = 7000;
const maxWatched = 8;
/** Nobody checks these. */
const plain = new Set(['plaintext', 'log', 'binary']);

/** Folders outside the workspace whose changes the editor takes up as long as they are watched. */
const watched = new Map<string, vscode.Disposable>();

/** What the language services of this window say of files, which need not be in its workspace. */
export const editorProblems: EditorProblems = {
  async of({ folder, before, paths }, signal) {
    signal.throwIfAborted();
    watch(folder);
    const opened = await Promise.all(
      paths.slice(0, maxFiles).map(async (file) => ({
        ...file,
        now: await open(folder, file.path),
        before: before === undefined ? null : await open(before, file.oldPath),
      })),
    );
    signal.throwIfAborted();
    const here = opened.flatMap(({ now, ...file }) => (now === null ? [] : [{ ...file, now }]));
    const uris = here.flatMap((file) => [file.now.uri, ...(file.before === null ? [] : [file.before.uri])]);
    await settled(new Set(uris.map(String)), signal);
    const files = await Promise.all(here.map((file) => problemsOf(file)));
    return files.filter((file) => file !== null);
  },
};

function watch(folder: string): void {
  const uri = vscode.Uri.file(folder);
  if (watched.has(folder) || vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
    return;
  }
  watched.set(folder, vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uri, '**/*')));
  for (const [old, watcher] of [...watched].slice(0, -maxWatched)) {
    watcher.dispose();
    watched.delete(old);
  }
}

/** Null for what is no text or not there. An opened document is shown nowhere. */
async function open(folder: string, file: string): Promise<vscode.TextDocument | null> {
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path.join(folder, file)));
    return plain.has(document.languageId) ? null : document;
  } catch {
    return null;
  }
}

/** Resolves when nothing more is said of the files for a while. */
async function settled(uris: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
  if (uris.size === 0) {
    return;
  }
  const isKnown = vscode.languages.getDiagnostics().some(([uri, found]) => found.length > 0 && uris.has(String(uri)));
  await new Promise<void>((resolve) => {
    let quiet = setTimeout(finish, isKnown ? quietMs : firstMs);
    const most = setTimeout(finish, mostMs);
    const listening = vscode.languages.onDidChangeDiagnostics((change) => {
      if (change.uris.some((uri) => uris.has(String(uri)))) {
        clearTimeout(quiet);
        quiet = setTimeout(finish, quietMs);
      }
    });
    signal.addEventListener('abort', finish);
    function finish(): void {
      clearTimeout(quiet);
      clearTimeout(most);
      listening.dispose();
      signal.removeEventListener('abort', finish);
      resolve();
    }
  });
  signal.throwIfAborted();
}

interface Opened {
  path: string;
  now: vscode.TextDocument;
  before: vscode.TextDocument | null;
}

/** Null where the editor has not taken up yet what is on the disk: what it says is of an older text. */
async function problemsOf({ path: file, now, before }: Opened): Promise<FileProblems | null> {
  const bytes = await vscode.workspace.fs.readFile(now.uri).then(
    (content) => content,
    () => null,
  );
  const onDisk = bytes === null ? null : new TextDecoder().decode(bytes);
  return onDisk === null || unmarked(onDisk) !== unmarked(now.getText())
    ? null
    : { path: file, now: found(now, file), before: before === null ? [] : found(before, file) };
}

function unmarked(text: string): string {
  return text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
}

/** Also those of before are told under the name that the file has now. */
function found(document: vscode.TextDocument, file: string): Problem[] {
  const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
  const all = vscode.languages.getDiagnostics(document.uri);
  const bad = all.filter(({ severity }) => severity === error || severity === warning).slice(0, maxProblems);
  return bad.map(({ range, severity, message, code, source }) => ({
    path: file,
    line: range.start.line + 1,
    column: range.start.character + 1,
    severity: severity === error ? 'error' : 'warning',
    ...codeOf(code, source),
    message: (message.split('\n')[0] ?? '').trim().slice(0, maxMessage),
  }));
}

function codeOf(code: vscode.Diagnostic['code'], source: string | undefined): { code?: string } {
  const value = typeof code === 'object' ? code.value : code;
  return value === undefined ? {} : { code: source === 'ts' ? `TS${value}` : String(value) };
}
