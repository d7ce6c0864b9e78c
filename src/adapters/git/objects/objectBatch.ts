/**
 * What `git cat-file --batch` printed, by the names of the objects: for each `name type size`, line end, content, line end;
 * or `name missing`, line end, for one that the repository does not hold, which has no entry.
 */
export function batchContents(stdout: Buffer): Map<string, Buffer> {
  const contents = new Map<string, Buffer>();
  let at = 0;
  while (at < stdout.length) {
    const end = stdout.indexOf(0x0a, at);
    const [object = '', , size] = stdout.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (size !== undefined) {
      contents.set(object, stdout.subarray(at, at + Number(size)));
      at += Number(size) + 1;
    }
  }
  return contents;
}
