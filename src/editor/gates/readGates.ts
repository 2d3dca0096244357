// Loaded with the first policy that is opened, not with the extension: it brings YAML and the checks of the file.
import '../../protocol/zodWithoutEval';
export { parsePolicy, readPolicy } from '../../registry/policy';
