"""Files are written whole or not at all, and names that others chose become safe file names."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.errors import CreditkitError
from creditkit.files import replacing, safe_filename, write_bytes, write_text

posix = pytest.mark.skipif(os.name != "posix", reason="signals and modes of POSIX")


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_new_file_has_its_content_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    write_text(tmp_path / "账龄.csv", "客户,1\n")
    assert (tmp_path / "账龄.csv").read_bytes() == "客户,1\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["账龄.csv"]


@pytest.mark.parametrize(
    ("place", "number"),
    [
        pytest.param((tempfile, "mkstemp"), errno.EACCES, id="permission-denied-in-the-folder"),
        pytest.param((os, "fsync"), errno.ENOSPC, id="disk-full-at-the-flush"),
        pytest.param((os, "replace"), errno.EBUSY, id="open-in-another-program"),
        pytest.param((Path, "chmod"), errno.EPERM, id="mode-refused"),
    ],
)
def test_whatever_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: tuple[object, str], number: int
) -> None:
    target = tmp_path / "report.csv"
    target.write_bytes(b"old")
    monkeypatch.setattr(*place, failing(number))
    with pytest.raises(CreditkitError) as caught:
        write_bytes(target, b"new")
    monkeypatch.undo()
    assert caught.value.code == "CK501"
    assert caught.value.exit_code == 5
    assert str(target) in str(caught.value)
    assert os.strerror(number) in str(caught.value)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"report.csv": b"old"}


@posix
def test_a_full_disk_is_told_and_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "big.bin"
    target.write_bytes(b"old")
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from creditkit.errors import CreditkitError\n"
        "from creditkit.files import write_bytes\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
        "try: write_bytes(Path(sys.argv[1]), bytes(1_000_000))\n"
        "except CreditkitError as error: print(error.code)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(target)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "CK501"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"big.bin": b"old"}


@pytest.mark.parametrize("name", ["missing/folder/a.csv", "x" * 300])
def test_a_place_that_cannot_be_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(CreditkitError) as caught:
        write_bytes(tmp_path / name, b"new")
    assert caught.value.code == "CK501"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(CreditkitError):
        write_bytes(tmp_path / "out", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_file_stays(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    (tmp_path / "a.csv").chmod(0o444)
    with pytest.raises(CreditkitError):
        write_bytes(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"old"


@posix
def test_a_killed_run_leaves_the_old_file_and_a_later_run_sweeps_up(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from creditkit.files import replacing\n"
        "with replacing(Path(sys.argv[1])) as place:\n"
        "    place.write_bytes(b'half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(target)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert target.read_bytes() == b"old"
    (leftover,) = (path for path in tmp_path.iterdir() if path != target)

    write_bytes(target, b"newer")
    assert leftover.exists(), "a run of today may still be writing it"
    os.utime(leftover, (0, 0))
    write_bytes(target, b"newest")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.csv": b"newest"}


def test_an_error_of_the_writer_itself_goes_through_and_leaves_nothing(tmp_path: Path) -> None:
    def write_half() -> None:
        with replacing(tmp_path / "a.csv") as place:
            place.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o640), (0o077, 0o600), (0o000, 0o640)])
def test_a_new_file_is_not_for_everybody(tmp_path: Path, mask: int, mode: int) -> None:
    old = os.umask(mask)
    try:
        write_bytes(tmp_path / "a.csv", b"")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == mode


@posix
def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    (tmp_path / "a.csv").chmod(0o664)
    write_bytes(tmp_path / "a.csv", b"new")
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o664


@posix
def test_a_link_is_replaced_and_its_target_untouched(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_bytes(b"ledger")
    (tmp_path / "a.csv").symlink_to(tmp_path / "ledger.csv")
    write_bytes(tmp_path / "a.csv", b"new")
    assert (tmp_path / "ledger.csv").read_bytes() == b"ledger"
    assert not (tmp_path / "a.csv").is_symlink()


@posix
def test_a_device_is_written_to_and_stays_a_device() -> None:
    write_bytes(Path("/dev/null"), b"new")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    if Path("/dev/full").exists():
        with pytest.raises(CreditkitError) as caught:
            write_bytes(Path("/dev/full"), b"new")
        assert caught.value.code == "CK501"


HOSTILE = (
    "", ".", "..", "../../etc/passwd", "/etc/passwd", "a/b", "a:b", "a\\b", "ab", "AB", "aB", "CON", "con", "NUL.txt",
    "COM1", "LPT9", "aux", "name.", "name ", " name", "-rf", "--output", "~", "$(id)", "`id`", "a\nb", "a\rb", "a\tb",
    "a\0b", "a*b", "a?b", 'a"b', "a<b>c", "a|b", "\u202egnp.exe", "\u200b", "望澄砺川机床股份有限公司" * 10, "é", "e\u0301",
    "x" * 5000, "👍" * 100,
)  # fmt: skip


def safe_on_windows(name: str) -> bool:
    reserved = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
    return (
        0 < len(name.encode()) <= 255
        and not set(name) & set('<>:"/\\|?*')
        and all(ord(c) >= 32 for c in name)
        and name.rstrip(". ") == name
        and name.split(".")[0].casefold() not in reserved
    )


def test_hostile_names_are_safe_unique_and_inside_their_folder(tmp_path: Path) -> None:
    names = [safe_filename(identifier, identifier, ".html") for identifier in HOSTILE]
    assert all(safe_on_windows(name) for name in names)
    assert len({name.casefold() for name in names}) == len(HOSTILE)
    for name in names:
        assert (tmp_path / name).resolve().parent == tmp_path.resolve()
        assert name[0] not in "-.~"


@settings(derandomize=True, max_examples=300)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_names_are_safe(identifier: str, label: str) -> None:
    name = safe_filename(identifier, label, ".pdf")
    assert safe_on_windows(name)
    assert name.endswith(".pdf")
    assert name == safe_filename(identifier, label, ".pdf")


def test_letters_stay_readable() -> None:
    assert safe_filename("KH1007", "望澄砺川机床", ".html").startswith("KH1007-望澄砺川机床-")
    assert safe_filename("KH1007", "O'Brien & Co.", ".html").startswith("KH1007-O-Brien-Co-")
