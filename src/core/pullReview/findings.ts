import { Finding } from '../../protocol';
import { answeredList } from './answeredList';
import type { PatchedFile } from './reviewedPatch';

/** What came of a review. */
export interface ReviewFindings {
  /** The gravest first. */
  findings: Finding[];
  /** Of them are none: what has another form, or names a line that the change does not show. */
  dropped: number;
}

const grave = ['high', 'medium', 'low'];

/** Reads the answer of a reviewer strictly; null where it is no list of findings. */
export function findingsIn(answer: string, files: readonly PatchedFile[]): ReviewFindings | null {
  const listed = answeredList(answer);
  if (listed === null) {
    return null;
  }
  const shown = new Map(files.map((file) => [file.path, file.shown]));
  const findings = listed
    .flatMap((each) => Finding.safeParse(each).data ?? [])
    .filter(({ file, line }) => shown.get(file)?.has(line) === true)
    .toSorted((a, b) => grave.indexOf(a.severity) - grave.indexOf(b.severity));
  return { findings, dropped: listed.length - findings.length };
}
