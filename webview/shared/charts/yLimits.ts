import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../../src/protocol/format';
import type { YLimits } from '../chartOptions';

/** A range as it is typed, while it is typed. */
export interface LimitsDraft {
  readonly min: string;
  readonly max: string;
  /** Why it cannot be taken; null before it was tried. */
  readonly problem: string | null;
}

export type ParsedLimits = { readonly limits: YLimits | null; readonly problem: null } | { readonly problem: string };

export function toDraft(limits: YLimits | undefined): LimitsDraft {
  const text = (end: number | null): string => (end === null ? '' : String(end));
  return { min: text(limits?.min ?? null), max: text(limits?.max ?? null), problem: null };
}

/** Reads a typed range; an empty end follows the values, two empty ends are no limits at all. */
export function parseLimits({ min, max }: Pick<LimitsDraft, 'min' | 'max'>, log: boolean): ParsedLimits {
  const ends: (number | null)[] = [];
  for (const text of [min, max].map((end) => end.trim())) {
    const end = text === '' ? null : Number(text.replace(',', '.').replace('−', '-'));
    if (end !== null && !Number.isFinite(end)) {
      return { problem: `“${text}” is no number: write one such as 0.5 or 1e-3, or leave the field empty.` };
    }
    if (log && end !== null && end <= 0) {
      return { problem: `The Y axis is logarithmic and shows values above 0 only: ${text} is not.` };
    }
    ends.push(end);
  }
  const [low = null, high = null] = ends;
  if (low !== null && high !== null && low >= high) {
    return {
      problem: `The lower end must lie below the upper end: ${formatNumber(low)} is not below ${formatNumber(high)}.`,
    };
  }
  return { limits: low === null && high === null ? null : { min: low, max: high }, problem: null };
}

export interface LimitsEvents {
  readonly type: (change: Partial<LimitsDraft>) => void;
  readonly apply: () => void;
  readonly close: () => void;
}

/** The fields to type in a Y range: Enter takes it, Esc leaves it. */
export function limitsForm(metric: string, draft: LimitsDraft, { type, apply, close }: LimitsEvents): TemplateResult {
  const field = (end: 'min' | 'max', label: string): TemplateResult =>
    html`<label
      >${label}
      <input
        class="plain"
        type="text"
        inputmode="decimal"
        name=${end}
        placeholder="automatic"
        aria-label=${`${label} end of Y of ${metric}`}
        aria-invalid=${draft.problem !== null}
        .value=${draft[end]}
        @input=${(event: Event) => type({ [end]: (event.currentTarget as HTMLInputElement).value })}
    /></label>`;
  return html`<form
    class="limits"
    @submit=${(event: Event) => {
      event.preventDefault();
      apply();
    }}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      close();
    }}
  >
    ${field('min', 'Lower')} ${field('max', 'Upper')}
    <button type="submit" class="link">Apply</button>
    <button type="button" class="link" @click=${close}>Cancel</button>
    ${draft.problem === null ? nothing : html`<p class="problem small" role="alert">${draft.problem}</p>`}
  </form>`;
}
