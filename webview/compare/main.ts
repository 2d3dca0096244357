import '../../src/protocol/zodWithoutEval';
import { render } from 'lit';
import { createCursor } from '../shared/charts';
import { defineControls } from '../shared/controls';
import { connectView } from '../shared/rpc';
import { createStore } from '../shared/store';
import { compareActions } from './actions';
import { noArtifacts } from './artifacts/model';
import type { CompareModel } from './model';
import { compareView } from './view';
import '../shared/page.css';
import '../shared/charts/charts.css';
import './compare.css';

const root = document.getElementById('root') ?? document.body;
const client = connectView();
const cursor = createCursor();
defineControls();

const store = createStore<CompareModel>(
  {
    intent: null,
    trusted: false,
    connection: 'connected',
    data: null,
    error: null,
    diffs: new Map(),
    repeats: { kind: 'reading' },
    names: new Map(),
    artifacts: noArtifacts,
    notice: null,
  },
  (model) => {
    render(compareView(model, { actions, client, cursor }), root);
    if (model.intent !== null) actions.artifacts.ensure();
  },
);
const actions = compareActions(client, store);

let scrolled = 0;
window.addEventListener('scroll', () => {
  clearTimeout(scrolled);
  scrolled = window.setTimeout(() => {
    const { intent } = store.state;
    if (intent !== null) client.setState({ ...intent, scroll: Math.round(window.scrollY) });
  }, 200);
});

actions.start();
