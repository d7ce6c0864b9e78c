/** Of characters to which no shell gives a meaning where they stand. */
const program = '[A-Za-z_./][\\w./-]*';
const bare = '[\\w./:,+-]+(?:~\\d+)?';
const option = '--?[\\w-]+=[\\w./:,+-]*';
/** Whole words, of seen characters that mean themselves. */
const quoted = `'[ -&(-~]*'|"[ #%-'*-[\\]^_a-~]*"`;
const command = `${program}(?: (?:${bare}|${option}|${quoted}))*(?: 2>&1)?`;
const chain = new RegExp(`^${command}(?:(?: &&| \\|\\|| \\||;) ${command})*$`, 'u');

/** Words that begin something else than a command, wherever they stand: of the grammar, which is stricter than a shell. */
const special = new RegExp(
  `(?:^| )(?:${[
    ...['if', 'then', 'elif', 'else', 'fi', 'for', 'select', 'case', 'esac', 'while', 'until', 'do', 'done', 'in'],
    ...['function', 'time', 'coproc', 'declare', 'typeset', 'export', 'readonly', 'local', 'unset', 'unsetenv', '-'],
  ].join('|')})(?=$|[ ;])`,
);

/** What is longer is never written by anybody, and left to the grammar's own limits. */
const maxLength = 20_000;

/**
 * Whether a command line is one of those that can be read in one way only: simple words with single spaces between them,
 * in commands that stand behind each other. The grammar finds in such a text just what the reader of plain words finds,
 * which a property test holds, so it need not be asked.
 */
export function isSimpleChain(text: string): boolean {
  return text.length <= maxLength && chain.test(text) && !special.test(text);
}
