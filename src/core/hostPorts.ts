import type { HostRequest, HostResponse } from '../protocol';

/** Answers what a runner asks of an editor, in any number of responses; a `cancel` is answered by none. Never throws. */
export type HostAnswers = (request: HostRequest, respond: (response: HostResponse) => void) => void;

/** Where no editor is. */
export const noHost: HostAnswers = ({ askId, kind }, respond) => {
  if (kind !== 'cancel') {
    respond({ askId, kind: 'absent' });
  }
};
