/** Files that say what a command of a project runs. */
const manifests =
  /(^|\/)(package\.json|[Mm]akefile|GNUmakefile|[Jj]ustfile|Taskfile\.ya?ml|pyproject\.toml|setup\.(py|cfg)|tox\.ini|noxfile\.py|conftest\.py|pytest\.ini|Cargo\.toml|build\.rs|pom\.xml|build\.gradle(\.kts)?|settings\.gradle(\.kts)?|gradlew|mvnw|composer\.json|Rakefile|Gemfile|deno\.jsonc?|bunfig\.toml|\.npmrc|\.yarnrc(\.yml)?|\.mocharc\.\w+|(jest|vitest|vite|babel|playwright|cypress)\.config\.\w+)$/;

/**
 * Of the files that a task has changed those that say what the command runs: manifests, and scripts that it names. Where
 * no sandbox holds it, a command that is allowed is another one when they are.
 */
export function changedScripts(command: string, changed: readonly string[]): string[] {
  return changed.filter((path) => manifests.test(path) || (command.includes(path) && !path.includes(' '))).slice(0, 50);
}
