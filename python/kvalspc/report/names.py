"""Names of files and anchors: made from untrusted ids (one may be "../x", "CON" or 300 letters)."""

from __future__ import annotations

import hashlib
import re
import unicodedata


def safe_name(identifier: str) -> str:
    """Return a short name of lower-case ASCII letters, digits and "-" that no other id gets.

    The readable part helps people; the hash keeps apart ids that differ in case, accents or signs only.
    """
    plain = unicodedata.normalize("NFKD", identifier.replace("ø", "o").replace("Ø", "o").replace("æ", "ae"))
    readable = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode("ascii").lower()).strip("-")[:32]
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{readable}-{digest}" if readable else digest
