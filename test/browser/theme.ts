/** A theme as VS Code shows it to a webview: the classes of its body and the variables it sets on the root. */
export interface Theme {
  readonly name: string;
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** What every theme sets alike. */
export const fonts = {
  'font-family': '"DejaVu Sans", "Liberation Sans", sans-serif',
  'font-size': '13px',
  'editor-font-family': '"DejaVu Sans Mono", monospace',
};
