/**
 * Text for places where VS Code reads links, `[label](command:…)`, and icons, `$(name)`: messages, prompts, the labels of
 * pickers. What a model, a repository or a command wrote stays text there.
 */
export function plainText(text: string): string {
  return text.replaceAll('](', '] (').replaceAll('$(', '$ (');
}
