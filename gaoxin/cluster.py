"""Runs on more processes or machines than one, through ``dask.distributed``.

Members of a run are divided into pieces that processes anywhere compute; what comes back is put
together here, with the bits of one process. Needs the extra ``cluster``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from gaoxin.engine.running.pool import Pool, WorkLost, used
from gaoxin.errors import GaoxinError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from distributed import Client, Future

T = TypeVar("T")

LOCAL = "local:"
PATIENCE = 20.0
"""Seconds after which a scheduler that does not answer is given up."""
MOST = 4
"""Shared data that are held; the longest unused go first."""
LARGE = "1 GiB"
"""Below it dask does not warn of what is sent: pieces are 16 MiB at most."""


class DaskPool:
    """The workers of a dask client.

    Parameters
    ----------
    client : distributed.Client
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self._shared: dict[str, Future] = {}
        self._under_way: set[Future] = set()
        self._lock = Lock()

    @property
    def cores(self) -> int:
        """How many pieces are done at a time."""
        return max(1, int(sum(self.client.nthreads().values())))

    def share(self, data: bytes, key: str) -> Future:
        """Bring data to whoever will need it: a task, so that a worker's death costs it nothing."""
        known = self._shared.pop(key, None)
        self._shared[key] = known or self._submit(_held, data, key=f"gaoxin-{key}")
        while len(self._shared) > MOST:
            del self._shared[next(iter(self._shared))]
        return self._shared[key]

    def call(self, work: Callable[..., T], *given: Any) -> T:
        """Do a piece of work on some worker, and wait for it; see :class:`Pool`."""
        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker

        future = self._submit(work, *given, pure=False)
        with self._lock:
            self._under_way.add(future)
        try:
            found: T = future.result()
        except (KilledWorker, FutureCancelledError) as error:
            raise WorkLost(str(error)) from error
        finally:
            with self._lock:
                self._under_way.discard(future)
            future.release()
        return found

    def cancel(self) -> None:
        """Let go of all that is still being done."""
        with self._lock:
            left = list(self._under_way)
        self.client.cancel(left, force=True)

    def _submit(self, work: Callable[..., Any], *given: Any, **how: Any) -> Future:
        import dask

        with dask.config.set({"distributed.admin.large-graph-warning-threshold": LARGE}):
            return self.client.submit(work, *given, **how)


def _held(data: bytes) -> bytes:
    return data


def on_cluster(client: Client | None) -> AbstractContextManager[Pool | None]:
    """Return a context in which runs are computed by a dask client's workers.

    Parameters
    ----------
    client : distributed.Client or None
        None: by this process, as ever.

    Returns
    -------
    context manager

    Examples
    --------
    >>> from distributed import Client
    >>> with Client("tcp://scheduler:8786") as client, gaoxin.on_cluster(client):
    ...     model.reduce(draws, {"band": gaoxin.reducers.quantiles()}, members=10_000_000)
    """
    return nullcontext() if client is None else used(DaskPool(client))


@contextmanager
def open_cluster(where: str) -> Iterator[Pool]:
    """Connect to a cluster, or start one of processes here, and let runs in the body use it.

    Parameters
    ----------
    where : str
        The address of a scheduler, such as ``tcp://host:8786``, or ``local:N`` for N processes.

    Yields
    ------
    Pool

    Raises
    ------
    GaoxinError
        The extra is not installed, N is no number from 1 on, or nobody answers.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        message = "a cluster needs dask.distributed; install it with: pip install 'gaoxin[cluster]'"
        raise GaoxinError(message) from None
    if where.startswith(LOCAL):
        with (
            LocalCluster(
                n_workers=_count(where),
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
            ) as cluster,
            Client(cluster, direct_to_workers=True) as client,
            used(DaskPool(client)) as pool,
        ):
            yield pool
        return
    try:
        client = Client(where, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise GaoxinError(
            f"--cluster '{where}': no scheduler answers there ({error}); write its address, such "
            "as tcp://host:8786, or local:4 for four processes here"
        ) from None
    with client, used(DaskPool(client)) as pool:
        yield pool


def _count(where: str) -> int:
    text = where.removeprefix(LOCAL)
    if not text.isdigit() or not int(text):
        raise GaoxinError(
            f"--cluster '{where}': write local: and a number of processes, as local:4"
        )
    return int(text)
