"""The policy: which downloads a runner allows."""

from .hosts import is_allowed_host
from .rules import DEFAULT_RULES, Rules

__all__ = ["DEFAULT_RULES", "Rules", "is_allowed_host"]
