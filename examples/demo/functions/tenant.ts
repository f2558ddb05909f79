/** Whose events the demo publishes and reads. A function behind an authorizer would take it from there. */
export const tenantId = 'demo'
