/** Arrows of the house (ARCHITECTURE.md, "Folders"): kept here so that nobody has to remember them. */
const domains = '(runs|git|registry|pipelines|data|monitoring|features|imports|remotes)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'vscode-only-in-editor',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(extension\\.ts|editor/)' },
      to: { path: '^vscode$' },
    },
    {
      name: 'protocol-uses-nothing',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { path: '^(src|webview)/', pathNot: '^src/protocol/' },
    },
    {
      name: 'store-knows-no-domain',
      severity: 'error',
      from: { path: '^src/store/' },
      to: { path: '^src/', pathNot: '^src/(store|protocol)/' },
    },
    {
      name: 'domains-by-their-door',
      comment:
        'A domain is used through its index.ts alone; runs/process and registry/policy have their own, for those who open no store.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: {
        path: `^src/${domains}/`,
        pathNot: ['^src/$1/', `^src/${domains}/index\\.ts$`, '^src/(runs/process|registry/policy)/index\\.ts$'],
      },
    },
    {
      name: 'domains-do-not-look-up',
      severity: 'error',
      from: { path: `^src/${domains}/` },
      to: { path: '^src/(editor|cli|tracker|extension)' },
    },
    {
      name: 'editor-opens-no-store',
      comment: 'The extension host is user interface only: no database, no tracker code.',
      severity: 'error',
      from: { path: '^src/(extension\\.ts|editor/)' },
      to: { path: '^src/(store|analytics)/|better-sqlite3|@duckdb' },
    },
    {
      name: 'duckdb-only-in-analytics',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/analytics/' },
      to: { path: '@duckdb' },
    },
    {
      name: 'toolkit-only-in-controls',
      severity: 'error',
      from: { path: '^webview/', pathNot: '^webview/shared/controls\\.ts$' },
      to: { path: '@vscode/webview-ui-toolkit' },
    },
    {
      name: 'webview-sees-protocol-only',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^src/', pathNot: '^src/protocol/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'src/tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
