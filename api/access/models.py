"""Who may come in, as what: roles, PINs, sessions, API clients and their tokens."""

from tortoise import fields
from tortoise.models import Model

from api.kit.fields import MomentField, key, text
from api.kit.viewer import Role


class RoleGrant(Model):
    """A role beside plain learner. Managers and coaches hold theirs for a team and all below it."""

    id = key()
    organisation_id = fields.UUIDField()
    employee_id = fields.UUIDField()
    role = fields.CharEnumField(Role, max_length=20)
    team_id = fields.UUIDField(null=True)
    granted_at = MomentField()

    class Meta:
        table = "role_grant"
        unique_together = (("organisation_id", "employee_id", "role", "team_id"),)


class Pin(Model):
    """The PIN of a person, hashed (argon2id)."""

    employee_id = fields.UUIDField(primary_key=True)
    organisation_id = fields.UUIDField()
    hash = text(200)
    set_at = MomentField()

    class Meta:
        table = "pin"
        indexes = (("organisation_id", "employee_id"),)


class PinLock(Model):
    """Wrong PINs given for an employee number, and the lock-out that followed.

    Kept by number and not by person: a number that nobody has locks just the same, so it tells nothing.
    """

    id = key()
    organisation_id = fields.UUIDField()
    number_hash = text(64)
    failures = fields.IntField(default=0)
    failed_at = MomentField()
    locked_until = MomentField(null=True)

    class Meta:
        table = "pin_lock"
        unique_together = (("organisation_id", "number_hash"),)


class Welcome(Model):
    """A one-time link with which an organisation's first admin comes in. Only the hash of its token is kept."""

    id = key()
    organisation_id = fields.UUIDField()
    token_hash = text(64, unique=True)
    created_at = MomentField()
    expires_at = MomentField()
    used_at = MomentField(null=True)

    class Meta:
        table = "welcome"
        indexes = (("organisation_id", "id"),)


class Session(Model):
    """A person's signed-in device. Only the hash of its cookie is kept."""

    id = key()
    organisation_id = fields.UUIDField()
    employee_id = fields.UUIDField()
    token_hash = text(64, unique=True)
    user_agent = text(300, default="")
    created_at = MomentField()
    seen_at = MomentField()
    expires_at = MomentField()
    ended_at = MomentField(null=True)

    class Meta:
        table = "session"
        indexes = (("organisation_id", "employee_id"),)


class ApiClient(Model):
    """A system with OAuth 2 client credentials. `secret_hashes` holds at most two live ones."""

    id = key()
    organisation_id = fields.UUIDField()
    client_id = text(80, unique=True)
    name = text()
    scopes = fields.JSONField()  # list of "domain:read" / "domain:write"
    secret_hashes = fields.JSONField()  # [{"hash", "created_at"}], newest first
    created_at = MomentField()
    used_at = MomentField(null=True)
    ended_at = MomentField(null=True)

    class Meta:
        table = "api_client"
        indexes = (("organisation_id", "id"),)


class AccessToken(Model):
    """A bearer token of an API client. Only its hash is kept."""

    id = key()
    organisation_id = fields.UUIDField()
    api_client_id = fields.UUIDField()
    token_hash = text(64, unique=True)
    scopes = fields.JSONField()
    issued_at = MomentField()
    expires_at = MomentField()
    ended_at = MomentField(null=True)

    class Meta:
        table = "access_token"
        indexes = (("organisation_id", "api_client_id"),)
