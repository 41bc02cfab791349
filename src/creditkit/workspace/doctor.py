"""Is everything there?  Checks as data: what was looked at, how it stands, what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from creditkit import __version__
from creditkit.errors import CreditkitError
from creditkit.fonts import chinese_family
from creditkit.words import N_, Message
from creditkit.workspace.find import Workspace, load_workspace
from creditkit.workspace.requirements import Requirement, requirements

Status = Literal["ok", "warn", "fail"]
_OLDEST_PYTHON = (3, 11)
_LITTLE_SPACE = 200 * 1024 * 1024
# Where systems without fontconfig keep a font that has Chinese characters.
_CHINESE_FONTS = (
    r"C:\Windows\Fonts\msyh.ttc", r"C:\Windows\Fonts\simsun.ttc", "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc", "/Library/Fonts/Arial Unicode.ttf",
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """One check.  name: a stable code; status: ok, warn (works with a limitation) or fail (something will not work)."""

    name: str
    status: Status
    detail: Message
    fix: Message | None = None


def check(start: Path | None = None) -> list[Check]:
    """Every check, of the installation first, then of the workspace of `start` (or of the working folder)."""
    checks = [python_version(), *dependencies(), chinese_font(), console(sys.stdout.encoding), time_zones()]
    try:
        workspace = load_workspace(start)
    except CreditkitError as error:
        return [*checks, _failed("workspace", error)]
    if workspace is None:
        found = Message(N_("No creditkit.toml here or above; commands take the files they are given."))
        return [*checks, Check("workspace", "ok", found, Message(N_("Make a workspace with creditkit init.")))]
    return [*checks, *workspace_checks(workspace)]


def workspace_checks(workspace: Workspace) -> list[Check]:
    """The workspace's own: its file, inputs, policy, output folder, clock."""
    return [
        Check("workspace", "ok", Message(N_("{path} is valid."), {"path": workspace.path})),
        *_inputs(workspace),
        _policy(workspace),
        writable(workspace.output),
        _today(workspace),
    ]


# --- installation ----------------------------------------------------------------------------------------------------


def python_version(version: tuple[int, ...] = tuple(sys.version_info[:3])) -> Check:
    """Python 3.11 or later."""
    shown = ".".join(map(str, version))
    detail = Message(N_("creditkit {creditkit} on Python {version}."), {"creditkit": __version__, "version": shown})
    if version >= _OLDEST_PYTHON:
        return Check("python", "ok", detail)
    return Check("python", "fail", detail, Message(N_("Install Python 3.11 or later.")))


def dependencies(needed: list[Requirement] | None = None) -> list[Check]:
    """The libraries creditkit stands on, in the versions it asks for; and its optional parts, if it has any."""
    needed = requirements("creditkit") if needed is None else needed
    checks = [_libraries("libraries", [r for r in needed if r.extra is None], "fail")]
    for extra in sorted({r.extra for r in needed if r.extra not in (None, "test")}, key=str):
        checks.append(_libraries(f"optional.{extra}", [r for r in needed if r.extra == extra], "warn"))
    return checks


def _libraries(name: str, needed: list[Requirement], otherwise: Status) -> Check:
    there: list[str] = []
    wrong: list[str] = []
    for requirement in needed:
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            wrong.append(requirement.text)
            continue
        (there if requirement.allows(version) else wrong).append(f"{requirement.name} {version}")
    if not wrong:
        return Check(name, "ok", Message(N_("{libraries}."), {"libraries": ", ".join(there)}))
    missing = Message(N_("Missing or of another version: {libraries}."), {"libraries": ", ".join(wrong)})
    what = "creditkit" if name == "libraries" else f"'creditkit[{name.partition('.')[2]}]'"
    return Check(name, otherwise, missing, Message(N_("Install again: pip install --upgrade {what}"), {"what": what}))


def chinese_font(candidates: tuple[str, ...] = _CHINESE_FONTS) -> Check:
    """A font with Chinese characters: for PDF the one it will use, for HTML any that the machine shows and prints with."""
    found = _pdf_chinese() or next((path for path in candidates if Path(path).is_file()), None) or _fontconfig_chinese()
    if found:
        return Check("fonts", "ok", Message(N_("Chinese characters: {font}."), {"font": found}))
    return Check(
        "fonts",
        "warn",
        Message(N_("No font with Chinese characters was found; Chinese names may print as boxes on this machine.")),
        Message(N_("Install one, on Debian or Ubuntu: apt-get install fonts-noto-cjk")),
    )


def _pdf_chinese() -> str | None:
    try:
        return chinese_family()
    except ImportError:  # the part [pdf] is not installed, which has a check of its own
        return None


def _fontconfig_chinese() -> str | None:
    program = shutil.which("fc-list")
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, "--format=%{family[0]}\n", ":lang=zh-cn"],
            capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=20, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    families = sorted({line.strip() for line in done.stdout.splitlines() if line.strip()})
    return families[0] if families else None


def console(encoding: str | None) -> Check:
    """The encoding of the console; what it lacks is shown escaped, files are always UTF-8."""
    shown: dict[str, object] = {"encoding": encoding or "?"}
    try:
        "应收账款 ¥ €".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return Check(
            "console",
            "warn",
            Message(N_("The console's encoding {encoding} lacks some characters; they are shown escaped."), shown),
            Message(N_("Set PYTHONUTF8=1, or use a terminal in UTF-8. Files are not affected.")),
        )
    return Check("console", "ok", Message(N_("Console encoding {encoding}."), shown))


def time_zones(zone: str = "Asia/Shanghai") -> Check:
    """Named time zones are known to this machine."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, OSError):
        return Check(
            "timezones",
            "warn",
            Message(N_("This machine has no list of time zones.")),
            Message(N_("Install it: pip install tzdata")),
        )
    return Check("timezones", "ok", Message(N_("Time zones by name are known.")))


# --- workspace -------------------------------------------------------------------------------------------------------


def _failed(name: str, error: CreditkitError) -> Check:
    return Check(name, "fail", Message("{error}", {"error": str(error)}))


def _inputs(workspace: Workspace) -> list[Check]:
    checks = []
    for name in ("ledger", "payments", "customers", "rates", "overrides", "promises", "disputes", "snoozes"):
        try:
            found = getattr(workspace.inputs, name)
        except CreditkitError as error:
            checks.append(_failed(f"inputs.{name}", error))
            continue
        paths = found if isinstance(found, tuple) else (found,) if found else ()
        unreadable = [path for path in paths if not os.access(path, os.R_OK)]
        if unreadable:
            detail = Message(N_("{path} cannot be read."), {"path": unreadable[0]})
            checks.append(Check(f"inputs.{name}", "fail", detail, Message(N_("Check its permissions."))))
        elif paths:
            detail = Message(N_("Files: {count}, bytes: {bytes}."), _size(paths))
            checks.append(Check(f"inputs.{name}", "ok", detail))
        elif name == "ledger":
            detail = Message(N_("creditkit.toml names no ledger."))
            checks.append(Check("inputs.ledger", "warn", detail, Message(N_("Name it under [inputs] ledger."))))
    return checks


def _size(paths: tuple[Path, ...]) -> dict[str, object]:
    return {"count": len(paths), "bytes": sum(path.stat().st_size for path in paths)}


def _policy(workspace: Workspace) -> Check:
    from creditkit.policy.load import load_policy

    try:
        path = workspace.policy
        load_policy(path)
    except CreditkitError as error:
        return _failed("policy", error)
    if path is None:
        return Check("policy", "ok", Message(N_("No policy file: creditkit's defaults are in force.")))
    return Check("policy", "ok", Message(N_("{path} is valid."), {"path": path}))


def writable(folder: Path) -> Check:
    """The output folder can be written, or made; there is space left."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    shown: dict[str, object] = {"folder": folder}
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return Check(
            "output",
            "fail",
            Message(N_("{folder} cannot be written."), shown),
            Message(N_("Check its permissions, or name another folder under [output] in creditkit.toml.")),
        )
    if shutil.disk_usage(place).free < _LITTLE_SPACE:
        return Check(
            "output",
            "warn",
            Message(N_("{folder} can be written, but the disk is almost full."), shown),
            Message(N_("Make room on the disk.")),
        )
    return Check("output", "ok", Message(N_("{folder} can be written."), shown))


def _today(workspace: Workspace) -> Check:
    zone = workspace.config.company.timezone
    today = datetime.now(ZoneInfo(zone) if zone else None).date().isoformat()
    if zone:
        return Check("today", "ok", Message(N_("Today is {today} in {zone}."), {"today": today, "zone": zone}))
    return Check(
        "today",
        "warn",
        Message(
            N_("Today is {today} by the machine's clock; a server's clock may be in another zone."), {"today": today}
        ),
        Message(N_("Name the company's time zone under [company] timezone.")),
    )
