export interface EditorOptions {
  readonly label: string;
  readonly value: string;
  /** Shift+Enter makes a new line. */
  readonly multiline: boolean;
  readonly onSave: (value: string) => void;
  readonly onCancel: () => void;
}

/** A field that stands in a cell: Enter or leaving it saves, Esc gives up. */
export function createEditor({ label, value, multiline, onSave, onCancel }: EditorOptions): HTMLElement {
  const field = document.createElement(multiline ? 'textarea' : 'input');
  field.className = 'plain cell-editor';
  field.setAttribute('aria-label', label);
  field.value = value;
  let done = false;
  const finish = (save: boolean): void => {
    if (done) return;
    done = true;
    if (save && field.value !== value) onSave(field.value);
    else onCancel();
  };
  field.addEventListener('keydown', (event) => {
    // VS Code has commands on some of these keys, which are typing here.
    event.stopPropagation();
    if (!(event instanceof KeyboardEvent) || event.isComposing) return;
    if (event.key === 'Escape' || (event.key === 'Enter' && !(multiline && event.shiftKey))) {
      event.preventDefault();
      finish(event.key === 'Enter');
    }
  });
  for (const name of ['click', 'dblclick', 'contextmenu'])
    field.addEventListener(name, (event) => event.stopPropagation());
  field.addEventListener('blur', () => {
    // A window that lost the focus keeps its field.
    if (document.activeElement !== field) finish(true);
  });
  return field;
}
