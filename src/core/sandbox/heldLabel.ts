import type { ApprovalPolicy, SandboxReport } from '../../protocol';
import type { Translate } from '../translate';
import { sandboxDetails } from './sandboxLabels';

/** What holds the commands of a task, which of them ask first, and what was tried. */
export function heldLabel(sandbox: SandboxReport, approvals: ApprovalPolicy | undefined, t: Translate): string {
  const label = heldBriefly(sandbox, approvals, t);
  const details = sandbox.kind === 'none' ? '' : sandboxDetails(sandbox, t);
  return details === '' ? label : `${label} ${details}`;
}

/** The same without what was tried and how much a command may use. */
export function heldBriefly(sandbox: SandboxReport, approvals: ApprovalPolicy | undefined, t: Translate): string {
  if (sandbox.kind !== 'none') {
    const label = t('Commands run in a sandbox: they write only the worktree and have no network.');
    return [label, onMac(sandbox, t), inSandbox(approvals, t)].filter((part) => part !== '').join(' ');
  }
  const { reason, fix } = sandbox;
  const label =
    approvals === 'unrestricted'
      ? t('Dangerous: commands run unasked, without a sandbox and with all your rights. {0}', reason)
      : t('Commands are not sandboxed, so each one asks: {0}', reason);
  return fix === undefined ? label : `${label} ${fix}`;
}

/** What is held there in another way than a person may know it. */
function onMac({ kind }: SandboxReport, t: Translate): string {
  return kind === 'seatbelt'
    ? t('On macOS they can open no port either, and files of secrets that they need are copied into the worktree.')
    : '';
}

function inSandbox(approvals: ApprovalPolicy | undefined, t: Translate): string {
  switch (approvals) {
    case 'ask':
      return t('Each one asks nevertheless, and so does each change of a file.');
    case 'unrestricted':
      return t('Dangerous: they get the network unasked.');
    case 'sandbox':
    case undefined:
      return '';
  }
}
