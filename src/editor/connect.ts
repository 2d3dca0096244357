// Loaded with the first folder, not with the extension: the client brings the HTTP and the checks of every answer.
import '../protocol/zodWithoutEval';
export { connectTracker } from '../client';
