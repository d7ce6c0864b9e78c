import { testBodies } from '../weakenings/testBodies';
import { testLanguage } from '../weakenings/testLanguages';

/** How many tests the file declares now that it did not before; 0 for what holds no tests, and where tests went. */
export function addedTests(path: string, before: string | null, after: string | null): number {
  const language = testLanguage(path);
  if (language === null) {
    return 0;
  }
  const count = (source: string | null): number =>
    source === null ? 0 : testBodies(source, language).filter(({ name }) => name !== '').length;
  return Math.max(0, count(after) - count(before));
}
