"""The policy: the rules that downloads are carried out under. They are the runner's."""

from .hosts import is_allowed_host
from .rules import DEFAULT_RULES, Rules

__all__ = ["DEFAULT_RULES", "Rules", "is_allowed_host"]
