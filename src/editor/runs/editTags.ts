import * as vscode from 'vscode';
import type { RunSelection } from './runPick';

interface TagItem extends vscode.QuickPickItem {
  /** Absent: a new tag. */
  readonly key?: string;
}

const remove: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('trash'),
  tooltip: vscode.l10n.t('Remove Tag'),
};

/** Lets the user add, change and remove tags of one run or of many at once, one tag a time. */
export async function editTags({ session, runs }: RunSelection): Promise<void> {
  const ids = runs.map(({ id }) => id);
  const rows = await session.ask('runs/rows', { ids });
  const title =
    rows.length === 1
      ? vscode.l10n.t('Tags of {0}', rows[0]?.name ?? '')
      : vscode.l10n.t('Tags of {0} Runs', rows.length);
  const tags = collectTags(rows.map((row) => row.tags));
  const chosen = await pickTag(title, tags);
  if (!chosen) return;
  if (chosen.removed) {
    await session.ask('runs/change', { ids, tags: { [chosen.key]: null } });
    return;
  }
  const key = chosen.key ?? (await askText(vscode.l10n.t('Name of the Tag'), '', checkKey));
  if (key === undefined) return;
  const values = tags.get(key) ?? [];
  const value = await askText(vscode.l10n.t('Value of {0}', key), values.length === 1 ? (values[0] ?? '') : '');
  if (value !== undefined) await session.ask('runs/change', { ids, tags: { [key]: value } });
}

/** Tags that people wrote, by key, with their distinct values; what MLflow's clients note for themselves is left out. */
function collectTags(all: readonly Readonly<Record<string, string>>[]): ReadonlyMap<string, readonly string[]> {
  const tags = new Map<string, string[]>();
  for (const [key, value] of all.flatMap((each) => Object.entries(each))) {
    if (key.startsWith('mlflow.')) continue;
    const values = tags.get(key) ?? [];
    tags.set(key, values.includes(value) ? values : [...values, value]);
  }
  return new Map([...tags].sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Chosen = { readonly removed: true; readonly key: string } | { readonly removed: false; readonly key?: string };

function pickTag(title: string, tags: ReadonlyMap<string, readonly string[]>): Promise<Chosen | undefined> {
  const pick = vscode.window.createQuickPick<TagItem>();
  pick.title = title;
  pick.placeholder = vscode.l10n.t('Choose a tag to change its value');
  pick.items = [
    { label: vscode.l10n.t('$(add) Add Tag…'), alwaysShow: true },
    ...[...tags].map(([key, values]) => ({
      label: key,
      description: values.length === 1 ? values[0] : vscode.l10n.t('{0} values', values.length),
      key,
      buttons: [remove],
    })),
  ];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      resolve(item && { removed: false, ...(item.key !== undefined && { key: item.key }) });
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item: { key } }) => {
      resolve(key === undefined ? undefined : { removed: true, key });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function checkKey(text: string): string | undefined {
  return text.trim() === '' ? vscode.l10n.t('A tag needs a name.') : undefined;
}

async function askText(
  title: string,
  value: string,
  validateInput?: (text: string) => string | undefined,
): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({ title, value, ...(validateInput && { validateInput }) });
  return text?.trim();
}
