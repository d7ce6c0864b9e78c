import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { isGreen } from '../../core/races/matrix';
import { cellLabel } from '../../core/races/raceLabels';
import type { MatrixCell, Receipt } from '../../protocol';
import { icon } from '../agents/icon';
import { receiptFacts } from '../agents/changes/receiptFacts';
import type { ArenaScene } from './arenaScene';

interface Opened {
  open: string | null;
  choose: (cell: string) => void;
}

/** The tests of each racer on the code of each, as a grid; below it the receipts of the cell that is open. */
export function raceMatrix(arena: ArenaScene, opened: Opened): TemplateResult {
  const { race, racers, nameOf, say, t } = arena;
  const { cells, open, isOn } = race.matrix;
  const shown = cells.find((cell) => keyOf(cell) === opened.open);
  return html`<section class="race-part" aria-labelledby="matrix-title">
    <div class="race-part-head">
      <h2 id="matrix-title">${t('Everybody’s tests on everybody’s code')}</h2>
      ${
        open === 0
          ? nothing
          : html`<span class="dim">${open === 1 ? t('1 cell to run') : t('{0} cells to run', open)}</span>
              <button class="secondary" @click=${() => say({ kind: 'matrix', isOn: !isOn })}>
                ${isOn ? t('Pause') : t('Run Tests')}
              </button>`
      }
    </div>
    <div class="race-scroll" role="region" tabindex="0" aria-labelledby="matrix-title">
      <table class="race-matrix">
        <thead>
          <tr>
            <th scope="col">${t('Tests of')}</th>
            ${racers.map(({ taskId }) => html`<th scope="col" title=${nameOf(taskId)}>${t('Code of {0}', nameOf(taskId))}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${racers.map(
            (row) =>
              html`<tr>
                <th scope="row" title=${nameOf(row.taskId)}>${nameOf(row.taskId)}</th>
                ${racers.map((column) => cellOf(arena, opened, find(cells, row.taskId, column.taskId)))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${shown === undefined ? nothing : receiptsOf(arena, shown)}
  </section>`;
}

function find(cells: readonly MatrixCell[], tests: string, code: string): MatrixCell | undefined {
  return cells.find((cell) => cell.tests === tests && cell.code === code);
}

function cellOf({ nameOf, t }: ArenaScene, opened: Opened, cell: MatrixCell | undefined): TemplateResult {
  if (cell === undefined) {
    return html`<td></td>`;
  }
  const words = cellLabel(cell, t);
  const green = isGreen(cell);
  const look = green === null ? 'unknown' : green ? 'green' : 'red';
  const content = html`${icon(shapes[look], colors[look])}<span>${words}</span>`;
  const label = t('Tests of {0} on the code of {1}: {2}', nameOf(cell.tests), nameOf(cell.code), words);
  const key = keyOf(cell);
  return html`<td class="cell ${look} ${cell.tests === cell.code ? 'own' : ''}">
    ${
      receiptsIn(cell).length === 0
        ? html`<span class="cell-words" title=${label}>${content}</span>`
        : html`<button
            class="cell-words"
            title=${label}
            aria-label=${label}
            aria-expanded=${opened.open === key}
            @click=${() => opened.choose(key)}
          >
            ${content}
          </button>`
    }
  </td>`;
}

const shapes = { green: 'pass', red: 'error', unknown: 'circle-slash' } as const;
const colors = { green: 'testing.iconPassed', red: 'testing.iconFailed', unknown: 'descriptionForeground' } as const;

function keyOf({ tests, code }: MatrixCell): string {
  return `${tests} ${code}`;
}

function receiptsIn({ outcome }: MatrixCell): readonly Receipt[] {
  return outcome.kind === 'ran' || outcome.kind === 'own' ? outcome.receipts : [];
}

function receiptsOf({ nameOf, t }: ArenaScene, cell: MatrixCell): TemplateResult {
  return html`<div class="checks race-receipts" role="group" aria-label=${t('Receipts')}>
    <h3>${t('Tests of {0} on the code of {1}', nameOf(cell.tests), nameOf(cell.code))}</h3>
    ${receiptsIn(cell).map(
      (receipt) =>
        html`<div class="check">
          <div class="check-head">
            ${icon(receipt.exitCode === 0 ? 'pass' : 'error', receipt.exitCode === 0 ? colors.green : colors.red)}<code
              >${receipt.command}</code
            >
          </div>
          ${receiptFacts(receipt, t)}
        </div>`,
    )}
  </div>`;
}
