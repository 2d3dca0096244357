import { html, nothing, render, type TemplateResult } from 'lit';
import { textButton } from './controls';

export interface TextQuestion {
  readonly title: string;
  readonly label: string;
  readonly value: string;
  /** What the button says. */
  readonly action: string;
  /** Several lines: Ctrl or Cmd with Enter answers. */
  readonly long?: boolean;
  /** Why a text is no answer; null when it is one. */
  readonly problem?: (text: string) => string | null;
  /** A word below the field about what will happen. */
  readonly note?: (text: string) => string | null;
}

/** Asks for a text; null when the person closes the question. */
export function askText(question: TextQuestion): Promise<string | null> {
  return openDialog<string>(question.title, ({ answer, redraw }) => {
    let text = question.value;
    const problem = (): string | null => question.problem?.(text) ?? null;
    const accept = (): void => {
      if (problem() === null) answer(text.trim());
    };
    const onInput = (event: Event): void => {
      text = (event.currentTarget as HTMLInputElement).value;
      redraw();
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || (question.long === true && !event.ctrlKey && !event.metaKey)) return;
      event.preventDefault();
      accept();
    };
    return () =>
      html`<label class="field"
          >${question.label}
          ${
            question.long === true
              ? html`<textarea .value=${question.value} @input=${onInput} @keydown=${onKeyDown}></textarea>`
              : html`<input class="plain" .value=${question.value} @input=${onInput} @keydown=${onKeyDown} />`
          }</label
        >
        <p class="muted" role="status">${problem() ?? question.note?.(text) ?? nothing}</p>
        ${buttons(question.action, accept, () => answer(null))}`;
  });
}

/** Asks whether to do something that is not easily taken back. */
export async function askWhether(question: {
  readonly title: string;
  readonly text: string;
  readonly action: string;
}): Promise<boolean> {
  const given = await openDialog<true>(question.title, ({ answer }) => () => {
    return html`<p>${question.text}</p>
      ${buttons(
        question.action,
        () => answer(true),
        () => answer(null),
      )}`;
  });
  return given === true;
}

function buttons(action: string, accept: () => void, cancel: () => void): TemplateResult {
  return html`<p class="buttons">${textButton(action, accept, { primary: true })} ${textButton('Cancel', cancel)}</p>`;
}

interface DialogTools<Answer> {
  readonly answer: (given: Answer | null) => void;
  readonly redraw: () => void;
}

/** A modal dialog of the page: the rest is out of reach until it is answered, and the focus goes back when it is. */
function openDialog<Answer>(
  title: string,
  body: (tools: DialogTools<Answer>) => () => TemplateResult,
): Promise<Answer | null> {
  return new Promise((resolve) => {
    const dialog = document.createElement('dialog');
    dialog.setAttribute('aria-label', title);
    let given: Answer | null = null;
    const redraw = (): void => {
      render([html`<h2>${title}</h2>`, draw()], dialog);
    };
    const answer = (value: Answer | null): void => {
      given = value;
      dialog.close();
    };
    const draw = body({ answer, redraw });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(given);
    });
    document.body.append(dialog);
    redraw();
    dialog.showModal();
    const field = dialog.querySelector<HTMLInputElement | HTMLTextAreaElement>('input, textarea');
    field?.focus();
    field?.select();
  });
}
