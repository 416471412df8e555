/** What there is to try, as commands that can be copied. */
export function welcome(origin: string): string {
  return `The refund desk of Scoria.

The headers x-actor, x-tenant and x-session stand in for a host's own login. This
desk believes them, so keep it on your own machine.

Ask for a refund under 100 EUR; it is paid at once:
  ${firstCommand(origin)}

Ask for one over 100 EUR; it waits for a person:
  curl -s ${origin}/refunds -H 'x-actor: ana' -H 'x-tenant: acme' -H 'x-session: chat-1' -d '{"orderId":"A-2","cents":34900,"reason":"It leaks"}'

See what waits, as somebody else of the same tenant:
  curl -s ${origin}/approvals -H 'x-actor: rita' -H 'x-tenant: acme'

Decide it ("approved" or "rejected"); the run goes on under its runId:
  curl -s ${origin}/approvals/<approvalId> -H 'x-actor: rita' -H 'x-tenant: acme' -d '{"decision":"approved","reason":"checked"}'

Read a run, and its evidence:
  curl -s ${origin}/refunds/<runId> -H 'x-actor: ana' -H 'x-tenant: acme'
  curl -s ${origin}/refunds/<runId>/evidence -H 'x-actor: ana' -H 'x-tenant: acme'

The same is done in the dashboard at ${origin}/scoria; the links
that sign in are in the terminal where the desk was started.

Stop the server with Ctrl-C and start it again: what waited still waits.
`;
}

/** A refund that needs nobody's decision. */
export function firstCommand(origin: string): string {
  return `curl -s ${origin}/refunds -H 'x-actor: ana' -H 'x-tenant: acme' -H 'x-session: chat-1' -d '{"orderId":"A-1","cents":2490,"reason":"It arrived broken"}'`;
}
