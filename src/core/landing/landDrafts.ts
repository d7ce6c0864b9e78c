import type { FileChange, LandCommit, LandWay, Task } from '../../protocol';
import type { CommitSetup } from './landPorts';
import { landingMessage, mergeMessage, withTrailers } from './landingMessage';
import type { MessageStyle } from './messageStyle';
import { splitByTopic } from './topics';

/** What drafts of commits are made from. */
export interface DraftFacts {
  task: Pick<Task, 'id' | 'title' | 'prompt' | 'slug'>;
  style: MessageStyle;
  setup: Pick<CommitSetup, 'identity'>;
  files: readonly Pick<FileChange, 'path' | 'oldPath'>[];
  /** What the branch is called that is landed on. */
  headName: string;
  /** Whether each message names the task. */
  namesRun: boolean;
}

/** Commits with messages in the style of the repository, for a person to edit. */
export function landDrafts(way: LandWay, facts: DraftFacts): LandCommit[] {
  const { task, style, headName } = facts;
  const paths = facts.files.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath]));
  const message = { title: task.title, mentions: [task.prompt], paths };
  const whole = landingMessage(message, style);
  if (way === 'commits') {
    return splitByTopic(paths).map((topic) => ({
      message: signed(landingMessage({ ...message, topic }, style), facts),
      paths: topic.paths,
    }));
  }
  const merge = way === 'merge' ? [mergeMessage(`agents/${task.slug}`, headName, task.title)] : [];
  return [whole, ...merge].map((text) => ({ message: signed(text, facts) }));
}

/** With the trailers that this repository, or the setting, wants. */
export function signed(
  message: string,
  { task, style, setup, namesRun }: Pick<DraftFacts, 'task' | 'style' | 'setup' | 'namesRun'>,
): string {
  return withTrailers(message, {
    ...(style.signsOff && setup.identity !== null ? { signedOffBy: setup.identity } : {}),
    ...(namesRun ? { agentRun: task.id } : {}),
  });
}
