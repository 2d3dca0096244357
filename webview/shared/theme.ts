/** Reads one of VS Code's colours, as in `themeColour('charts-blue')`; `fallback` where the theme has none. */
export function themeColour(name: string, fallback = 'gray'): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--vscode-${name}`).trim() || fallback;
}

/** What a canvas needs of the theme, read once a change. */
export interface CanvasTheme {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  readonly background: string;
  readonly focus: string;
  /** Of the box that is drawn to zoom. */
  readonly selection: string;
  readonly error: string;
  readonly fontFamily: string;
  readonly fontSize: number;
  readonly highContrast: boolean;
}

/** The theme as canvases use it: they cannot read style sheets. */
export function readCanvasTheme(): CanvasTheme {
  const foreground = themeColour('foreground', '#888');
  const highContrast = document.body.classList.contains('vscode-high-contrast');
  return {
    foreground,
    muted: highContrast ? foreground : themeColour('descriptionForeground', foreground),
    // High-contrast themes draw guides in the text's own colour, which would hide the lines.
    grid: highContrast
      ? 'rgba(128, 128, 128, 0.5)'
      : themeColour('editorIndentGuide-background1', 'rgba(128, 128, 128, 0.25)'),
    axis: themeColour('charts-lines', foreground),
    background: themeColour('editor-background', 'transparent'),
    selection: themeColour('editor-selectionHighlightBackground', 'rgba(128, 128, 128, 0.25)'),
    focus: themeColour('focusBorder', foreground),
    error: themeColour('editorWarning-foreground', foreground),
    fontFamily: themeColour('font-family', 'sans-serif'),
    fontSize: Math.max(10, Number.parseFloat(themeColour('font-size', '13px')) * 0.85),
    highContrast,
  };
}

/** Calls back after VS Code has changed the theme of this page; returns how to stop. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(() => listener());
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}
