/** A text file of the repository, its path relative to the top. */
export interface SourceText {
  path: string;
  text: string;
}

const sources = /\.(ts|tsx|mts|js|jsx|mjs|cjs|py|go|rs|rb|java|kt|php|cs)$/;
const scripted = /\.(ts|tsx|mts|js|jsx|mjs|cjs)$/;
const tests = /(^|\/)(tests?|__tests__|spec|specs|e2e)\/|[._-](test|tests|spec)\.\w+$|(^|\/)test_[^/]*$|_test\.\w+$/i;
const foreign =
  /(^|\/)(node_modules|vendor|third_party|dist|build|out|generated|fixtures|migrations|examples?)\/|\.(d|min|config)\.\w+$|(^|\/)\.|_pb2?\./;

export function isTest(path: string): boolean {
  return tests.test(path) && sources.test(path);
}

/** A file that somebody writes: neither a test nor made, configured or brought by something else. */
export function isSource(path: string): boolean {
  return sources.test(path) && !tests.test(path) && !foreign.test(path);
}

export function isScript(path: string): boolean {
  return scripted.test(path);
}

/** `cart` for `src/cart.test.ts` and for `src/cart.ts`. */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  return name.replace(/[._-](test|tests|spec)$/i, '').replace(/^test_/i, '');
}
