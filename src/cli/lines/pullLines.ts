import type { PullProposal } from '../../app/pulls/pullProposals';
import { pointsOf } from '../../core/forges/addressPull';
import type { PullStatus } from '../../protocol';

/** What would be pushed and opened. */
export function planLines({ plan, identity, login, unpublished, existing }: PullProposal): string[] {
  const { into, base, from, makesFork, branch, title, body, draft } = plan;
  return [
    ...(existing === null ? [] : [`There is a pull request for ${branch} already: ${existing.url}`]),
    ...(makesFork ? [`Makes a fork: ${from.host}/${from.path}`] : []),
    `Pushes one commit of ${identity} to ${from.host}/${from.path} as ${branch}.`,
    ...(unpublished.length === 0 ? [] : [`Your own ${unpublished.length} commits that are not there yet go along:`]),
    ...unpublished.map((subject) => `  ${subject}`),
    `Opens a ${draft ? 'draft ' : ''}pull request into ${base} of ${into.host}/${into.path} as ${login}.`,
    '',
    title,
    '',
    body,
    '',
  ];
}

/** What is open at a pull request. */
export function pointLines(status: PullStatus): string[] {
  const { checks, threads, strangers } = pointsOf(status);
  const placeOf = ({ path: file, line }: PullStatus['threads'][number]): string =>
    file === null ? 'the whole' : `${file}${line === null ? '' : `:${line}`}`;
  return [
    ...checks.map(({ name, said }) => `  fails: ${name}${said === '' ? '' : `: ${said.split('\n')[0] ?? ''}`}`),
    ...threads.map((thread) => `  ${placeOf(thread)}: ${thread.comments[0]?.text.split('\n')[0] ?? ''}`),
    ...strangers.map((thread) => `  ${placeOf(thread)}: by somebody who may not write there, not sent to the agent`),
  ];
}
