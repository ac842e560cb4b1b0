"""The certificate authority of one test run: signs the servers' certificates, and is what the service is told to trust."""

import ssl
from pathlib import Path

import trustme


class Authority:
    """A CA with its certificate in `ca_file` (PEM)."""

    def __init__(self, folder: Path) -> None:
        self.ca = trustme.CA(organization_name="Tests of Klachten")
        self.ca_file = folder / "ca.pem"
        self.ca.cert_pem.write_to_path(self.ca_file)

    def issue(self, folder: Path, *names: str) -> tuple[Path, Path]:
        """Write a certificate for `names` (default: localhost and 127.0.0.1) and its key; return both files."""
        signed = self.ca.issue_cert(*(names or ("localhost", "127.0.0.1")))
        certificate, key = folder / "server.pem", folder / "server.key"
        certificate.write_bytes(b"".join(blob.bytes() for blob in signed.cert_chain_pems))
        key.touch(mode=0o600)
        signed.private_key_pem.write_to_path(key)
        return certificate, key

    def trusting(self) -> ssl.SSLContext:
        """Return a client's context that trusts this authority."""
        return ssl.create_default_context(cafile=self.ca_file)
