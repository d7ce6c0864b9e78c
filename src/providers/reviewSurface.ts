import * as vscode from 'vscode';
import type { Services } from '../app/services';
import type { Log } from '../core/ports';
import type { KeptLensOffer } from '../host/keptValues';
import { FindingThreads } from './findingThreads';
import { HunkLenses } from './hunkLenses';
import { HunkMarks } from './hunkMarks';
import { LensOffer } from './lensOffer';
import { ReviewThreads } from './reviewThreads';

type Deps = Pick<Services, 'store' | 'hunks' | 'comments' | 'reviewMarks' | 'feedbacks' | 'pullReviews'> & {
  kept: KeptLensOffer;
  log: Log;
};

/** Everything that a review shows in diff editors, kept up to date. */
export function showReviews(deps: Deps): { surface: vscode.Disposable; reviewThreads: ReviewThreads } {
  const reviewThreads = new ReviewThreads(deps);
  const surface = vscode.Disposable.from(
    reviewThreads,
    new FindingThreads(deps),
    new HunkLenses(deps),
    new HunkMarks(deps),
    new LensOffer(deps),
    deps.reviewMarks.start(),
    deps.feedbacks.start(),
  );
  return { surface, reviewThreads };
}
