"""A passkey in memory: what a phone or a security key answers, made with the same library that checks it."""

import json
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from firm.models import StaffMember

ORIGIN, RP = "http://testserver", "testserver"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftPasskey:
    """Made for one person; `verifies` is False for a bare touch without finger or PIN."""

    member: StaffMember
    verifies: bool = True
    name: bytes = b"soft passkey 1"

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        credential = AttestedCredentialData.create(
            Aaguid.NONE, self.name, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(sha256(RP.encode()), self._flags | ATTESTED, 0, credential)
        created = CollectedClientData.create(CollectedClientData.TYPE.CREATE, b"challenge", ORIGIN)
        self.row = Authenticator.objects.create(
            user=self.member,
            type=Authenticator.Type.WEBAUTHN,
            data={
                "name": "Phone",
                "credential": self._wrapped(
                    {
                        "clientDataJSON": websafe_encode(created),
                        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
                    }
                ),
            },
        )

    @property
    def _flags(self) -> int:
        return PRESENT | (VERIFIED if self.verifies else 0)

    def _wrapped(self, response: dict[str, Any]) -> dict[str, Any]:
        named = websafe_encode(self.name)
        return {
            "id": named,
            "rawId": named,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }

    def answer(self, options: dict[str, Any]) -> str:
        """Signs the challenge of `navigator.credentials.get` and returns the JSON a browser would post."""
        challenge = websafe_decode(options["publicKey"]["challenge"])
        client = CollectedClientData.create(CollectedClientData.TYPE.GET, challenge, ORIGIN)
        data = AuthenticatorData.create(sha256(RP.encode()), self._flags, 1)
        signature = self.key.sign(data + client.hash, ec.ECDSA(SHA256()))
        return json.dumps(
            self._wrapped(
                {
                    "clientDataJSON": websafe_encode(client),
                    "authenticatorData": websafe_encode(data),
                    "signature": websafe_encode(signature),
                }
            )
        )
