import { isTestFile } from '../weakenings/testLanguages';

/** What a file is for, by its path. */
export type FileClass = 'test' | 'prose' | 'source' | 'build' | 'data';

const prose = /\.(md|mdx|txt|rst|adoc|org)$|(^|\/)(licen[cs]e|changelog|authors|notice|contributing|readme)[^/]*$/i;
const source =
  /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs|vue|svelte|py|go|rs|java|kt|kts|scala|cs|fs|vb|rb|php|c|h|cc|cpp|cxx|hh|hpp|hxx|m|mm|swift|dart|ex|exs|erl|clj|lua|pl|pm|r|jl|sh|bash|zsh|ps1|bat|cmd|sql)$/i;

/** What builds, checks, delivers and hosts the program. */
const build = [
  /(^|\/)(dockerfile|containerfile)[^/]*$|(^|\/)(docker-)?compose[^/]*\.ya?ml$|\.dockerfile$/i,
  /(^|\/)(\.github|\.gitlab|\.circleci|\.buildkite|\.azure-pipelines|\.husky|terraform|helm|k8s|kubernetes|deploy|ansible)\//i,
  /(^|\/)(\.gitlab-ci[^/]*\.ya?ml|jenkinsfile|azure-pipelines[^/]*\.ya?ml|\.travis\.yml|appveyor\.yml|cloudbuild\.ya?ml|bitbucket-pipelines\.yml)$/i,
  /(^|\/)((gnu)?makefile|justfile|rakefile|cmakelists\.txt|build\.gradle(\.kts)?|settings\.gradle(\.kts)?|pom\.xml|build\.rs|setup\.py|tox\.ini|noxfile\.py)$/i,
  /(^|\/)(tsconfig[^/]*\.json|\.npmrc|\.yarnrc(\.yml)?|nx\.json|turbo\.json|lerna\.json)$/i,
  /(^|\/)(webpack|vite|rollup|esbuild|babel|jest|vitest|playwright|eslint|next|nuxt|svelte|metro)\.config\.[^/]+$/i,
  /(^|\/)(\.eslintrc[^/]*|\.babelrc|\.swcrc|nginx[^/]*\.conf|procfile|vercel\.json|netlify\.toml|fly\.toml|serverless\.ya?ml)$/i,
  /\.(tf|tfvars|bicep)$|(^|\/)\.env(\.[^/]*)?$/i,
];

export function fileClass(path: string): FileClass {
  if (isTestFile(path) || /(^|\/)(__snapshots__|fixtures|testdata)\//.test(path)) {
    return 'test';
  }
  if (build.some((pattern) => pattern.test(path))) {
    return 'build';
  }
  return prose.test(path) ? 'prose' : source.test(path) ? 'source' : 'data';
}
