import { plural } from '../../../src/protocol/format';
import { smooth } from '../../shared/charts/smoothing';
import { toMetricSearch } from '../../shared/metricSearch';
import type { ViewClient } from '../../shared/rpc';
import { toSections } from '../../shared/sections';
import { chartOptionsOf, columnsOf, shownRuns, visibleTable, type CompareModel, type ShownRun } from '../model';
import { sharedPrimary } from '../primary';
import { readingRepeats } from '../spread';
import { summarise } from '../summary';
import { visibleRows } from '../table';
import { metricWords } from '../metricWords';
import { dataUri, pictureName, toMarkdown } from './markdown';
import { svgChart } from './svgChart';

/** A picture of more points says no more on 560 pixels. */
const pointsOfPicture = 300;
const mostPictures = 12;
/** GitHub takes 65,536 characters as one comment. */
const mostInlineCharacters = 48_000;

export interface MadeReport {
  readonly markdown: string;
  readonly pictures: readonly { readonly path: string; readonly svg: string }[];
  /** What the report leaves out, in a sentence; null when nothing. */
  readonly note: string | null;
}

interface Drawn {
  readonly metric: string;
  readonly svg: string;
}

/**
 * The comparison for a pull request: what differs among the shown runs, and the charts that the page shows. `inline`: the
 * pictures stand in the text itself as far as a comment can hold them, else beside it as files.
 */
export async function makeReport(
  model: CompareModel,
  { client, place }: { client: ViewClient; place: 'inline' | 'beside' },
): Promise<MadeReport | null> {
  const { intent, data, repeats } = model;
  if (intent === null || data === null) return null;
  const runs = columnsOf(data.comparison, shownRuns(model));
  const rows = runs.flatMap(({ row }) => row ?? []);
  const table = visibleTable(data.comparison, runs);
  const metrics = shownMetrics(runs, intent);
  const drawn = await drawCharts(metrics.slice(0, mostPictures), { runs, model, client });
  const primary = sharedPrimary(rows, data.experiments);
  const { sources, left } = place === 'inline' ? inlineSources(drawn) : { sources: besideSources(drawn), left: 0 };
  const notes = [
    metrics.length > mostPictures ? `Charts of the first ${mostPictures} of ${metrics.length} shown metrics.` : '',
    left > 0
      ? `${plural(left, 'chart')} left out, as the text would be too long to paste: save the Markdown to have all.`
      : '',
  ].filter(Boolean);
  const note = notes.length === 0 ? null : notes.join(' ');
  const markdown = toMarkdown({
    runs: runs.map(({ id, name }) => ({ name, isBase: id === data.comparison.base })),
    facts: summarise({ runs: rows, comparison: visibleRows(table), primary, repeats })
      .map(({ sentence }) => sentence)
      .filter((sentence) => sentence !== readingRepeats),
    table,
    metricWords: metricWords(data.metric),
    ...('step' in data.metric && { step: data.metric.step }),
    pictures: drawn.map(({ metric }, index) => ({ metric, source: sources[index] ?? null })),
    note,
  });
  const pictures = place === 'inline' ? [] : drawn.map(({ svg }, index) => ({ path: sources[index] ?? '', svg }));
  return { markdown, pictures, note };
}

/** Metrics whose charts the page shows, in its order: those that match the search, in open sections. */
function shownMetrics(
  runs: readonly ShownRun[],
  { search, folded }: { readonly search: string; readonly folded: readonly string[] },
): readonly string[] {
  const all = [...new Set(runs.flatMap((run) => Object.keys(run.row?.metrics ?? {})))];
  return toSections(all.filter(toMetricSearch(search).matches))
    .filter(({ prefix }) => prefix === '' || !folded.includes(prefix))
    .flatMap(({ metrics }) => metrics);
}

function drawCharts(
  metrics: readonly string[],
  { runs, model, client }: { runs: readonly ShownRun[]; model: CompareModel; client: ViewClient },
): Promise<readonly Drawn[]> {
  const { intent } = model;
  const options = intent === null ? null : chartOptionsOf(intent);
  // A metric as x is for the page: the picture is over steps.
  const x = options?.x === 'relative' || options?.x === 'wall' ? options.x : 'step';
  const smoothing = options?.smoothing ?? 0;
  return Promise.all(
    metrics.map(async (metric): Promise<Drawn> => {
      const having = runs.filter((run) => run.row?.metrics[metric] !== undefined);
      const { points } = await client.series({ ids: having.map(({ id }) => id), metric, x, points: pointsOfPicture });
      const lines = having.map(({ name, colour }, index) => {
        const raw = points[index] ?? new Float64Array();
        return { name, colour, points: smoothing > 0 ? smooth(raw, smoothing) : raw };
      });
      const title = smoothing > 0 ? `${metric} (smoothed ${smoothing.toFixed(2)})` : metric;
      return { metric, svg: svgChart({ title, x, logX: options?.logX ?? false, logY: options?.logY ?? false, lines }) };
    }),
  );
}

/** Data URIs while the text stays short enough. */
function inlineSources(drawn: readonly Drawn[]): { sources: readonly (string | null)[]; left: number } {
  let room = mostInlineCharacters;
  const sources = drawn.map(({ svg }) => {
    const uri = dataUri(svg);
    if (uri.length > room) return null;
    room -= uri.length;
    return uri;
  });
  return { sources, left: sources.filter((source) => source === null).length };
}

function besideSources(drawn: readonly Drawn[]): readonly string[] {
  const taken = new Set<string>();
  return drawn.map(({ metric }) => {
    const name = pictureName(metric, taken);
    taken.add(name);
    return name;
  });
}
