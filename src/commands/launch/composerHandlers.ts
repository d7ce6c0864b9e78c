import type { CommandHandlers } from '../../host/commandRegistrar';
import type { CommandDeps } from '../commandDeps';
import { attachImages } from './attachImages';
import { attachProblems, attachSelection, newTaskFromTest } from './composer';
import { pickForTask, startTask } from './writtenTask';

type Writing = 'attachSelection' | 'attachProblems' | 'attachImages' | 'newTaskFromTest' | 'startTask' | 'pickForTask';

/** What is given along with what a person writes, and what they write in the Agents Window. */
export function composerHandlers(deps: CommandDeps): Pick<CommandHandlers, Writing> {
  return {
    attachSelection: () => attachSelection(deps),
    attachProblems: () => attachProblems(deps),
    attachImages: (argument) => attachImages(deps, argument),
    newTaskFromTest: (argument) => newTaskFromTest(deps, argument),
    startTask: (argument) => startTask(deps, argument),
    pickForTask: (argument) => pickForTask(deps, argument),
  };
}
