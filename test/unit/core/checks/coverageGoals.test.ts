import assert from 'node:assert/strict';
import { coverageGoals } from '../../../../src/core/checks/coverageGoals';

describe('what a task asks of coverage', () => {
  it('is read from its text, each path once', () => {
    const goals = coverageGoals(
      'Test the login.\n- Coverage of src/auth at least 80 %\n- coverage of "my lib": ≥ 92.5%, and test coverage for `a.js` must be at least 50 percent.\nNo, coverage of src/auth >= 85 %.',
    );
    assert.deepEqual(
      goals.map(({ path, percent }) => [path, percent]),
      [
        ['src/auth', 85],
        ['my lib', 92.5],
        ['a.js', 50],
      ],
    );
  });

  it('is nothing where no figure is asked for', () => {
    for (const text of [
      'Coverage of src is 80 %.',
      'Raise the coverage of src/auth.',
      'coverage of x at least 101 %',
      '80 % coverage',
    ]) {
      assert.deepEqual(coverageGoals(text), [], text);
    }
  });
});
