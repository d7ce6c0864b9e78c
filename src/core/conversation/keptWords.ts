import { imagesSaid } from '../composer/withAttachments';
import type { ModelMessage } from '../models/modelPorts';
import type { KeptImages } from './imageRoom';

/** What must never be lost from a conversation: its heading says what it is to the model. */
export interface KeptWords {
  seq: number;
  heading: 'plan' | 'rules' | 'user';
  text: string;
}

const beginning =
  'The conversation was summed up here to make room. What the person said is kept word for word; the rest is a summary.';

const imagesAreLeft = '[Images that the person gave along longer ago are left out, to make room.]';

interface Summary extends KeptImages {
  text: string;
}

/**
 * The message that stands for everything before it but the task itself, with the images that stay. Of plans only the last
 * one counts.
 */
export function summaryMessage(kept: readonly KeptWords[], { text, imagesFrom, imagesLeft }: Summary): ModelMessage {
  const isShown = ({ heading, seq }: KeptWords) => heading === 'user' && imagesFrom !== undefined && seq >= imagesFrom;
  const images = kept.filter(isShown).flatMap((words) => imagesSaid(words.text));
  const told = summaryText(kept, { text, hasLeft: imagesLeft !== undefined });
  return { role: 'user', text: told, ...(images.length === 0 ? {} : { images }) };
}

function summaryText(kept: readonly KeptWords[], { text, hasLeft }: { text: string; hasLeft: boolean }): string {
  const plan = kept.findLast(({ heading }) => heading === 'plan');
  const rules = kept.filter(({ heading }) => heading === 'rules');
  const said = kept.filter(({ heading }) => heading === 'user');
  return [
    beginning,
    ...(plan === undefined ? [] : [`The approved plan:\n\n${plan.text}`]),
    ...rules.map(({ text }) => text),
    ...(said.length === 0
      ? []
      : [`The person wrote, in this order:\n\n${said.map(({ text }) => text).join('\n\n---\n\n')}`]),
    ...(hasLeft ? [imagesAreLeft] : []),
    `The work so far:\n\n${text}`,
  ].join('\n\n');
}
