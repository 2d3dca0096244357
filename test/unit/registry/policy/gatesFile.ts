import { parsePolicy, type ParsedPolicy } from '../../../../src/registry/policy';

/** A whole policy, with one part of each kind. */
export const wholePolicy = `version: 1
people:
  mara: {name: Mara Lindqvist, emails: [mara@ex.org, mara@home.net], github: maral, logins: [mara], roles: [senior_engineer]}
  ivo:  {name: Ivo Novak, emails: [ivo@ex.org], roles: [product_owner, risk]}
signers: .modeltrail/allowed_signers
stages: {max_in: {Production: 1}}
aliases: {protected: [champion]}
on_register: {request: Staging}
mirror: {gto: {register: true, stages: {Staging: staging, Production: production}, push: never}}
models:
  - match: "credit-*"
    checks:
      - {id: auc, kind: metric, metric: auc, at_least: 0.85, vs_baseline: {min_delta: 0.001}}
      - {id: size, kind: size, at_most: 200MB}
      - {id: sig, kind: integrity, signature: required}
    transitions:
      None -> Staging:        {checks: [auc, size], approvals: []}
      Staging -> Production:  {checks: [all], approvals: [{role: senior_engineer, count: 1}], min_soak: 24h}
      Production -> Archived: {approvals: [{any_of: [senior_engineer, risk]}], needs_successor: true}
emergency: {roles: [senior_engineer], ticket_required: false, review_within: 72h, never_skip: [sig]}
rollback: {checks: [sig], approvals: [], demote_current_to: Archived}
on_applied:
  Production: [{id: prod, do: command, run: [./deploy.sh], timeout: 20m}]
`;

export function parse(text: string): ParsedPolicy {
  return parsePolicy(new TextEncoder().encode(text));
}

/** `CODE line:column path` of each problem. */
export function sketch({ problems }: ParsedPolicy): readonly string[] {
  return problems.map(({ severity, code, line, column, path }) =>
    `${severity === 'warning' ? 'warning ' : ''}${code} ${line}:${column} ${path}`.trim(),
  );
}
