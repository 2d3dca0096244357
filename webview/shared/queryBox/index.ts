export { defineQueryBox, queryBox, type QueryBox, type QueryBoxInput } from './queryBox';
export type { Completion } from './state';
