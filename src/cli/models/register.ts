import { defineCommand } from '../command';
import { misuse } from '../failure';
import { resolveRun } from '../runs/resolve';
import { readPairs } from '../values';
import { readAsker } from './asker';
import { nameOf, replyWarned } from './replyModels';

export const register = defineCommand({
  about: 'Registers the model that a run made as the next version of NAME, which is made when it is not there.',
  operands: ['NAME'],
  options: {
    run: { type: 'string', value: 'RUN', help: 'The run: an id, a unique prefix, or @latest' },
    'artifact-path': {
      type: 'string',
      value: 'PATH',
      help: 'Where it lies below the artifacts; default: the model that the run logged, else "model"',
    },
    semver: { type: 'string', value: 'vX.Y.Z', help: 'Its semantic version; default: the next patch' },
    description: { type: 'string', value: 'TEXT', help: 'What it is' },
    tag: { type: 'string', multiple: true, value: 'KEY=VALUE', help: 'Set this tag' },
    parent: { type: 'string', multiple: true, value: 'VERSION', help: 'The version it was made of: NAME/2' },
  },
  async run({ context, operands: [name = ''], values }) {
    if (values.run === undefined) throw misuse('Say which run made it: --run RUN.', 'models register');
    const tracker = await context.tracker();
    const runId = await resolveRun(tracker, values.run, context);
    const { tag = [], parent = [], semver, description } = values;
    const artifactPath = values['artifact-path'];
    const answer = await tracker.ask(
      'models/register',
      { name, runId, artifactPath, semver, description, tags: readPairs(tag), parents: [...parent], as: readAsker() },
      { signal: context.signal },
    );
    const { version } = answer;
    return replyWarned(context, answer, () => `Registered ${nameOf(version)} (${version.semver ?? ''}).`);
  },
});
