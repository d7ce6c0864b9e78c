import type { Request, SandboxReport, ToolUse } from '../../protocol';
import { EditError } from '../errors';
import type { FilePatch } from '../editing/patchParts';
import { parsePatch } from '../editing/patchText';
import { type Held, heldFact, heldPath } from '../control/heldPath';
import { namesInside } from '../files/paths';

type Approval = Extract<Request, { kind: 'approval' }>;

/**
 * Whether a call may run. `ask` holds what the person is shown, which is all that an approval covers; `by` says what
 * allows a call that would have been asked about.
 */
export type Verdict =
  | { kind: 'allow'; by?: string }
  | ({ kind: 'ask' } & Pick<Approval, 'effect' | 'command' | 'facts' | 'rule' | 'reach' | 'shape' | 'offers'>)
  | { kind: 'deny'; rule: string; reason: string };

const allow: Verdict = { kind: 'allow' };

/**
 * The approval policy. Reading never asks; a file that editors or agents obey is changed only with a person's consent; a
 * command runs unasked only in a sandbox without network. Throws `PathError` for a path that no answer could allow.
 */
export function judgeCall(
  use: ToolUse,
  sandbox: SandboxReport,
  worktree: string,
  heldOf: (path: string) => Held | null = heldPath({}),
): Verdict {
  if (use.tool === 'edit_file' || use.tool === 'write_file' || use.tool === 'delete_file') {
    return judgeChange(use.tool === 'delete_file' ? 'delete' : 'write', use.input.path, { worktree, heldOf });
  }
  if (use.tool === 'apply_patch') {
    return judgePatch(use.input.patch, { worktree, heldOf });
  }
  if (use.tool === 'shell_network') {
    const facts = [
      `The agent's reason: ${use.input.reason}`,
      ...networkFacts(sandbox),
      ...unheldFacts(use.input.hosts),
    ];
    return { kind: 'ask', effect: 'network', command: use.input.command, facts };
  }
  if (use.tool === 'shell' && sandbox.kind === 'none') {
    return { kind: 'ask', effect: 'command', command: use.input.command, facts: unsandboxed(sandbox) };
  }
  return allow;
}

interface Place {
  worktree: string;
  heldOf: (path: string) => Held | null;
}

function judgeChange(verb: string, path: string, { worktree, heldOf }: Place): Verdict {
  const relative = namesInside(path, [worktree]).join('/');
  const held = heldOf(relative);
  return held === null
    ? allow
    : { kind: 'ask', effect: 'file', command: `${verb} ${relative}`, facts: [heldFact([held])] };
}

/** Each path of a patch is judged as if its file were changed alone. What can't be read as a patch changes nothing. */
function judgePatch(patch: string, { worktree, heldOf }: Place): Verdict {
  const acts = actsOf(patch).map(({ verb, path }) => ({ verb, path: namesInside(path, [worktree]).join('/') }));
  const text = ({ verb, path }: Act) => `${verb} ${path}`;
  const asked = acts.filter(({ path }) => heldOf(path) !== null);
  if (asked.length === 0) {
    return allow;
  }
  const rest = acts.filter((act) => !asked.includes(act)).map(text);
  const along = rest.length === 0 ? [] : [`The same patch would also ${rest.join(', ')}.`];
  const command = asked.map(text).join(', ');
  const fact = heldFact(asked.flatMap(({ path }) => heldOf(path) ?? []));
  return { kind: 'ask', effect: 'file', command, facts: [fact, ...along] };
}

interface Act {
  verb: 'write' | 'delete';
  path: string;
}

/** The files that a call of the file tools would change, as the model names them; none for any other call. */
export function changesOf(use: ToolUse): Act[] {
  if (use.tool === 'apply_patch') {
    return actsOf(use.input.patch);
  }
  if (use.tool === 'edit_file' || use.tool === 'write_file' || use.tool === 'delete_file') {
    return [{ verb: use.tool === 'delete_file' ? 'delete' : 'write', path: use.input.path }];
  }
  return [];
}

function actsOf(patch: string): Act[] {
  return readable(patch).flatMap((file): Act[] => {
    switch (file.kind) {
      case 'add':
        return [{ verb: 'write', path: file.path }];
      case 'delete':
        return [{ verb: 'delete', path: file.path }];
      case 'update':
        return file.moveTo === null
          ? [{ verb: 'write', path: file.path }]
          : [
              { verb: 'delete', path: file.path },
              { verb: 'write', path: file.moveTo },
            ];
    }
  });
}

function readable(patch: string): FilePatch[] {
  try {
    return parsePatch(patch);
  } catch (error) {
    if (error instanceof EditError) {
      return [];
    }
    throw error;
  }
}

function unsandboxed(report: Extract<SandboxReport, { kind: 'none' }>): string[] {
  return [
    `Commands are not sandboxed: ${report.reason}`,
    'It runs with all your rights, outside the worktree too.',
    ...(report.fix === undefined ? [] : [report.fix]),
  ];
}

/** Hosts that were named count for nothing where no command can be held to them. */
function unheldFacts(hosts: readonly string[] | undefined): string[] {
  return hosts === undefined
    ? []
    : [
        `It named ${hosts.join(', ')}, but commands can't be held to chosen hosts here: it would have the whole network.`,
      ];
}

function networkFacts(report: SandboxReport): string[] {
  return report.kind === 'none'
    ? unsandboxed(report)
    : ['It can write only the worktree, and send to any address what it can read.'];
}
