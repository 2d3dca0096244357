import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber, plural } from '../../../src/protocol/format';
import { runSwatch } from '../../shared/colour';
import { checkbox, searchField, textButton } from '../../shared/controls';
import type { ViewClient } from '../../shared/rpc';
import { problem } from '../../shared/status';
import type { CompareActions } from '../actions';
import type { CompareModel, ShownRun } from '../model';
import { numberField } from '../numberField';
import { rememberLast } from '../rememberLast';
import { shownPaths } from './actions';
import type { ArtifactChoice } from './choice';
import { contentView } from './contentView';
import { contentKey, type Content, type Listing } from './model';
import { parsePicture } from './pictures';
import { entriesOf, stepsOf, type Entry } from './union';

interface ArtifactsContext {
  readonly model: CompareModel;
  readonly actions: CompareActions;
  readonly client: ViewClient;
}

const mostEntries = 200;

const entries = rememberLast((listings: CompareModel['artifacts']['listings'], ids: string) =>
  entriesOf(ids.split(' ').map((id) => listings.get(id))),
);

/** What the runs stored, side by side: pictures by step, matrices, tables and text. Read when the section is opened. */
export function artifactsView(runs: readonly ShownRun[], context: ArtifactsContext): TemplateResult {
  const { model, actions } = context;
  const choice = model.intent?.artifacts;
  if (choice === undefined) return html``;
  const shown = runs.filter((run) => !run.hidden);
  const set = (change: Partial<ArtifactChoice>): void => actions.choose({ artifacts: { ...choice, ...change } });
  return html`<section aria-labelledby="artifacts-title">
    <details
      class="artifacts-part"
      .open=${choice.open}
      @toggle=${(event: ToggleEvent) => {
        const open = event.newState === 'open';
        if (event.target === event.currentTarget && open !== choice.open) set({ open });
      }}
    >
      <summary><h2 id="artifacts-title">Artifacts</h2></summary>
      ${choice.open ? artifacts(shown, { ...context, choice, set }) : nothing}
    </details>
  </section>`;
}

interface OpenContext extends ArtifactsContext {
  readonly choice: ArtifactChoice;
  readonly set: (change: Partial<ArtifactChoice>) => void;
}

function artifacts(runs: readonly ShownRun[], context: OpenContext): TemplateResult {
  const { model, client, actions, choice, set } = context;
  const { listings } = model.artifacts;
  const failed = runs.flatMap((run) => {
    const listing = listings.get(run.id);
    return listing?.kind === 'failed' ? [{ run, error: listing.error }] : [];
  });
  const reading = runs.some((run) => (listings.get(run.id)?.kind ?? 'reading') === 'reading');
  const cut = runs.filter((run) => isCut(listings.get(run.id)));
  const all = entries(listings, runs.map((run) => run.id).join(' '));
  const wanted = choice.search.trim().toLowerCase();
  const found = all.filter(({ name }) => name.toLowerCase().includes(wanted));
  return html`${failed.map(({ run, error }) => problem(`The files of ${run.name} cannot be listed.`, error, client, () => actions.artifacts.refresh([run.id])))}
  ${reading ? html`<p class="muted" role="status">Listing the files…</p>` : nothing}
  ${cut.length === 0 ? nothing : html`<p class="muted small">${plural(cut.length, 'run')} ${cut.length === 1 ? 'has' : 'have'} more files than are listed here.</p>`}
  ${
    all.length === 0
      ? reading || failed.length > 0
        ? nothing
        : html`<p class="empty">The shown runs stored no files. Store one with <code>mlflow.log_artifact</code>.</p>`
      : html`<div class="artifact-columns">
          <div class="artifact-list">
            ${searchField('Search artifacts', choice.search, (search) => set({ search }))}
            <ul>
              ${found.slice(0, mostEntries).map((entry) => html`<li>${entryButton(entry, runs.length, context)}</li>`)}
            </ul>
            ${found.length > mostEntries ? html`<p class="muted small">${found.length - mostEntries} more: search for them.</p>` : nothing}
          </div>
          <div class="artifact-shown">${sideBySide(runs, context)}</div>
        </div>`
  }`;
}

function isCut(listing: Listing | undefined): boolean {
  return listing?.kind === 'ready' && listing.cut;
}

function entryButton({ kind, name, runs }: Entry, all: number, { choice, set }: OpenContext): TemplateResult {
  const isShown = choice.shown?.kind === kind && choice.shown.name === name;
  return html`<button
    type="button"
    class="entry ${isShown ? 'shown' : ''}"
    aria-pressed=${isShown}
    title=${name}
    @click=${() => set({ shown: { kind, name }, step: null })}
  >
    <span class="codicon codicon-${kind === 'pictures' ? 'file-media' : 'file'}" aria-hidden="true"></span>
    <span class="name">${name}</span>
    <span class="muted small">${runs === all ? '' : `${runs} of ${all}`}</span>
  </button>`;
}

function sideBySide(runs: readonly ShownRun[], context: OpenContext): TemplateResult {
  const { model, actions, choice } = context;
  const { shown } = choice;
  if (shown === null) return html`<p class="empty">Choose a file to see it side by side.</p>`;
  const paths = shownPaths(model);
  const drawn = runs.filter((run) => paths.has(run.id));
  const contents = drawn.map((run) => contentOf(model, run, paths));
  const baseAt = drawn.findIndex((run) => run.id === model.data?.comparison.base);
  const base = drawn[baseAt] ?? null;
  const against: Against | null =
    base === null ? null : { id: base.id, path: paths.get(base.id) ?? null, content: contents[baseAt] ?? null };
  const hasMatrix = contents.some((content) => content?.kind === 'matrix');
  return html`<h3>${shown.name}</h3>
    ${shown.kind === 'pictures' ? stepChoice(runs, shown.name, context) : nothing}
    ${
      hasMatrix
        ? html`<div class="toolbar">
            ${checkbox('Difference to base', choice.difference, (difference) => context.set({ difference }))}
          </div>`
        : nothing
    }
    <div class="side-by-side">
      ${drawn.map((run, index) => figure(run, { content: contents[index] ?? null, path: paths.get(run.id) ?? null, against, context }))}
    </div>
    ${
      runs.length > drawn.length
        ? html`<p class="buttons">
            <span class="muted">${plural(runs.length - drawn.length, 'run')} not shown.</span>
            ${textButton('Show More Runs', () => actions.artifacts.showMore())}
          </p>`
        : nothing
    }`;
}

function contentOf(
  { artifacts: { listings, contents } }: CompareModel,
  run: ShownRun,
  paths: ReadonlyMap<string, string | null>,
): Content | null {
  const path = paths.get(run.id) ?? null;
  if (path !== null) return contents.get(contentKey(run.id, path)) ?? { kind: 'reading' };
  return (listings.get(run.id)?.kind ?? 'reading') === 'reading' ? { kind: 'reading' } : null;
}

function stepChoice(runs: readonly ShownRun[], key: string, { model, choice, set }: OpenContext): TemplateResult {
  const steps = stepsOf(
    runs.map((run) => model.artifacts.listings.get(run.id)),
    key,
  );
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return html``;
  const step = choice.step ?? last;
  // The slider goes from one logged step to the next; the field takes any.
  const at = Math.max(
    0,
    steps.findLastIndex((each) => each <= step),
  );
  return html`<div class="toolbar">
    ${
      steps.length < 2
        ? nothing
        : html`<label class="choice"
            >Step
            <input
              type="range"
              min="0"
              max=${steps.length - 1}
              step="1"
              .value=${String(at)}
              aria-valuetext=${`step ${step}`}
              @input=${(event: Event) => set({ step: steps[(event.currentTarget as HTMLInputElement).valueAsNumber] ?? null })}
          /></label>`
    }
    ${numberField('at', step, (next) => set({ step: next }), { name: 'Step of the pictures' })}
    <span class="muted small">${plural(steps.length, 'step')}, ${formatNumber(first)} to ${formatNumber(last)}</span>
  </div>`;
}

/** The base's side of what is shown. */
interface Against {
  readonly id: string;
  readonly path: string | null;
  readonly content: Content | null;
}

interface FigureContext {
  readonly content: Content | null;
  /** Null: the run has none. */
  readonly path: string | null;
  /** Null while the base is hidden. */
  readonly against: Against | null;
  readonly context: OpenContext;
}

function figure(run: ShownRun, { content, path, against, context }: FigureContext): TemplateResult {
  const { choice, client } = context;
  const isBase = run.id === against?.id;
  const picture = path === null || choice.shown?.kind !== 'pictures' ? null : parsePicture(path);
  const open = (): void => client.command({ name: 'openArtifact', id: run.id, path: path ?? '' });
  const from = against === null || against.path === null || isBase ? null : { id: against.id, path: against.path };
  const isText = content?.kind === 'text' || content?.kind === 'rows' || content?.kind === 'matrix';
  return html`<figure>
    <figcaption>
      ${runSwatch(run.colour)} <span class="run-name" title=${run.name}>${run.name}</span>
      ${isBase ? html`<span class="base">Base</span>` : nothing}
      ${picture === null ? nothing : html`<span class="muted small">step ${picture.step}</span>`}
    </figcaption>
    ${contentView(content, { run, path, base: isBase ? null : (against?.content ?? null), difference: choice.difference, client })}
    ${
      path === null
        ? nothing
        : html`<p class="buttons">
            ${textButton('Open', open, { title: `Open ${path} of ${run.name}` })}
            ${
              isText && from !== null
                ? textButton(
                    'Diff with Base',
                    () => client.command({ name: 'diffArtifacts', from, to: { id: run.id, path } }),
                    { icon: 'diff', title: `Compare ${path} with the base's in the diff editor` },
                  )
                : nothing
            }
          </p>`
    }
  </figure>`;
}
