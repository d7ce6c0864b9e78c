import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePlan, planText } from '../../../../src/core/sprints/planText';

describe('A plan as text', () => {
  it('reads well', () => {
    const parts = [
      { title: 'src/auth', scope: ['src/auth/**', 'test/auth/**'], directive: 'Target 90 % of the branches.' },
      { title: 'src/billing', scope: ['src/billing/**'], directive: '' },
    ];
    assert.equal(
      planText(parts),
      '## src/auth\nscope: src/auth/**, test/auth/**\n\nTarget 90 % of the branches.\n\n## src/billing\nscope: src/billing/**\n',
    );
  });

  it('is read as it was written, whatever stands in it', () => {
    const glob = fc.constantFrom('src/**', '*.ts', 'a/{b,c}/**', 'x y/z');
    const line = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('## part', 'scope: a', ' ## part', ''));
    const fields = {
      title: fc.constantFrom('a', 'src/auth', 'Rest of it'),
      scope: fc.array(glob, { minLength: 1, maxLength: 3 }),
      directive: fc
        .array(line, { maxLength: 4 })
        .map((lines) => lines.join('\n').trim())
        .filter((text) => !/^ (## |scope:)/m.test(text)),
    };
    const part = fc.record(fields, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        assert.deepEqual(parsePlan(planText(parts)), parts);
      }),
    );
  });

  it('says which part is not one', () => {
    assert.throws(() => parsePlan('## src/auth\n\nno files\n'), {
      message: 'The part “src/auth” needs a title and a line “scope:” with its files.',
    });
  });
});
