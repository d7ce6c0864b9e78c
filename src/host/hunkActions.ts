import * as vscode from 'vscode';
import type { HunkStatus } from '../core/landing/reviewHunks';
import type { HunkArgument } from '../protocol';
import { commandPrefix } from './commandIds';
import { t } from './translate';

/** What is said of a hunk that was decided about. */
export function hunkStatusLabel(status: HunkStatus): string {
  const labels: Record<HunkStatus, string> = {
    open: t('Not decided'),
    part: t('Decided in part'),
    accepted: t('Accepted'),
    rejected: t('Rejected'),
    edited: t('Edited'),
    mixed: t('Accepted in part'),
  };
  return labels[status];
}

/** What can be done with a hunk, in the order of a review. */
export function hunkActions(hunk: HunkArgument, status: HunkStatus, isWhole: boolean): vscode.Command[] {
  const command = (id: string, title: string): vscode.Command => ({
    ...{ command: `${commandPrefix}${id}`, title },
    arguments: [hunk],
  });
  return [
    ...(status === 'open' ? [] : [command('undecideHunk', t('{0}: Take Back', hunkStatusLabel(status)))]),
    ...(status === 'accepted' ? [] : [command('acceptHunk', t('Accept'))]),
    ...(status === 'rejected' ? [] : [command('rejectHunk', t('Reject…'))]),
    ...(isWhole ? [] : [command('editHunk', t('Edit…'))]),
  ];
}
