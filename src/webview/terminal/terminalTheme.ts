import type { ITheme } from '@xterm/xterm';

const ansi = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** The colours of the editor's own terminal, as the theme has them now. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const color = (...names: string[]) =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '');
  const theme: Record<string, string | undefined> = {
    background: color('terminal-background', 'panel-background', 'editor-background'),
    foreground: color('terminal-foreground', 'foreground'),
    selectionBackground: color('terminal-selectionBackground', 'editor-selectionBackground'),
    scrollbarSliderBackground: color('scrollbarSlider-background'),
    scrollbarSliderHoverBackground: color('scrollbarSlider-hoverBackground'),
    scrollbarSliderActiveBackground: color('scrollbarSlider-activeBackground'),
  };
  for (const name of ansi) {
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    theme[name] = color(`terminal-ansi${title}`);
    theme[`bright${title}`] = color(`terminal-ansiBright${title}`);
  }
  return Object.fromEntries(Object.entries(theme).filter(([, value]) => value !== undefined));
}
