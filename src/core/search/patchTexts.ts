/** A changed line of a patch, and the file that it is of. */
export interface PatchText {
  path: string;
  text: string;
}

/** The lines that a patch of git adds and removes. */
export function* patchTexts(patch: string): Generator<PatchText> {
  let path = '';
  let isHeader = true;
  for (let at = 0; at < patch.length;) {
    const end = patch.indexOf('\n', at);
    const line = end < 0 ? patch.slice(at) : patch.slice(at, end);
    at += line.length + 1;
    if (line.startsWith('diff --git ')) {
      isHeader = true;
      path = '';
    } else if (isHeader && /^(?:---|\+\+\+) "?[ab]\//.test(line)) {
      path = line.replace(/^(?:---|\+\+\+) "?[ab]\//, '').replace(/"?\t?$/, '');
    } else if (line.startsWith('@@')) {
      isHeader = false;
    } else if (!isHeader && /^[+-]/.test(line)) {
      yield { path, text: line.slice(1) };
    }
  }
}
