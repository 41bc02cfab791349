"""When the run starts: a crontab line, a systemd timer, a Windows task.  Pure text from the configuration."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from creditkit.errors import CreditkitError
from creditkit.words import say
from creditkit.workspace.config import Schedule
from creditkit.workspace.find import Workspace

KINDS = ("cron", "systemd", "windows")
_CRON_DAYS = {"mon": "1", "tue": "2", "wed": "3", "thu": "4", "fri": "5", "sat": "6", "sun": "0"}


def schedule_text(workspace: Workspace, kind: str) -> str:
    """What to put where so that `creditkit run` starts by itself.  kind: cron, systemd or windows.  Errors: CK110."""
    command = (*creditkit_command(), "run", "-C", str(workspace.folder), "--quiet")
    schedule = workspace.config.schedule
    match kind:
        case "cron":
            head = say("# Add this line with crontab -e. Times are the machine's; cron mails what goes wrong.")
            return f"{head}\n{crontab_line(schedule, command)}"
        case "systemd":
            head = say(
                "# Save as the two files named below, then: systemctl --user enable --now {timer}",
                timer="creditkit.timer",
            )
            return f"{head}\n{systemd_units(schedule, command, workspace.config.company.timezone)}"
        case "windows":
            head = say("Run this once in a command prompt:")
            return f"{head}\n{schtasks_command(schedule, command, workspace.folder)}"
    raise CreditkitError(
        "CK110", 'There is no scheduler "{given}".', fix="Use --for cron, systemd or windows.", given=kind
    )


def creditkit_command() -> tuple[str, ...]:
    """How to start this creditkit with an absolute path: a scheduler knows neither the folder nor the PATH."""
    beside = Path(sys.executable).parent / ("creditkit.exe" if sys.platform == "win32" else "creditkit")
    if beside.is_file():
        return (str(beside),)
    found = shutil.which("creditkit")
    return (found,) if found else (sys.executable, "-m", "creditkit")


def crontab_line(schedule: Schedule, command: tuple[str, ...]) -> str:
    """minute hour day-of-month month day-of-week command; a % of the command is written \\% as cron wants it."""
    hour, minute = schedule.time.split(":")
    month_day, days = "*", "*"
    if schedule.days == "month-start":
        month_day = "1"
    elif schedule.days == "weekdays":
        days = "1-5"
    elif schedule.days != "daily":
        days = ",".join(sorted(_CRON_DAYS[day] for day in dict.fromkeys(schedule.days)))
    return f"{int(minute)} {int(hour)} {month_day} * {days} {shlex.join(command)}".replace("%", "\\%")


def systemd_units(schedule: Schedule, command: tuple[str, ...], timezone: str | None = None) -> str:
    """A service and a timer; the timer runs by the company's own time zone and catches up after a switch-off."""
    days = {"daily": "", "weekdays": "Mon..Fri ", "month-start": ""}
    if isinstance(schedule.days, str):
        when = days[schedule.days] + ("*-*-01" if schedule.days == "month-start" else "*-*-*")
    else:
        when = ",".join(day.capitalize() for day in dict.fromkeys(schedule.days)) + " *-*-*"
    calendar = " ".join([when, f"{schedule.time}:00", *([timezone] if timezone else [])])
    start = " ".join(_systemd_quoted(part) for part in command)
    return (
        "# ~/.config/systemd/user/creditkit.service\n"
        "[Unit]\nDescription=creditkit run\n\n"
        f"[Service]\nType=oneshot\nExecStart={start}\n\n"
        "# ~/.config/systemd/user/creditkit.timer\n"
        "[Unit]\nDescription=creditkit run\n\n"
        f"[Timer]\nOnCalendar={calendar}\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target"
    )


def _systemd_quoted(part: str) -> str:
    escaped = part.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if any(c in part for c in " \"'\\;\t") else escaped


def schtasks_command(schedule: Schedule, command: tuple[str, ...], folder: Path) -> str:
    """One schtasks command: the task bears the folder's name, so every workspace has its own."""
    if schedule.days == "daily":
        when = "/SC DAILY"
    elif schedule.days == "month-start":
        when = "/SC MONTHLY /D 1"
    else:
        days = (
            ("mon", "tue", "wed", "thu", "fri") if schedule.days == "weekdays" else tuple(dict.fromkeys(schedule.days))
        )
        when = f"/SC WEEKLY /D {','.join(day.upper() for day in days)}"
    # Inside /TR "…" quotes are written \".  A path of Windows cannot hold a quote itself.
    started = " ".join(f'\\"{part}\\"' if " " in part else part for part in command)
    return f'schtasks /Create /F /TN "creditkit {folder.name}" {when} /ST {schedule.time} /TR "{started}"'
