import assert from 'node:assert/strict';
import { agentVariables } from '../../../../src/core/setup/agentVariables';
import { task } from '../journal';

describe('what commands of an agent have in their environment', () => {
  it('keeps it apart from other agents in ports, Compose projects and databases', () => {
    const name = `${task.slug}-${task.id.slice(-6).toLowerCase()}`;
    const names = {
      COMPOSE_PROJECT_NAME: name,
      BACKGROUND_AGENTS_NAME: name,
      BACKGROUND_AGENTS_DATABASE_SUFFIX: `_${name.replaceAll('-', '_')}`,
    };
    assert.deepEqual(agentVariables(task, { first: 21_010, count: 3 }), {
      ...{ PORT: '21010', CONDUCTOR_PORT: '21010', BACKGROUND_AGENTS_PORTS: '21010 21011 21012' },
      ...names,
    });
    assert.deepEqual(agentVariables(task, null), names);
  });
});
