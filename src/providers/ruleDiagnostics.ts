import * as vscode from 'vscode';
import type { Log } from '../core/ports';
import { deadGlobs } from '../core/rules/explainRules';
import { parseRule } from '../core/rules/parseRule';
import { ruleFormOf } from '../core/rules/ruleNames';
import { ruleHints } from '../core/rules/ruleHints';
import type { YamlResult } from '../core/rules/rulesPorts';
import { lookAtDocuments } from '../host/openDocuments';
import { t } from '../host/translate';
import type { Rule } from '../protocol';

interface RuleDiagnosticsDeps {
  readYaml: (text: string) => Promise<YamlResult>;
  log: Log;
}

interface Found {
  line: number;
  message: string;
  isBroken: boolean;
}

const source = 'Background Agents';
/** Beyond it nobody can say that a glob matches nothing. */
const maxFiles = 20_000;
const filesFreshMs = 20_000;

/** Says of rule files that are open, as they are written, why they would not apply. */
export class RuleDiagnostics {
  private readonly found = vscode.languages.createDiagnosticCollection('backgroundAgents.rules');
  private readonly listed = new Map<string, { at: number; paths: Promise<string[]> }>();

  constructor(private readonly deps: RuleDiagnosticsDeps) {}

  start(): vscode.Disposable {
    const look = (document: vscode.TextDocument) => {
      this.look(document).catch((error: unknown) => this.deps.log.error('A rule file was not looked at.', error));
    };
    return vscode.Disposable.from(
      this.found,
      lookAtDocuments(look, (uri) => this.found.delete(uri)),
    );
  }

  private async look(document: vscode.TextDocument): Promise<void> {
    const path = rulePath(document);
    if (path === null) {
      return;
    }
    const { version } = document;
    const text = document.getText();
    const { rule, problems } = await parseRule({ path, text }, this.deps.readYaml);
    const hints = ruleFormOf(path)?.form === 'front-matter' ? ruleHints(text, t) : [];
    const odd = hints.flatMap(({ line, message }) => (message === null ? [] : [{ line, message, isBroken: false }]));
    const dead = rule === null ? [] : await this.deadGlobs(document.uri, rule);
    if (document.version === version && !document.isClosed) {
      this.found.set(
        document.uri,
        [...problems, ...odd, ...dead].map((problem) => diagnostic(document, problem)),
      );
    }
  }

  private async deadGlobs(uri: vscode.Uri, rule: Rule): Promise<Found[]> {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const files = folder === undefined || rule.mode !== 'globs' ? [] : await this.filesIn(folder);
    return files.length === 0 || files.length >= maxFiles
      ? []
      : deadGlobs(rule, files).map(({ line, glob }) => ({
          line,
          message: t('No file matches {0}.', glob),
          isBroken: false,
        }));
  }

  /** Listed anew when some time has passed, as a rule is written key by key. */
  private filesIn(folder: vscode.WorkspaceFolder): Promise<string[]> {
    const key = String(folder.uri);
    const known = this.listed.get(key);
    if (known !== undefined && performance.now() - known.at < filesFreshMs) {
      return known.paths;
    }
    const paths = Promise.resolve(
      vscode.workspace.findFiles(new vscode.RelativePattern(folder, '**/*'), undefined, maxFiles),
    ).then((uris) => uris.map((file) => vscode.workspace.asRelativePath(file, false)));
    this.listed.set(key, { at: performance.now(), paths });
    return paths;
  }
}

/** The path of a rule file in its folder of the workspace; null for every other document. */
export function rulePath({ uri }: vscode.TextDocument): string | null {
  if (uri.scheme !== 'file' || vscode.workspace.getWorkspaceFolder(uri) === undefined) {
    return null;
  }
  const path = vscode.workspace.asRelativePath(uri, false);
  return ruleFormOf(path) === null ? null : path;
}

function diagnostic(document: vscode.TextDocument, { line, message, isBroken }: Found): vscode.Diagnostic {
  const { range } = document.lineAt(Math.min(Math.max(0, line - 1), document.lineCount - 1));
  const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
  const found = new vscode.Diagnostic(range, message, isBroken ? error : warning);
  found.source = source;
  return found;
}
