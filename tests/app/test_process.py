"""The app as people start it: a process of its own, over TLS, that stops when it is told to."""

import datetime
import ipaddress
import signal
import ssl

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.sync.client import connect

from api.kit import settings
from tests.app.serving import Elsewhere


@pytest.fixture
def certificate(tmp_path):
    """Our own authority, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (tmp_path / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return tmp_path


class Alone:
    """Stands in for the process beside which another starts."""

    def __init__(self, url, data):
        self.settings = settings.load({"TIRO_DATABASE_URL": url, "TIRO_DATA": str(data)})


def test_over_tls_cookies_are_host_cookies_and_sockets_are_secure(migrated_url, tmp_path, certificate):
    tls = {"TIRO_TLS_CERT": str(certificate / "cert.pem"), "TIRO_TLS_KEY": str(certificate / "key.pem")}
    trust = ssl.create_default_context(cafile=certificate / "cert.pem")
    with Elsewhere(Alone(migrated_url, tmp_path), tmp_path / "process", **tls).serving() as front:
        url = front.url.replace("http", "https")
        answer = httpx.post(url + "/graphql", json={"query": "{ __typename }"}, verify=trust)
        plain = {"Cookie": "tiro=abc", "X-Tiro": "1", "Origin": url}
        names = [
            httpx.post(url + "/graphql", json={"query": "{ __typename }"}, headers={**plain, "Cookie": cookie}, verify=trust).status_code
            for cookie in ("tiro=abc", "__Host-tiro=abc")
        ]
        line = connect(url.replace("https", "wss") + "/graphql", subprotocols=["graphql-transport-ws"], origin=url, ssl=trust, legacy=True)
        line.send('{"type":"ping"}')
        pong = line.recv(5)
        line.close()

    assert (answer.status_code, answer.headers["strict-transport-security"]) == (200, "max-age=31536000; includeSubDomains")
    assert names == [200, 401]  # the plain name is no credential here, the other a bad one
    assert pong == '{"type":"pong"}'


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_that_went_well_is_a_success(migrated_url, tmp_path, how):
    front = Elsewhere(Alone(migrated_url, tmp_path), tmp_path / "process")
    front.start()
    try:
        socket = front.socket()
        front.process.process.send_signal(how)
        code = front.process.process.wait(30)
    finally:
        front.process.stop()

    assert code == 0
    assert socket.closed() in (1001, 1012)
    assert not any("Traceback" in line for line in front.process.said)
