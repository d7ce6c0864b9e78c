import type { Pulls } from '../../app/pulls/pulls';
import type { Session } from '../session';
import type { Arguments } from '../options/subcommand';

/** What a command about pull requests works with. */
export interface PullPlace {
  session: Session;
  pulls: Pulls;
  args: Arguments;
  tell: (line: string) => void;
  folder: string;
}
