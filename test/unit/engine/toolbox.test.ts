import assert from 'node:assert/strict';
import { toolSpecs } from '../../../src/engine/tools/toolbox';
import type { TaskMode } from '../../../src/protocol';

describe('the tools as a model is told them', () => {
  it('are told in ASCII alone: one other character makes the whole of each request slower to write and to send', () => {
    const phases: readonly TaskMode[] = ['work', 'plan', 'ask'];
    const told = phases.flatMap((phase) => [...toolSpecs(phase, false), ...toolSpecs(phase, true)]);
    const others = told.flatMap((spec) => JSON.stringify(spec).match(/[^ -~]+/g) ?? []);
    assert.deepEqual(others, []);
  });
});
