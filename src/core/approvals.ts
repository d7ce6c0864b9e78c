import type { Request, SandboxReport, ToolUse } from '../protocol';
import { isControlFile, namesInside } from './paths';

type Approval = Extract<Request, { kind: 'approval' }>;

/** Whether a call may run. `ask` holds what the person is shown, which is all that an approval covers. */
export type Verdict = { kind: 'allow' } | { kind: 'ask'; effect: Approval['effect']; command: string; facts: string[] };

const allow: Verdict = { kind: 'allow' };

/**
 * The approval policy. Reading never asks; a file that editors or agents obey is changed only with a person's consent; a
 * command runs unasked only in a sandbox without network. Throws `PathError` for a path that no answer could allow.
 */
export function judgeCall(use: ToolUse, sandbox: SandboxReport, worktree: string): Verdict {
  if (use.tool === 'edit_file' || use.tool === 'write_file' || use.tool === 'delete_file') {
    return judgeChange(use.tool === 'delete_file' ? 'delete' : 'write', use.input.path, worktree);
  }
  if (use.tool === 'shell_network') {
    const facts = [`The agent's reason: ${use.input.reason}`, ...networkFacts(sandbox)];
    return { kind: 'ask', effect: 'network', command: use.input.command, facts };
  }
  if (use.tool === 'shell' && sandbox.kind === 'none') {
    return { kind: 'ask', effect: 'command', command: use.input.command, facts: unsandboxed(sandbox) };
  }
  return allow;
}

function judgeChange(verb: string, path: string, worktree: string): Verdict {
  const relative = namesInside(path, [worktree]).join('/');
  return isControlFile(relative)
    ? {
        kind: 'ask',
        effect: 'file',
        command: `${verb} ${relative}`,
        facts: ['Editors, shells or agents obey this file when the folder is opened.'],
      }
    : allow;
}

function unsandboxed(report: Extract<SandboxReport, { kind: 'none' }>): string[] {
  return [
    `Commands are not sandboxed: ${report.reason}`,
    'It runs with all your rights, outside the worktree too.',
    ...(report.fix === undefined ? [] : [report.fix]),
  ];
}

function networkFacts(report: SandboxReport): string[] {
  return report.kind === 'bubblewrap'
    ? ['It can write only the worktree, and send to any address what it can read.']
    : unsandboxed(report);
}
