"""A browser and a system at the front door's addresses."""

from typing import Any

from httpx import ASGITransport, AsyncClient, Response

ORIGIN = "http://127.0.0.1:8000"


class Browser(AsyncClient):
    """Sends what our pages send: our Origin, and the header X-Tiro. Keeps cookies."""

    def __init__(self, app: Any, address: str = "192.0.2.7", base_url: str = ORIGIN):
        super().__init__(
            transport=ASGITransport(app, client=(address, 50000)), base_url=base_url,
            headers={"origin": base_url, "x-tiro": "1", "user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile"},
        )  # fmt: skip
        self.app = app

    def elsewhere(self, address: str) -> "Browser":
        """Another one, at another address."""
        return Browser(self.app, address)

    async def sign_in(self, number: str, pin: str, organisation: str = "qingchuan") -> Response:
        return await self.post("/auth/pin", json={"organisation": organisation, "employeeNumber": number, "pin": pin})
