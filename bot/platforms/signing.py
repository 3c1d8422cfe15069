"""How posts to other programs are signed: one way for the telephone gateway and for webhooks."""

import hashlib
import hmac


def signature(key: str, stamp: str, body: bytes) -> str:
    """What the other side compares, in constant time, before it believes a request; `stamp` is the second since 1970."""
    return f"v1={hmac.new(key.encode(), stamp.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def signed_headers(key: str, stamp: str, body: bytes, idempotency_key: str) -> dict[str, str]:
    """The headers of a signed post of JSON. Two posts with the same `Idempotency-Key` are one."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": idempotency_key,
        "X-Chalkline-Timestamp": stamp,
        "X-Chalkline-Signature": signature(key, stamp, body),
    }
