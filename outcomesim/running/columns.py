"""Where a run's columns are kept: in memory while they are small, on disk when they are not.

Takes blocks of columns in any order, gives whole columns. However many replications there are, only one column at
a time need be in memory.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from weakref import finalize

import numpy as np

from outcomesim.running.results import Key
from outcomesim.units import Floats

IN_MEMORY = 256 * 2**20
"""Bytes of columns, under all contracts together, that are kept in memory."""
BYTES = np.dtype(np.float64).itemsize


class Columns(Mapping[Key, Floats]):
    """The columns of one contract, read-only, (R,) each.

    A key that a block does not bring is nought there (money that never moved).

    Parameters
    ----------
    replications : int
    on_disk : bool
        Keep them in a file that goes when the object does.
    """

    def __init__(self, replications: int, *, on_disk: bool) -> None:
        self.replications = replications
        self._arrays: dict[Key, Floats] = {}
        self._place: dict[Key, int] = {}
        self._file = None
        if on_disk:
            self._file = tempfile.NamedTemporaryFile(prefix="outcomesim-", suffix=".columns")  # noqa: SIM115
            finalize(self, self._file.close)

    def put(self, first: int, block: Mapping[Key, Floats]) -> None:
        """Write a block's columns at its place; ``first`` is the number of its first replication."""
        for key, values in block.items():
            if self._file is None:
                column = self._arrays.setdefault(key, np.zeros(self.replications))
                column[first : first + len(values)] = values
            else:
                place = self._place.setdefault(key, len(self._place))
                self._file.seek((place * self.replications + first) * BYTES)
                self._file.write(np.ascontiguousarray(values).tobytes())

    def __getitem__(self, key: Key) -> Floats:
        if self._file is None:
            column = self._arrays[key]
        else:
            column = np.zeros(self.replications)
            self._file.flush()
            start = self._place[key] * self.replications
            found = np.fromfile(Path(self._file.name), count=self.replications, offset=start * BYTES)
            column[: found.shape[0]] = found
        view = column.view()
        view.setflags(write=False)
        return view

    def __iter__(self) -> Iterator[Key]:
        return iter(self._arrays if self._file is None else self._place)

    def __len__(self) -> int:
        return len(self._arrays if self._file is None else self._place)
