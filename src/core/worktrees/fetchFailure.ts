import { roomHint } from '../errors';

/** What git prints when a remote does not answer with the repository, and what a person can do about it. */
const kinds: readonly { said: RegExp; why: string; hint: string }[] = [
  {
    said: /could not read (Username|Password)|Authentication failed|HTTP (Basic|401|403)|error: 40[13]|terminal prompts disabled/i,
    why: 'the host wants you to sign in, and git has no sign-in kept for it',
    hint: 'Run git ls-remote with this address in a terminal once, so that your credential helper keeps the sign-in; or use the ssh address.',
  },
  {
    said: /Permission denied \(|Host key verification failed|no mutual signature/i,
    why: 'ssh was refused there',
    hint: 'Add your key to the ssh agent (ssh-add) and its public half to your account, connect to the host with ssh once, then try again.',
  },
  {
    said: /Repository not found|does not appear to be a git repository|not found$|error: 404|ERROR: .*(not found|does not exist)/im,
    why: 'there is no such repository, or you may not see it',
    hint: 'Check the address, and whether your account may read the repository.',
  },
  {
    said: /Could not resolve host|Connection (refused|timed out)|Network is unreachable|Failed to connect|Operation timed out/i,
    why: 'the host could not be reached',
    hint: 'Check the network, a proxy, and the name of the host; then try again.',
  },
  { said: /No space left on device|Out of diskspace|Disk quota exceeded/i, why: 'the disk is full', hint: roomHint },
  {
    said: /out of memory|index-pack (died|failed)|early EOF|unexpected disconnect|RPC failed|pack exceeds maximum/i,
    why: 'the transfer broke off; the repository may be too large for the connection, the disk or the memory',
    hint: 'Try again. If it breaks off each time, clone it yourself (git clone --filter=blob:none) and open that folder.',
  },
];

/** null: git's own words have to do. */
export function fetchFailure(stderr: string): { why: string; hint: string } | null {
  return kinds.find(({ said }) => said.test(stderr)) ?? null;
}
