import '../../src/protocol/zodWithoutEval';
import { render } from 'lit';
import { createCursor } from '../shared/charts';
import { defineControls } from '../shared/controls';
import { connectView } from '../shared/rpc';
import { createStore } from '../shared/store';
import { runActions } from './actions';
import { emptyRunModel } from './model';
import { runView } from './view';
import '../shared/page.css';
import '../shared/charts/charts.css';
import './run.css';

const root = document.getElementById('root') ?? document.body;
const client = connectView();
const cursor = createCursor();
defineControls();

const store = createStore(emptyRunModel, (model) => render(runView(model, { actions, client, cursor }), root));
const actions = runActions(client, store);

let scrolled = 0;
window.addEventListener('scroll', () => {
  clearTimeout(scrolled);
  scrolled = window.setTimeout(() => {
    const { intent } = store.state;
    if (intent !== null) client.setState({ ...intent, scroll: Math.round(window.scrollY) });
  }, 200);
});

actions.start();
