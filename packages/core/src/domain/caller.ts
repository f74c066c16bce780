/**
 * Who asks. Made by an edge from the credential alone, never from an argument of the request.
 * `actor` names the credential in the audit log, `requestId` ties the log lines of one request together.
 */
export type Caller = AdminCaller | ProjectCaller;

export interface AdminCaller {
  readonly role: 'admin';
  readonly actor: string;
  readonly requestId: string;
}

export interface ProjectCaller {
  readonly role: 'project';
  readonly project: string;
  readonly actor: string;
  readonly requestId: string;
}

/** The daemon itself, when it finishes or expires something that nobody is waiting for. */
export const systemCaller = (requestId: string): AdminCaller => ({
  role: 'admin',
  actor: 'system',
  requestId,
});

export const mayAct = (caller: Caller, project: string): boolean =>
  caller.role === 'admin' || caller.project === project;
