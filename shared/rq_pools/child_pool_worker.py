"""What the two pools have in common whose slots run jobs elsewhere: in processes, and in interpreters."""

import os
from collections.abc import Callable
from typing import Any, ClassVar

from .child_slots import ChildSlots
from .connections import pool_maker
from .messages import Recipe
from .pool_worker import PoolWorker
from .slots import Slots


class ChildPoolWorker(PoolWorker):
    """A pool of children. Use a subclass.

    Args:
        initializer: a function of an importable module, called once in each child before its first job.
        *args, **kwargs: as `PoolWorker`.

    Attributes:
        child_attributes: what each child's copy of the worker gets from the worker itself.
    """

    slots_class: ClassVar[type[ChildSlots]]
    child_attributes: ClassVar[tuple[str, ...]] = (
        "_exc_handlers",
        "default_result_ttl",
        "disable_default_exception_handler",
        "job_monitoring_interval",
        "log_job_description",
        "log_result_lifespan",
        "redis_server_version",
    )

    def __init__(self, *args: Any, initializer: Callable[[], None] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._initializer = initializer

    def make_slots(self) -> Slots:
        """The children; a configuration that cannot be given to one is refused."""
        self._recipe().check()
        return self.slots_class(
            self.settings.slots,
            self.queues,
            self._recipe,
            overrun_secs=self.settings.overrun_secs,
            max_jobs_per_child=self.settings.max_jobs_per_child,
            log=self.log,
        )

    def _recipe(self) -> Recipe:
        return Recipe(
            worker_name=self.name,
            worker_pid=os.getpid(),
            queue_names=self.queue_names(),
            worker_class=type(self),
            lease_secs=self.settings.lease_secs,
            execution_ttl_secs=self.execution_ttl_secs,
            max_jobs=self.settings.max_jobs_per_child,
            make_pool=pool_maker(self.connection),
            job_class=self.job_class,
            queue_class=self.queue_class,
            serializer=self.serializer,
            attributes={name: getattr(self, name) for name in self.child_attributes},
            logging_level=self._logging_level,
            initializer=self._initializer,
        )
