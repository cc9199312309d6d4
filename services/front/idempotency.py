"""Idempotency keys: which answer the first request with a key got."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from flask import request
from redis.client import Pipeline

from .problems import Problem


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A key, as it is kept in Redis.

    Attributes:
        name: of the key in Redis.
        answer: what is kept there names its answer so, such as `batch`.
        digest: of the request's body; another body with the same key is refused.
    """

    name: str
    answer: str
    digest: str

    def remembered(self, pipeline: "Pipeline") -> str | None:
        """The id that answered an earlier request with this key; None for a new key.

        Watches the key, so that only one of two simultaneous requests queues something.

        Raises:
            Problem: the key was used for another body.
        """
        pipeline.watch(self.name)  # type: ignore[no-untyped-call]
        text: Any = pipeline.get(self.name)
        kept = self._kept(text) if text else None
        if kept is None:
            return None
        if kept["digest"] != self.digest:
            raise Problem(422, "key-of-another-body")
        return kept[self.answer]

    def remember(self, pipeline: "Pipeline", answer: str, keep_secs: int) -> None:
        """Add the answer's id to the transaction that queues it."""
        pipeline.set(self.name, json.dumps({"digest": self.digest, self.answer: answer}), ex=keep_secs)

    def _kept(self, text: bytes) -> dict[str, str] | None:
        """What `remember` wrote; None for what somebody else has written there."""
        try:
            kept = json.loads(text)
        except (ValueError, RecursionError):
            return None
        names = ("digest", self.answer)
        is_ours = isinstance(kept, dict) and all(isinstance(kept.get(name), str) for name in names)
        return kept if is_ours else None


def key_of_request() -> str | None:
    """The current request's Idempotency-Key; None if it has none.

    Raises:
        Problem: it is not a valid key.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and not re.fullmatch(r"[\x21-\x7e]{1,255}", key):
        raise Problem(422, "bad-key")
    return key


def digest_of(body: bytes) -> str:
    """What a body is recognised by."""
    return hashlib.sha256(body).hexdigest()
