"""Secrets: made, hashed, compared. Only hashes are kept."""

import asyncio
import hashlib
import hmac
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 19 MiB, two passes: OWASP's least for argon2id. Six digits are weak whatever the hash; the lock-out guards them.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash("no PIN has letters")  # compared where there is no PIN, so that it takes as long
# Two at a time: hashing is heavy by design and must not hold up everyone else.
_room = ThreadPoolExecutor(2, "pin")


def token(prefix: str = "") -> str:
    """256 bits that nobody guesses."""
    return prefix + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """How a token is kept: it holds 256 random bits, so a plain hash is enough and can be looked up."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def random_pin() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


async def hash_pin(pin: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_room, _hasher.hash, pin)


async def pin_fits(hash: str | None, pin: str) -> bool:
    """Takes the same time whether there is a PIN or none."""
    fits = await asyncio.get_running_loop().run_in_executor(_room, _verified, hash or _NOBODY, pin)
    return fits and hash is not None


def _verified(hash: str, pin: str) -> bool:
    try:
        return _hasher.verify(hash, pin)
    except (VerificationError, InvalidHashError):
        return False
