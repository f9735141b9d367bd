"""The vault: keys, sealing, unlocking. The only importer of cryptography in the project."""

from intake.vault.desk import OpenedDesk
from intake.vault.sealing import NoDeskKey, Tampered, VaultError, seal, seal_record, seal_to

__all__ = ["NoDeskKey", "OpenedDesk", "Tampered", "VaultError", "seal", "seal_record", "seal_to"]
