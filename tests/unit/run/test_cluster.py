"""Workers of a cluster that cannot do the tasks are refused."""

from pathlib import Path
from typing import Any

import pytest

from tlfgen.core.errors import OutputError
from tlfgen.run.cluster import look_at, require_fit


class Client:
    """A client of two workers, of which the second answers as it is told."""

    def __init__(self, answer: str, threads: int = 1) -> None:
        self.answer, self.threads = answer, threads

    def scheduler_info(self, **_: Any) -> dict[str, Any]:
        """Give the workers."""
        return {"workers": {"one": {"nthreads": 1}, "two": {"nthreads": self.threads}}}

    def run(self, _call: Any, _path: str, **_: Any) -> dict[str, str]:
        """Give what the workers answer."""
        return {"one": look_at(None), "two": self.answer}


@pytest.mark.parametrize(
    ("client", "code"),
    [
        (Client(""), "output.cluster-no-cache"),
        (Client("other"), "output.cluster-differs"),
        (Client("", 2), "output.cluster-threads"),
    ],
)
def test_workers_that_do_not_fit(tmp_path: Path, client: Client, code: str) -> None:
    """The cache out of reach, another version and several threads each have their error."""
    with pytest.raises(OutputError) as caught:
        require_fit(client, tmp_path)
    assert (code, True) == (caught.value.code, "two" in str(caught.value))


def test_workers_that_fit(tmp_path: Path) -> None:
    """Workers that see the cache and have the same versions are taken."""
    require_fit(Client(look_at(None)), tmp_path / "cache")
    assert [] == list((tmp_path / "cache").iterdir())


def test_a_worker_sees_the_cache_or_not(tmp_path: Path) -> None:
    """A file that is not there is answered by nothing."""
    assert ("", look_at(None)) == (look_at(str(tmp_path / "none")), look_at(__file__))
