import manifest from '../../package.json';

/** The product's version, from its manifest. */
export const version = manifest.version;
