import type { ChainReport } from './auditPorts';

/** Whether a journal can be believed, in a sentence. */
export function chainWords({ status, lines, brokenAt = 0, tip }: ChainReport): string {
  switch (status) {
    case 'intact':
      return `Intact: each of ${lines} lines follows on the one before it. The last one is ${tip}.`;
    case 'broken':
      return `Broken: line ${brokenAt} of ${lines} does not follow on the one before it. It, or what was before it, was changed or taken out, or an older version wrote it.`;
    case 'unchained':
      return lines === 0
        ? 'Nothing was written yet.'
        : `Not protected: its ${lines} lines were written by a version that did not chain them.`;
  }
}
