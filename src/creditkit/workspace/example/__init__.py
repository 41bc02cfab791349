"""The example: an invented company's workspace, and a small English set, made from a fixed seed.

The same creditkit writes the same bytes on every machine.  All names are made up.
"""

from __future__ import annotations

from pathlib import Path

from creditkit.errors import CreditkitError, Where

__all__ = ["write_english_example", "write_example"]


def write_example(folder: Path) -> tuple[Path, ...]:
    """Write the workspace of Huaxia Precision Components into `folder`; gives the files, creditkit.toml first.

    Writing twice changes nothing.  Errors: CK510 when a file of that name is there and is not the example's.
    """
    from creditkit.workspace.example.huaxia import huaxia_files

    return _write(folder, huaxia_files())


def write_english_example(folder: Path) -> tuple[Path, ...]:
    """Write open-items.csv and customers.xlsx (English headers) into `folder`.  Errors as `write_example`."""
    from creditkit.workspace.example.english import english_files

    return _write(folder, english_files())


def _write(folder: Path, files: dict[str, bytes]) -> tuple[Path, ...]:
    from creditkit.files import write_bytes
    from creditkit.workspace.folders import make_folder

    for name, content in files.items():
        path = folder / name
        if path.exists() and (not path.is_file() or path.read_bytes() != content):
            raise CreditkitError(
                "CK510",
                "A file of this name is already there, and it is not the example's.",
                where=Where(path=str(path)),
                fix="Name an empty or new folder for the example.",
            )
    make_folder(folder)
    for name, content in files.items():
        write_bytes(folder / name, content)
    return tuple(folder / name for name in files)
