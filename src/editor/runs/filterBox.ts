import * as vscode from 'vscode';
import { isAbort } from '../../protocol/errors';
import type { Workbench } from '../commands';
import { showError } from '../errors';
import { toFilterChoices, type FilterChoice, type ReadFilter } from './filterChoices';

type Row = vscode.QuickPickItem & { readonly choice: FilterChoice };

/**
 * Asks for the filter of RUNS: the box holds the whole text, its first row says what Enter does with it, the others
 * complete it.
 */
export async function askFilter({ runs, sessions }: Workbench): Promise<void> {
  const [session] = sessions.all;
  if (!session) return;
  const box = vscode.window.createQuickPick<Row>();
  let reading: AbortController | undefined;

  /** Shows what the tracker says of the text; null where the text changed meanwhile. */
  const read = async (): Promise<ReadFilter | null> => {
    reading?.abort();
    const current = new AbortController();
    reading = current;
    const text = box.value;
    box.busy = true;
    try {
      const answer = await session.ask('search/complete', { text, caret: text.length }, { signal: current.signal });
      if (current.signal.aborted) return null;
      // A completion that the user went to stays the one that Enter takes, though the answer to a last letter comes after.
      const [active] = box.activeItems;
      const rows = toFilterChoices(text, answer).map(toRow);
      const same = rows.find(({ choice, label }) => choice.kind === 'take' && label === active?.label);
      box.items = rows;
      if (same) box.activeItems = [same];
      return answer;
    } catch (error) {
      if (!isAbort(error)) void showError(error);
      return null;
    } finally {
      if (reading === current) box.busy = false;
    }
  };

  const accept = async (): Promise<void> => {
    const choice = box.selectedItems[0]?.choice;
    if (choice?.kind === 'take' && choice.of === box.value) {
      box.value = choice.text;
      await read();
      return;
    }
    const text = box.value;
    // Read again: Enter may come before the answer to what was typed.
    if ((await read())?.error !== null) return;
    box.hide();
    await runs.setFilter(text.trim());
  };

  box.title = vscode.l10n.t('Filter Runs');
  box.placeholder = vscode.l10n.t("Such as metrics.acc > 0.9 AND params.model = 'forest'; empty shows all runs");
  box.value = runs.filter;
  box.onDidChangeValue(() => void read());
  box.onDidAccept(() => void accept().catch(showError));
  const hidden = new Promise<void>((resolve) => box.onDidHide(resolve));
  box.show();
  void read();
  await hidden;
  reading?.abort();
  box.dispose();
}

const icons = {
  field: 'symbol-field',
  key: 'symbol-key',
  operator: 'symbol-operator',
  value: 'symbol-string',
  keyword: 'symbol-keyword',
} as const;

/** Every row is always shown: VS Code would look for the whole text in each. */
function toRow(choice: FilterChoice): Row {
  const rest = { choice, alwaysShow: true };
  switch (choice.kind) {
    case 'apply':
      return {
        ...rest,
        label: choice.of.trim() === '' ? `$(list-unordered) ${vscode.l10n.t('All runs')}` : `$(filter) ${choice.of}`,
        description: vscode.l10n.t('Press Enter to show these runs'),
      };
    case 'wrong':
      return { ...rest, label: `$(error) ${choice.of}`, description: choice.message, detail: choice.hint };
    case 'take':
      return {
        ...rest,
        label: `$(${icons[choice.item.kind]}) ${choice.item.label}`,
        description: choice.item.detail ?? '',
      };
  }
}
