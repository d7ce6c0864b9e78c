/** Endings of files and the grammar that reads them; that of TypeScript with JSX reads JavaScript too. */
const grammarOf: Readonly<Record<string, string>> = {
  ...{ ts: 'tsx', tsx: 'tsx', mts: 'tsx', cts: 'tsx', js: 'tsx', jsx: 'tsx', mjs: 'tsx', cjs: 'tsx' },
  ...{ cs: 'c-sharp', cc: 'cpp', cpp: 'cpp', cxx: 'cpp', hh: 'cpp', hpp: 'cpp', hxx: 'cpp', c: 'cpp', h: 'cpp' },
  ...{ py: 'python', go: 'go', rs: 'rust', java: 'java', rb: 'ruby', php: 'php' },
};

/** The grammar for a file; undefined for a file whose language is not known here. */
export function grammarFor(file: string): string | undefined {
  return grammarOf[/\.([^./]+)$/.exec(file)?.[1]?.toLowerCase() ?? ''];
}
