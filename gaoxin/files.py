"""Files of a user, opened only if they are files and of a size that they can have.

To open a pipe waits for somebody to write into it, and a device may have no end.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from gaoxin.names import nearest

_WORDS = {
    stat.S_IFDIR: "this is a folder",
    stat.S_IFIFO: "this is a pipe",
    stat.S_IFSOCK: "this is a socket",
    stat.S_IFCHR: "this is a device",
    stat.S_IFBLK: "this is a device",
}


def check_file(path: Path) -> os.stat_result:
    """Return what the system knows of a file, after links.

    Raises
    ------
    OSError
        There is none, or it is no regular file: ``strerror`` says what it is, and the remedy.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        said = f"there is no such file{_beside(path)}"
        raise FileNotFoundError(errno.ENOENT, said, str(path)) from None
    kind = stat.S_IFMT(status.st_mode)
    if kind != stat.S_IFREG:
        said = f"{_WORDS.get(kind, 'this is something else')}, not a file; give a file"
        raise OSError(errno.EINVAL, said, str(path))
    return status


def _beside(path: Path) -> str:
    """Name the file beside a missing one that has the nearest name, or the folder that lacks."""
    if not path.parent.is_dir():
        return f", nor a folder '{path.parent}'; write another path"
    try:
        names = [one.name for one in path.parent.iterdir()]
    except OSError:
        names = []
    return nearest(path.name, names) or "; write another path"


def read_bytes(path: Path, most: int) -> bytes:
    """Return the content of a regular file of at most `most` bytes.

    Raises
    ------
    OSError
        It cannot be read, is no file, or is larger; ``strerror`` says which.
    """
    size = check_file(path).st_size
    if size <= most:
        with path.open("rb") as file:
            data = file.read(most + 1)  # it may say too little, or grow
        if len(data) <= most:
            return data
    raise OSError(errno.EFBIG, f"it has more than {most >> 20} MiB", str(path))
