"""The workspace: its file and what is said when it is wrong, its paths, lock, schedule, output folder, doctor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.errors import CreditkitError
from creditkit.files import write_bytes, write_text
from creditkit.read.ledgers import read_ledger
from creditkit.read.request import ReadOptions
from creditkit.words import speaking
from creditkit.workspace import doctor, outputs
from creditkit.workspace.config import Schedule, WorkspaceConfig, json_schema
from creditkit.workspace.find import Workspace, load_workspace
from creditkit.workspace.lock import locked
from creditkit.workspace.new import proposal, write_workspace
from creditkit.workspace.outputs import MANIFEST, published
from creditkit.workspace.parse import known_keys, line_of, nearest, parse
from creditkit.workspace.requirements import Requirement, parse_requirement, requirements
from creditkit.workspace.schedule import crontab_line, schedule_text, schtasks_command, systemd_units
from creditkit.workspace.template import render_creditkit_toml

AS_OF = date(2025, 9, 28)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make(tmp_path, '[company]\nname = "Huaxia"\n[inputs]\nledger = ["ledger-*.csv"]\n')


def make(folder: Path, text: str) -> Workspace:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "creditkit.toml").write_text(text, encoding="utf-8")
    found = load_workspace(folder)
    assert found is not None
    return found


def refused(text: str) -> CreditkitError:
    with pytest.raises(CreditkitError) as caught:
        parse(text, Path("creditkit.toml"))
    return caught.value


# --- creditkit.toml --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        pytest.param('[company]\nnmae = "x"', "CK421", ["line 2", "company.nmae", "company.name"], id="misspelt-key"),
        pytest.param("[comapny]", "CK421", ["line 1", "comapny", "the nearest is company"], id="misspelt-section"),
        pytest.param('ledger = "x.csv"', "CK421", ["ledger", "inputs.ledger"], id="key-outside-its-section"),
        pytest.param('[reading]\ncurrency = "CNY"', "CK421", ["company.currency"], id="key-in-the-wrong-section"),
        pytest.param('[output]\nformat = "pdf"', "CK421", ["output.formats"], id="singular-for-plural"),
        pytest.param("[zzz]\nqqq = 1", "CK421", ["There is no key zzz."], id="nothing-is-near"),
        pytest.param('[output]\nformats = ["docx"]', "CK423", ["output.formats", "'html'", "'pdf'"], id="unknown-format"),
        pytest.param('[company]\ncurrency = "RMB¥"', "CK423", ["company.currency", "CNY"], id="not-a-currency"),
        pytest.param('[company]\ntimezone = "Mars/Base"', "CK423", ["Asia/Shanghai"], id="no-such-time-zone"),
        pytest.param('[run]\nas_of = "soon"', "CK423", ["run.as_of", "last-month-end"], id="not-a-date"),
        pytest.param('[run]\nas_of = "2025-02-30"', "CK423", ["run.as_of"], id="no-such-day"),
        pytest.param('[schedule]\ntime = "24:00"', "CK423", ["schedule.time", "07:00"], id="no-such-time"),
        pytest.param("[schedule]\ndays = []", "CK423", ["schedule.days"], id="no-day"),
        pytest.param('[schedule]\ndays = ["mon", "funday"]', "CK423", ["schedule.days", "weekdays"], id="no-such-day-name"),
        pytest.param('[inputs]\nledger = 3', "CK423", ["inputs.ledger", "list"], id="number-for-a-list"),
        pytest.param('[inputs]\ncustomers = ""', "CK423", ["inputs.customers", "empty"], id="empty-name"),
        pytest.param("[mapping.ledger]\ndue_date = 3", "CK423", ["mapping.ledger.due_date", "quotes"], id="header-no-text"),
        pytest.param('company = "x"', "CK423", ["[company]"], id="value-for-a-section"),
        pytest.param('[company]\nname = "x', "CK424", ["line 2", "TOML"], id="unclosed-quote"),
        pytest.param("[company]\nname = 'a'\nname = 'b'", "CK424", ["TOML", "once"], id="key-twice"),
    ],
)  # fmt: skip
def test_wrong_key(text: str, code: str, says: list[str]) -> None:
    error = refused(text)
    assert (error.code, error.exit_code) == (code, 4)
    for part in says:
        assert part in str(error)


def test_all_wrong_keys_are_named_at_once_with_their_lines() -> None:
    error = refused('[company]\nnmae = "x"\n\n[run]\nas_of = "soon"\nfial_on = "red"\n')
    assert error.code == "CK421"
    text = str(error)
    assert "3 keys" in text
    for part in ("line 2", "line 5", "line 6", "run.fail_on"):
        assert part in text


def test_a_secret_is_not_repeated_and_is_sent_to_the_environment() -> None:
    text = str(refused('[mail]\npassword = "hunter2"\n[company]\npasswd = "hunter2"\napi_key = "hunter2"'))
    assert "hunter2" not in text
    assert "environment" in text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param("\ufeff[company]\nname = '华夏'\n".encode(), None, id="byte-order-mark-of-notepad"),
        pytest.param("[company]\nname = '华夏'\n".encode("gbk"), "UTF-8", id="saved-as-gbk"),
    ],
)
def test_encoding_of_the_file(tmp_path: Path, content: bytes, says: str | None) -> None:
    (tmp_path / "creditkit.toml").write_bytes(content)
    if says is None:
        found = load_workspace(tmp_path)
        assert found is not None
        assert found.config.company.name == "华夏"
    else:
        with pytest.raises(CreditkitError, match=says) as caught:
            load_workspace(tmp_path)
        assert caught.value.code == "CK424"


def test_a_date_of_toml_and_a_single_name_are_taken() -> None:
    config = parse('[run]\nas_of = 2025-09-28\n[inputs]\nledger = "a.csv"\n[output]\nformats = "html"', Path("x"))
    assert config.run.as_of == "2025-09-28"
    assert config.inputs.ledger == ("a.csv",)
    assert config.output.formats == ("html",)


def test_errors_hold_in_both_languages() -> None:
    error = refused('[company]\ntimezone = "Mars/Base"')
    with speaking("en"):
        assert "expected a time zone" in str(error)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("company", "nam"), "company.name"),
        (("formats",), "output.formats"),
        (("mapping", "ledgers"), "mapping.ledger"),
        (("as_of",), "run.as_of"),
        (("qqqqqqqq",), None),
    ],
)
def test_nearest(names: tuple[str, ...], expected: str | None) -> None:
    assert nearest(names) == expected


def test_line_of_finds_dotted_and_quoted_keys() -> None:
    text = 'a.b = 1\n[x]\n"y z" = 2\n# y = 3\n[x.w]\ny = 4\n'
    assert line_of(text, ("a", "b")) == 1
    assert line_of(text, ("x", "y z")) == 3
    assert line_of(text, ("x", "w", "y")) == 6
    assert line_of(text, ("x", "gone")) == 2
    assert line_of(text, ("gone",)) is None


# --- the template ----------------------------------------------------------------------------------------------------


def test_the_template_names_every_key_and_passes() -> None:
    text = render_creditkit_toml()
    assert parse(text, Path("x")) == parse("", Path("x")), "what is not commented out must be the default"
    lines = [line.lstrip("# ").split("=")[0].strip() for line in text.splitlines() if "=" in line]
    for key in known_keys():
        section, _, name = key.rpartition(".")
        if key.startswith("mapping.") or not section:
            assert f"[{key}]" in text or key == "mapping"
        else:
            assert name in lines, key


def test_the_template_is_bilingual() -> None:
    comments = [line for line in render_creditkit_toml().splitlines() if line.startswith("#") and line.endswith("。")]
    assert len(comments) >= 15


def test_commented_examples_are_valid_when_taken_in() -> None:
    """Every line that shows a key behind a # is itself TOML that passes."""
    text = render_creditkit_toml()
    lines = []
    for line in text.splitlines():
        bare = line.removeprefix("# ")
        lines.append(bare if line.startswith("# ") and bare.split(" = ")[0].isidentifier() and " = " in bare else line)
    config = parse("\n".join(lines), Path("x"))
    assert config.run.fail_on == "red"
    assert config.inputs.overrides == "overrides.csv"
    assert (config.inputs.promises, config.inputs.disputes) == ("promises.csv", "disputes.csv")
    assert config.mapping.ledger


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    company=st.text(max_size=40),
    header=st.text(min_size=1, max_size=20),
    key=st.text(min_size=1, max_size=20),
    ledger=st.lists(st.text(min_size=1, max_size=20), max_size=3),
)
def test_any_text_survives_the_template(company: str, header: str, key: str, ledger: list[str]) -> None:
    text = render_creditkit_toml(company=company, ledger=ledger, mapping={"ledger": {key: header}})
    config = parse(text, Path("x"))
    assert config.company.name == company
    assert config.inputs.ledger == tuple(ledger)
    assert config.mapping.ledger == {key: header}


def test_every_value_of_the_template_arrives() -> None:
    config = parse(
        render_creditkit_toml(
            company="C", currency="EUR", language="zh", timezone="Europe/Berlin", ledger=["l"], customers="c", payments="p",
            rates="r", overrides="o", promises="pr", disputes="d", snoozes="s", sent="t",
            mapping={"ledger": {"a": "A"}, "customers": {"b": "B"}, "payments": {"d": "D"}},
            date_order="mdy", decimal=",", encoding="gb18030", sheet="S", folder="out", formats=["json"], policy="x.toml",
            as_of="month-end", fail_on="amber", time="06:30", days=["mon", "fri"],
        ),
        Path("x"),
    )  # fmt: skip
    found = config.model_dump()
    # Sections that the template only shows, behind a #.
    for shown in ("capital", "engine"):
        assert found.pop(shown) == parse("", Path("x")).model_dump()[shown]
    assert found == {
        "company": {"name": "C", "currency": "EUR", "language": "zh", "timezone": "Europe/Berlin"},
        "inputs": {
            "ledger": ("l",),
            "customers": "c",
            "payments": "p",
            "rates": "r",
            "overrides": "o",
            "promises": "pr",
            "disputes": "d",
            "snoozes": "s",
            "sent": "t",
        },
        "mapping": {"ledger": {"a": "A"}, "customers": {"b": "B"}, "payments": {"d": "D"}},
        "reading": {"date_order": "mdy", "decimal": ",", "encoding": "gb18030", "sheet": "S"},
        "output": {"folder": "out", "formats": ("json",)},
        "policy": {"file": "x.toml"},
        "run": {"as_of": "month-end", "fail_on": "amber"},
        "schedule": {"time": "06:30", "days": ("mon", "fri")},
    }


def test_json_schema_describes_every_key() -> None:
    schema = json_schema()
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    assert schema["additionalProperties"] is False
    for definition in definitions.values():
        assert definition["additionalProperties"] is False
        assert all(entry["description"] for entry in definition["properties"].values())
    assert len(definitions) == len(WorkspaceConfig.model_fields)


# --- finding it ------------------------------------------------------------------------------------------------------


def test_found_upwards(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    below = workspace.folder / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    found = load_workspace()
    assert found is not None
    assert found.path == workspace.path
    assert load_workspace(below) == found == load_workspace(workspace.path)


def test_none_without_one_but_an_error_when_promised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_workspace() is None
    with pytest.raises(CreditkitError) as caught:
        load_workspace(tmp_path)
    assert caught.value.code == "CK420"


def test_patterns_expand_in_order_and_once(workspace: Workspace) -> None:
    for name in ("ledger-2025.csv", "ledger-2024.csv", "ledger-x.txt", ".~lock.ledger-2025.csv#", "~$ledger-1.csv"):
        (workspace.folder / name).touch()
    assert [path.name for path in workspace.inputs.ledger] == ["ledger-2024.csv", "ledger-2025.csv"]
    again = make(workspace.folder, '[inputs]\nledger = ["ledger-2025.csv", "*.csv"]')
    assert [path.name for path in again.inputs.ledger] == ["ledger-2025.csv", "ledger-2024.csv"]


def test_paths_are_relative_to_the_file_and_absolute_ones_stay(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "l1.csv").touch()
    (elsewhere / "[odd] name.csv").touch()
    pattern, odd = (elsewhere / "*1.csv").as_posix(), (elsewhere / "[odd] name.csv").as_posix()
    found = make(tmp_path / "w", f'[inputs]\nledger = ["{pattern}", "../elsewhere/*1.csv", "{odd}"]\n')
    assert {path.resolve() for path in found.inputs.ledger} == {elsewhere / "l1.csv", elsewhere / "[odd] name.csv"}
    assert found.output == tmp_path / "w" / "reports"
    assert found.cache == tmp_path / "w" / ".creditkit" / "cache"


def test_a_pattern_without_a_match_is_named(workspace: Workspace) -> None:
    with pytest.raises(CreditkitError) as caught:
        _ = workspace.inputs.ledger
    assert caught.value.code == "CK422"
    assert "ledger-*.csv" in str(caught.value)
    assert "line 4" in str(caught.value)


@pytest.mark.parametrize("key", ["customers", "payments", "rates", "overrides", "promises", "disputes"])
def test_a_missing_file_is_named(tmp_path: Path, key: str) -> None:
    found = make(tmp_path, f'[inputs]\n{key} = "gone.csv"')
    with pytest.raises(CreditkitError) as caught:
        getattr(found.inputs, key)
    assert caught.value.code == "CK425"
    assert f"inputs.{key}" in str(caught.value)


@pytest.mark.parametrize("key", ["promises", "disputes", "snoozes"])
def test_decisions_are_used_when_they_are_there(tmp_path: Path, key: str) -> None:
    found = make(tmp_path, "")
    assert getattr(found.inputs, key) is None
    assert found.inputs.place_of(key) == tmp_path / f"{key}.csv"
    (tmp_path / f"{key}.csv").touch()
    assert getattr(found.inputs, key) == tmp_path / f"{key}.csv"


def test_snoozes_are_written_by_the_program_so_a_named_file_may_be_missing(tmp_path: Path) -> None:
    found = make(tmp_path, '[inputs]\nsnoozes = "quiet.csv"')
    assert found.inputs.snoozes is None
    assert found.inputs.place_of("snoozes") == tmp_path / "quiet.csv"


def test_policy_may_be_missing_only_by_default(tmp_path: Path) -> None:
    found = make(tmp_path, "")
    assert found.policy is None
    (tmp_path / "policy.toml").touch()
    assert found.policy == tmp_path / "policy.toml"
    with pytest.raises(CreditkitError, match=r"strict\.toml"):
        _ = make(tmp_path, '[policy]\nfile = "strict.toml"').policy


# --- init ------------------------------------------------------------------------------------------------------------


def test_init_writes_both_or_neither(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    text = proposal(folder, company="C", currency="CNY", language="zh", ledger=folder / "data" / "ar.csv")
    assert parse(text, Path("x")).inputs.ledger == ("data/ar.csv",)
    assert parse(text, Path("x")).company.language == "zh"
    paths = write_workspace(folder, text, "# policy\n")
    assert [path.name for path in paths] == ["creditkit.toml", "policy.toml"]
    paths[0].unlink()
    with pytest.raises(CreditkitError) as caught:
        write_workspace(folder, text, "# other\n")
    assert caught.value.code == "CK503"
    assert not paths[0].exists()
    assert paths[1].read_text("utf-8") == "# policy\n"
    write_workspace(folder, text, "# other\n", overwrite=True)
    assert paths[1].read_text("utf-8") == "# other\n"


def test_what_reading_found_is_written_down_and_reads_the_same(tmp_path: Path) -> None:
    ledger = tmp_path / "应收.csv"
    text = "客户编码,客户名称,单据编号,开票日期,到期日,币种,应收金额,未收余额\nKH01,甲,A1,2025-09-01,2025-10-01,CNY,10.50,10.50\n"
    ledger.write_bytes(text.encode("gb18030"))
    reading = read_ledger([ledger], ReadOptions())
    config = parse(proposal(tmp_path, ledger=ledger, reading=reading), Path("x"))
    assert config.company.currency == "CNY"
    assert config.inputs.ledger == ("应收.csv",)
    assert config.mapping.ledger["open_amount"] == "未收余额"
    said = ReadOptions(
        mapping=config.mapping.ledger,
        date_order=config.reading.date_order,
        decimal=config.reading.decimal,
        encoding=config.reading.encoding,
        sheet=config.reading.sheet,
    )
    assert read_ledger([ledger], said).ledger.documents.equals(reading.ledger.documents)


def test_a_ledger_outside_the_workspace_keeps_its_full_name(tmp_path: Path) -> None:
    text = proposal(tmp_path / "w", ledger=tmp_path / "ar.csv")
    assert parse(text, Path("x")).inputs.ledger == (str((tmp_path / "ar.csv").resolve()),)


# --- files, lock -----------------------------------------------------------------------------------------------------


def test_writing_replaces_in_one_step_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "一\r\n")
    assert path.read_bytes() == "一\r\n".encode()
    path.chmod(0o600)
    write_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CreditkitError) as caught:
        write_bytes(path, b"new")
    assert (caught.value.code, caught.value.exit_code) == ("CK501", 5)
    assert "No space left" in str(caught.value)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_a_missing_folder_is_an_error_of_the_output(tmp_path: Path) -> None:
    with pytest.raises(CreditkitError) as caught:
        write_bytes(tmp_path / "gone" / "a.txt", b"")
    assert caught.value.exit_code == 5


def test_one_run_at_a_time(workspace: Workspace) -> None:
    other = (
        "import sys; from pathlib import Path; from creditkit.errors import CreditkitError\n"
        "from creditkit.workspace.find import load_workspace; from creditkit.workspace.lock import locked\n"
        "try:\n    with locked(load_workspace(Path(sys.argv[1]))): pass\n"
        "except CreditkitError as error: sys.exit(error.exit_code)\n"
    )

    def start() -> int:
        return subprocess.run([sys.executable, "-c", other, str(workspace.folder)], check=False).returncode

    with locked(workspace):
        assert start() == 6
    assert start() == 0
    with pytest.raises(RuntimeError), locked(workspace):
        raise RuntimeError
    assert start() == 0, "a failed run frees the lock"


# --- schedule --------------------------------------------------------------------------------------------------------

RUN = ("/opt/creditkit", "run", "-C", "/srv/my ledger 100%", "--quiet")


@pytest.mark.parametrize(
    ("time", "days", "expected"),
    [
        pytest.param("07:00", "daily", "0 7 * * *", id="daily"),
        pytest.param("07:05", "weekdays", "5 7 * * 1-5", id="weekdays"),
        pytest.param("00:30", "month-start", "30 0 1 * *", id="month-start"),
        pytest.param("23:59", ("sun", "mon", "mon"), "59 23 * * 0,1", id="named-days"),
    ],
)
def test_crontab_line(time: str, days: str | tuple[str, ...], expected: str) -> None:
    line = crontab_line(Schedule.model_validate({"time": time, "days": days}), RUN)
    assert line == expected + r" /opt/creditkit run -C '/srv/my ledger 100\%' --quiet"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("daily", "OnCalendar=*-*-* 07:00:00 Asia/Shanghai"),
        ("weekdays", "OnCalendar=Mon..Fri *-*-* 07:00:00 Asia/Shanghai"),
        ("month-start", "OnCalendar=*-*-01 07:00:00 Asia/Shanghai"),
        (("tue", "fri"), "OnCalendar=Tue,Fri *-*-* 07:00:00 Asia/Shanghai"),
    ],
)
def test_systemd_units(days: str | tuple[str, ...], expected: str) -> None:
    text = systemd_units(Schedule.model_validate({"days": days}), RUN, "Asia/Shanghai")
    assert expected in text
    assert 'ExecStart=/opt/creditkit run -C "/srv/my ledger 100%%" --quiet' in text


@pytest.mark.parametrize(
    ("days", "expected"),
    [("daily", "/SC DAILY "), ("weekdays", "/SC WEEKLY /D MON,TUE,WED,THU,FRI "), ("month-start", "/SC MONTHLY /D 1 "),
     (("sat",), "/SC WEEKLY /D SAT ")],
)  # fmt: skip
def test_schtasks_command(days: str | tuple[str, ...], expected: str) -> None:
    command = ("C:\\Program Files\\creditkit.exe", "run")
    text = schtasks_command(Schedule.model_validate({"days": days}), command, Path("huaxia"))
    assert expected + "/ST 07:00 " in text
    assert text.endswith('/TR "\\"C:\\Program Files\\creditkit.exe\\" run"')
    assert '/TN "creditkit huaxia"' in text


def test_schedule_text(workspace: Workspace) -> None:
    for kind, part in {"cron": "0 7 * * 1-5 ", "systemd": "OnCalendar=", "windows": "schtasks /Create"}.items():
        text = schedule_text(workspace, kind)
        assert part in text
        assert str(workspace.folder) in text
    with pytest.raises(CreditkitError) as caught:
        schedule_text(workspace, "launchd")
    assert caught.value.exit_code == 2


# --- the output folder -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Input:
    path: Path
    sha256: str
    role: str


def publish(workspace: Workspace, **files: str) -> tuple[Path, ...]:
    with published(workspace, AS_OF) as folder:
        for name, text in files.items():
            (folder.path / f"{name}.md").write_text(text, encoding="utf-8")
        folder.describe([Input(Path("ledger.csv"), "ab12", "ledger")], "cd34")
    return folder.published_files


def content(workspace: Workspace) -> dict[str, bytes]:
    return {
        str(p.relative_to(workspace.output)): p.read_bytes() for p in sorted(workspace.output.rglob("*")) if p.is_file()
    }


@pytest.fixture(params=["exchange", "two-steps"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Replacing a folder in one step where the system can, and in two where it cannot."""
    if request.param == "two-steps":
        monkeypatch.setattr(outputs, "_exchange", lambda one, other: False)
    return str(request.param)


def test_a_run_is_published_with_its_manifest(workspace: Workspace) -> None:
    files = publish(workspace, report="r1", notes="n")
    folder = workspace.output / "2025-09-28"
    assert files == (folder / "notes.md", folder / "report.md", folder / MANIFEST)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    assert manifest["as_of"] == "2025-09-28"
    assert manifest["company"] == "Huaxia"
    assert manifest["policy_sha256"] == "cd34"
    assert manifest["inputs"] == [{"path": "ledger.csv", "role": "ledger", "sha256": "ab12"}]
    assert [(entry["path"], entry["bytes"]) for entry in manifest["files"]] == [("notes.md", 1), ("report.md", 2)]


def test_the_same_run_gives_the_same_bytes(workspace: Workspace, way: str) -> None:
    publish(workspace, report="r")
    first = content(workspace)
    publish(workspace, report="r")
    assert content(workspace) == first


def test_a_later_run_replaces_the_earlier_one_whole(workspace: Workspace, way: str) -> None:
    publish(workspace, report="old", gone="x")
    publish(workspace, report="new")
    assert {name: text for name, text in content(workspace).items() if not name.endswith(MANIFEST)} == {
        "2025-09-28/report.md": b"new"
    }
    assert [path.name for path in workspace.output.iterdir()] == ["2025-09-28"]


def test_a_failure_in_the_middle_leaves_the_earlier_run(workspace: Workspace) -> None:
    publish(workspace, report="old")
    before = content(workspace)

    def failing() -> None:
        with published(workspace, AS_OF) as folder:
            (folder.path / "report.md").write_text("half", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert content(workspace) == before
    assert [path.name for path in workspace.output.iterdir()] == ["2025-09-28"]


@pytest.mark.parametrize("step", ["_write_synced", "_carry_over", "_replace"])
def test_a_full_disk_leaves_the_earlier_run(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    publish(workspace, report="old")
    before = content(workspace)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs, step, full)
    with pytest.raises(CreditkitError) as caught:
        publish(workspace, report="new")
    assert (caught.value.code, caught.value.exit_code) == ("CK504", 5)
    assert content(workspace) == before
    assert [path.name for path in workspace.output.iterdir()] == ["2025-09-28"]


def test_what_a_killed_run_left_is_mended(workspace: Workspace, way: str) -> None:
    publish(workspace, report="old")
    target = workspace.output / "2025-09-28"
    (workspace.output / ".creditkit-making-2025-09-28-abc").mkdir()
    target.rename(workspace.output / ".creditkit-old-2025-09-28-abc")  # killed between the two steps

    def failing() -> None:
        with published(workspace, AS_OF):
            assert (target / "report.md").read_text("utf-8") == "old", "the earlier run is back before anything is made"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    publish(workspace, report="new")
    assert [path.name for path in workspace.output.iterdir()] == ["2025-09-28"]
    assert (target / "report.md").read_text("utf-8") == "new"


def test_files_of_the_user_stay(workspace: Workspace, way: str) -> None:
    publish(workspace, report="old")
    (workspace.output / "2025-09-28" / "my notes.txt").write_text("mine", encoding="utf-8")
    publish(workspace, report="new")
    publish(workspace, report="newer")
    assert content(workspace)["2025-09-28/my notes.txt"] == b"mine"


def test_a_file_of_the_user_is_not_replaced_by_a_report(workspace: Workspace) -> None:
    folder = workspace.output / "2025-09-28"
    folder.mkdir(parents=True)
    (folder / "report.md").write_text("mine", encoding="utf-8")
    with pytest.raises(CreditkitError) as caught:
        publish(workspace, report="new")
    assert caught.value.code == "CK505"
    assert content(workspace) == {"2025-09-28/report.md": b"mine"}


# --- doctor ----------------------------------------------------------------------------------------------------------


def statuses(start: Path) -> dict[str, str]:
    return {item.name: item.status for item in doctor.check(start)}


def test_doctor_in_a_good_workspace(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("x", encoding="utf-8")
    make(tmp_path, '[company]\ntimezone = "Asia/Shanghai"\n[inputs]\nledger = "ledger.csv"')
    found = statuses(tmp_path)
    assert found["python"] == found["libraries"] == found["workspace"] == found["output"] == found["today"] == "ok"
    assert found["inputs.ledger"] == "ok"
    assert "fail" not in found.values()


@pytest.mark.parametrize(
    ("text", "name", "status"),
    [
        pytest.param("[nonsense]", "workspace", "fail", id="wrong-file"),
        pytest.param('[inputs]\nledger = "*.csv"', "inputs.ledger", "fail", id="no-ledger-matches"),
        pytest.param("", "inputs.ledger", "warn", id="no-ledger-named"),
        pytest.param('[inputs]\nrates = "gone.csv"', "inputs.rates", "fail", id="missing-file"),
        pytest.param('[policy]\nfile = "gone.toml"', "policy", "fail", id="missing-policy"),
        pytest.param('[output]\nfolder = "creditkit.toml/x"', "output", "fail", id="output-is-no-folder"),
        pytest.param("", "today", "warn", id="no-time-zone"),
    ],
)
def test_doctor_finds(tmp_path: Path, text: str, name: str, status: str) -> None:
    (tmp_path / "creditkit.toml").write_text(text, encoding="utf-8")
    found = {item.name: item for item in doctor.check(tmp_path)}
    assert found[name].status == status
    assert str(found[name].detail)


def test_doctor_without_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (*_, last) = doctor.check()
    assert (last.name, last.status) == ("workspace", "ok")
    assert "creditkit init" in str(last.fix)


@pytest.mark.parametrize(("version", "status"), [((3, 10, 14), "fail"), ((3, 11, 0), "ok"), ((3, 14, 1), "ok")])
def test_doctor_python(version: tuple[int, ...], status: str) -> None:
    assert doctor.python_version(version).status == status


@pytest.mark.parametrize(("encoding", "status"), [("utf-8", "ok"), ("gbk", "warn"), ("ascii", "warn"), (None, "warn")])
def test_doctor_console(encoding: str | None, status: str) -> None:
    assert doctor.console(encoding).status == status


def test_doctor_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    font = tmp_path / "msyh.ttc"
    font.touch()
    assert doctor.chinese_font((str(font),)).status == "ok"
    monkeypatch.setattr(doctor, "_fontconfig_chinese", lambda: None)
    monkeypatch.setattr(doctor, "_pdf_chinese", lambda: None)
    missing = doctor.chinese_font(())
    assert missing.status == "warn"
    assert "fonts-noto-cjk" in str(missing.fix)


def test_doctor_libraries() -> None:
    there = Requirement("polars", ((">=", (2,)),))
    (good,) = doctor.dependencies([there])
    assert good.status == "ok"
    wrong, optional = doctor.dependencies(
        [there, Requirement("polars", (("<", (1,)),)), Requirement("no-such-library", (), "pdf")]
    )
    assert (wrong.status, optional.status) == ("fail", "warn")
    assert "polars" in str(wrong.detail)
    assert "creditkit[pdf]" in str(optional.fix)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("polars<3,>=2.1", Requirement("polars", (("<", (3,)), (">=", (2, 1))))),
        ("jinja2>=3.1.6", Requirement("jinja2", ((">=", (3, 1, 6)),))),
        ("rich", Requirement("rich")),
        ("pytest>=8.4; extra == 'test'", Requirement("pytest", ((">=", (8, 4)),), "test")),
        ("tzdata>=2025.2; platform_system == 'Windows'", None),
    ],
)
def test_parse_requirement(text: str, expected: Requirement | None) -> None:
    assert parse_requirement(text) == expected


@pytest.mark.parametrize(
    ("version", "allowed"),
    [("2.0.9", False), ("2.1", True), ("2.1.0", True), ("2.9.9rc1", True), ("3", False), ("3.0.0", False)],
)
def test_requirement_allows(version: str, allowed: bool) -> None:
    assert Requirement("polars", ((">=", (2, 1)), ("<", (3,)))).allows(version) is allowed


def test_own_requirements_are_read() -> None:
    assert {"polars", "pydantic"} <= {entry.name for entry in requirements("creditkit")}
    assert requirements("no-such-distribution") == []
