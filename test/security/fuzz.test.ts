import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { foreignParsers, readForeign } from './foreignParsers';

const runs = process.env['BACKGROUND_AGENTS_NIGHTLY'] === '1' ? 100_000 : 2_000;

/** Words of what is meant to be read, words of anything, and the same again and again. */
function foreignText(words: readonly string[]): fc.Arbitrary<string> {
  const word = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...words) },
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  const some = fc.array(word, { maxLength: 30 }).map((all) => all.join(''));
  const pumped = fc.tuple(some, word, fc.integer({ min: 2, max: 2_000 }), some);
  return fc.oneof(
    { weight: 20, arbitrary: some },
    { weight: 1, arbitrary: pumped.map(([before, again, times, after]) => before + again.repeat(times) + after) },
  );
}

describe('every reader of what strangers write', function () {
  this.timeout(runs * 60);

  for (const parser of foreignParsers) {
    it(`returns something bounded or refuses with a reason: ${parser.name}`, async () => {
      await fc.assert(
        fc.asyncProperty(foreignText(parser.words), async (text) => {
          const said = JSON.stringify([await readForeign(parser, text)]);
          assert.ok(said.length <= 20_000 + 60 * text.length, `${said.length} characters came of ${text.length}`);
        }),
        { numRuns: runs },
      );
    });
  }

  /** What once took the square or the cube of its length: minutes for as much as a repository can hold. */
  const longOnes: [string, string][] = [
    ['the report cobertura.xml', '<!--'],
    ['the report cobertura.xml', 'DA:1,1\n<!--'],
    ['patterns of ignore and include files', '['],
    ['changed test files', 'expect('],
    ['changed test files', 'equal('],
    ['changed test files', 'test.skip().toBe('],
  ];
  for (const [name, again] of longOnes) {
    it(`M05: is not held up by ${JSON.stringify(again)} without end in ${name}`, async function () {
      this.timeout(30_000);
      const parser = foreignParsers.find((one) => one.name === name);
      assert.ok(parser);
      await readForeign(parser, again.repeat(400_000 / again.length));
    });
  }
});
