import { htmlText } from '../labels/htmlText';
import type { Translate } from '../translate';
import type { Digest } from './digest';
import type { DigestLine, Evidence } from './digestLine';
import { sectionsOf, sectionTitle } from './digestWords';

interface PageOptions {
  t: Translate;
  /** How a time is written for a person. */
  when: (at: string) => string;
  /** What a click on a sentence goes to. */
  link: (evidence: Evidence) => string;
  language: string;
}

const style = `
body { font: var(--vscode-font-size, 13px)/1.5 var(--vscode-font-family, sans-serif); color: var(--vscode-foreground); background: var(--vscode-editor-background); margin: 0; padding: 16px }
main { max-width: 760px; margin: 0 auto }
h1 { font-size: 18px; font-weight: 600; margin: 0 }
h2 { font-size: 13px; font-weight: 600; margin: 24px 0 4px }
p.span, p.none { color: var(--vscode-descriptionForeground); margin: 4px 0 0 }
ul { list-style: none; margin: 0; padding: 0 }
li a { display: block; padding: 4px 8px; margin: 0 -8px; border-radius: 4px; color: inherit; text-decoration: none; overflow-wrap: anywhere }
li a:hover { background: var(--vscode-list-hoverBackground); text-decoration: underline }
li a:focus-visible { outline: 1px solid var(--vscode-focusBorder) }
li a::before { content: ''; display: inline-block; width: 8px; height: 8px; border-radius: 50%; margin-right: 8px; background: var(--mark, var(--vscode-descriptionForeground)) }
.waiting { --mark: var(--vscode-charts-yellow) } .failed { --mark: var(--vscode-charts-red) } .complete { --mark: var(--vscode-charts-blue) }
.risks { --mark: var(--vscode-editorWarning-foreground) }
.hidden { color: var(--vscode-errorForeground) }
.count { color: var(--vscode-descriptionForeground); font-weight: normal; margin-left: 8px }
`;

/** The digest as a page of the editor that runs nothing: each sentence is a link to what it is read from. */
export function digestPage(digest: Digest, { t, when, link, language }: PageOptions): string {
  const sections = sectionsOf(digest).map(
    ({ section, lines }) =>
      `<section class="${section}"><h2>${htmlText(sectionTitle(section, t))}<span class="count">${lines.length}</span></h2>` +
      `<ul>${lines.map((line) => item(line, link)).join('')}</ul></section>`,
  );
  return [
    `<!doctype html><html lang="${htmlText(language)}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${htmlText(t('While You Were Away'))}</title><style>${style}</style></head><body><main>`,
    `<h1>${htmlText(t('While you were away'))}</h1>`,
    `<p class="span">${htmlText(t('{0} to {1}', when(digest.since), when(digest.until)))}</p>`,
    ...sections,
    digest.lines.length === 0 ? `<p class="none">${htmlText(t('Nothing happened, and no agent waits.'))}</p>` : '',
    '</main></body></html>',
  ].join('\n');
}

function item({ text, evidence }: DigestLine, link: PageOptions['link']): string {
  return `<li><a href="${htmlText(link(evidence))}">${htmlText(text)}</a></li>`;
}
