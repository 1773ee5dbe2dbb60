"""Pure rules of coming in: `pins`, `sessions`, `grants`, `scopes`, and the wire of OAuth 2 (`oauth`)."""
