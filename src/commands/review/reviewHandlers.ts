import type { CommandHandlers } from '../../host/commandRegistrar';
import type { CommandId } from '../../host/commandIds';
import { addComment, cancelComment, deleteComment, editComment, resolveComment, saveComment } from './comments';
import { settleFinding } from './findings';
import type { CommandDeps } from '../commandDeps';
import { explainLine } from './explainLine';
import { applyAccepted, sendComments, sendRejected } from './feedback';
import { acceptHunk, editHunk, goToHunk, rejectHunk, undecideHunk } from './hunks';
import { openLiveFile } from './liveFile';
import { overlapHandlers } from '../races/overlaps';
import { openDiff, reviewAll } from './review';
import { reviewSince, toggleReviewed } from './reviewMarks';

type ReviewCommand = Extract<
  CommandId,
  | 'openDiff'
  | 'reviewAll'
  | 'openOverlap'
  | 'tellOverlaps'
  | 'acceptHunk'
  | 'rejectHunk'
  | 'editHunk'
  | 'undecideHunk'
  | 'nextHunk'
  | 'previousHunk'
  | 'applyAccepted'
  | 'sendRejected'
  | 'sendComments'
  | 'addComment'
  | 'editComment'
  | 'saveComment'
  | 'cancelComment'
  | 'deleteComment'
  | 'resolveComment'
  | 'reopenComment'
  | 'resolveFinding'
  | 'dismissFinding'
  | 'reopenFinding'
  | 'toggleReviewed'
  | 'reviewSince'
  | 'explainLine'
  | 'openLiveFile'
>;

/** What each command of a review does. */
export function reviewHandlers(deps: CommandDeps): Pick<CommandHandlers, ReviewCommand> {
  return {
    openDiff: (argument) => openDiff(deps, argument),
    reviewAll: (argument) => reviewAll(deps, argument),
    ...overlapHandlers(deps),
    acceptHunk: (argument) => acceptHunk(deps, argument),
    rejectHunk: (argument) => rejectHunk(deps, argument),
    editHunk: (argument) => editHunk(deps, argument),
    undecideHunk: (argument) => undecideHunk(deps, argument),
    nextHunk: () => goToHunk(deps, 1),
    previousHunk: () => goToHunk(deps, -1),
    applyAccepted: (argument) => applyAccepted(deps, argument),
    sendRejected: (argument) => sendRejected(deps, argument),
    sendComments: (argument) => sendComments(deps, argument),
    addComment: (argument) => addComment(deps, argument),
    editComment: (argument) => editComment(deps, argument),
    saveComment: (argument) => saveComment(deps, argument),
    cancelComment: (argument) => cancelComment(deps, argument),
    deleteComment: (argument) => deleteComment(deps, argument),
    resolveComment: (argument) => resolveComment(deps, argument, true),
    reopenComment: (argument) => resolveComment(deps, argument, false),
    resolveFinding: (argument) => settleFinding(deps, argument, 'resolved'),
    dismissFinding: (argument) => settleFinding(deps, argument, 'dismissed'),
    reopenFinding: (argument) => settleFinding(deps, argument, null),
    toggleReviewed: (argument) => toggleReviewed(deps, argument),
    reviewSince: (argument) => reviewSince(deps, argument),
    explainLine: (argument) => explainLine(deps, argument),
    openLiveFile: (argument) => openLiveFile(deps, argument),
  };
}
