/** What is settled about hosts beside the list of a single command. Read anew each time, so that it counts at once. */
export interface HostSettings {
  /**
   * Entries that a person allowed for every task of the repository, one by one or with its own file as it is, or in a file of
   * their own home.
   */
  allowed: readonly string[];
  /** Entries that the user's and the repository's files deny; these need no consent. */
  denied: readonly string[];
  /** Entries that the repository's own file would allow, whether or not a person let it count. */
  listed: readonly string[];
  /** Entries that the user's own configuration names, outside of the repository; they may lie in private networks. */
  own: readonly string[];
}

export interface NetworkRules {
  /** What can't be read counts as empty, but for a list of what is denied that can't be understood: then all is denied. */
  settings(): Promise<HostSettings>;
  /** Allows entries for every task of the repository. */
  allow(entries: readonly string[]): Promise<void>;
}
