import * as path from 'node:path';
import { finish, firstRequest, floors, ours, timed, type Program } from './support/commandLine';
import { measured } from './support/measure';

void measured(async () => {
  const file = await firstRequest();
  const bare: Program = ({ baseUrl }) => [path.join(floors, 'firstRequest.mjs'), file, `${baseUrl}/messages`];
  return {
    title: 'From starting the program to the first model request',
    floor: { name: 'a bare Node program', run: () => timed({ script: [finish], of: bare, from: 0, to: 1 }) },
    ours: { name: 'background-agents run --here', run: () => timed({ script: [finish], of: ours, from: 0, to: 1 }) },
    rounds: 15,
  };
});
