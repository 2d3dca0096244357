import '../../src/protocol/zodWithoutEval';
import { render } from 'lit';
import { defineControls } from '../shared/controls';
import { connectView } from '../shared/rpc';
import { createStore } from '../shared/store';
import { bisectActions } from './actions';
import { emptyBisectModel } from './model';
import { bisectView } from './view';
import '../shared/page.css';
import './bisect.css';

const root = document.getElementById('root') ?? document.body;
const client = connectView();
defineControls();

const store = createStore(emptyBisectModel, (model) => render(bisectView(model, { actions, client }), root));
const actions = bisectActions(client, store);
actions.start();
