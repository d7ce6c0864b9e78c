import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { launchCommands } from '../../../src/core/launch/launchLabels';

interface Manifest {
  contributes: { chatParticipants: { commands: { name: string }[] }[] };
}

describe('@agents in the Chat view', () => {
  it('offers every command that can be written where a task is written', () => {
    const file = path.resolve(import.meta.dirname, '../../../package.json');
    const { contributes } = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
    const offered = contributes.chatParticipants.flatMap(({ commands }) => commands.map(({ name }) => name));
    const written = launchCommands((text) => text).map(({ name }) => name);
    assert.deepEqual(offered.sort(), ['status', ...written].sort());
  });
});
