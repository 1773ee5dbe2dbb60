"""Which rows of the catalogue a viewer sees: what is published is for everyone, a draft for those who write."""

from api.kit.reads import Rows
from api.kit.viewer import Role

WRITERS = frozenset({Role.author, Role.admin, Role.api_client})

UNITS = Rows(whole=WRITERS, own=("{t}.status <> 'draft'", frozenset(Role) - WRITERS))
