"""creditkit.toml: its keys, their types, and what is said when one is wrong."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from creditkit.calendar import AS_OF_WORDS
from creditkit.policy.capital import CapitalFigures
from creditkit.words import N_

FILE_NAME = "creditkit.toml"
Format = Literal["html", "pdf", "xlsx", "json", "md"]
Level = Literal["info", "amber", "red"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Section(BaseModel):
    """A table of creditkit.toml: an unknown key is an error, values do not change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _listed(given: object) -> object:
    """One name stands for a list of one."""
    return (given,) if isinstance(given, str) else given


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
File = Annotated[str, Field(min_length=1)]


class Company(Section):
    """[company]: who the ledger belongs to."""

    name: str = Field(default="", description="Name of the company, shown on reports.")
    currency: str | None = Field(
        default=None, pattern="^[A-Z]{3}$", description="Base currency (ISO 4217), of amounts that name none."
    )
    language: Literal["en", "zh"] = Field(default="en", description="Language of reports.")
    timezone: str | None = Field(
        default=None, description="IANA time zone that decides what today is; absent = the machine's."
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        try:
            if zone is not None:
                ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(N_("expected a time zone such as Asia/Shanghai or Europe/Berlin")) from None
        return zone


class Inputs(Section):
    """[inputs]: the files to read, relative to creditkit.toml."""

    ledger: Names = Field(default=(), description="Ledger files; * and ? stand for anything, ** for any folders.")
    customers: File | None = Field(default=None, description="Customer file: limits, statements, grades.")
    payments: File | None = Field(default=None, description="Receipts with their own dates.")
    rates: File | None = Field(default=None, description="Dated exchange rates: date, currency, base, rate.")
    overrides: File | None = Field(default=None, description="Grades and limits set by hand.")
    promises: File = Field(default="promises.csv", description="Promises to pay; it is used when it is there.")
    disputes: File = Field(default="disputes.csv", description="Disputes; it is used when it is there.")
    snoozes: File = Field(default="snoozes.csv", description="Snoozed and acknowledged alerts, written by monitor.")
    sent: File = Field(default="sent.csv", description="Log of letters sent, written by collect.")


class Mapping(Section):
    """[mapping]: canonical column -> header of the file, or a constant in single quotes inside the string."""

    ledger: dict[str, str] = Field(default_factory=dict, description="Columns of the ledger files.")
    customers: dict[str, str] = Field(default_factory=dict, description="Columns of the customer file.")
    payments: dict[str, str] = Field(default_factory=dict, description="Columns of the receipts.")


class Reading(Section):
    """[reading]: what the files leave open."""

    date_order: Literal["dmy", "mdy", "ymd"] | None = Field(default=None, description="Order of day, month and year.")
    decimal: Literal[".", ","] | None = Field(default=None, description="Decimal mark.")
    encoding: str | None = Field(default=None, description="Encoding of text files, such as utf-8 or gb18030.")
    sheet: str | None = Field(default=None, description="Sheet of a workbook.")


class Output(Section):
    """[output]: where reports go."""

    folder: File = Field(
        default="reports", description="Folder of the reports; each as-of date has its own folder in it."
    )
    formats: Annotated[tuple[Format, ...], BeforeValidator(_listed)] = Field(
        default=("html", "xlsx", "json", "md"), min_length=1, description="What is written: html, pdf, xlsx, json, md."
    )


class PolicyFile(Section):
    """[policy]: the credit policy."""

    file: File | None = Field(default="policy.toml", description="Policy file; it is used when it is there.")


class Run(Section):
    """[run]: what `creditkit run` computes and when it complains."""

    as_of: str | None = Field(
        default=None, description="ISO date, today, yesterday, month-end or last-month-end; absent = today."
    )
    fail_on: Level | None = Field(
        default=None, description="Exit with 10 when there are alerts of this level or worse."
    )

    @field_validator("as_of", mode="before")
    @classmethod
    def _date_or_word(cls, given: object) -> object:
        if isinstance(given, date):  # TOML's own date, without quotes
            return given.isoformat()
        if isinstance(given, str) and given not in AS_OF_WORDS:
            try:
                date.fromisoformat(given)
            except ValueError:
                raise ValueError(N_("expected 2025-09-28, today, yesterday, month-end or last-month-end")) from None
        return given


class Schedule(Section):
    """[schedule]: when `creditkit schedule` has the run start, by the clock of the machine that runs it."""

    time: str = Field(default="07:00", description="Time of day, 24 hours.")
    days: Literal["daily", "weekdays", "month-start"] | tuple[Day, ...] = Field(
        default="weekdays", description='daily, weekdays, month-start (the 1st), or a list such as ["mon", "thu"].'
    )

    @field_validator("time")
    @classmethod
    def _clock(cls, given: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", given):
            raise ValueError(N_("expected a time such as 07:00"))
        return given

    @field_validator("days", mode="before")
    @classmethod
    def _some_day(cls, given: object) -> object:
        words = given in ("daily", "weekdays", "month-start") if isinstance(given, str) else False
        names = isinstance(given, list | tuple) and bool(given) and all(day in get_args(Day) for day in given)
        if not words and not names:
            raise ValueError(N_('expected daily, weekdays, month-start, or days such as ["mon", "thu"]'))
        return given


class Engine(Section):
    """[engine]: what computes ledger-sized work."""

    name: Literal["auto", "polars", "spark"] = Field(default="auto", description="auto, polars or spark.")
    shards: int | None = Field(
        default=None, ge=1, description="Parts that a Parquet ledger is cut into; absent = by size."
    )
    master: str | None = Field(default=None, description="Address of the Spark master, such as spark://host:7077.")
    options: dict[str, str] = Field(default_factory=dict, description="Settings of Spark, by their own names.")


class WorkspaceConfig(Section):
    """The whole of creditkit.toml."""

    company: Company = Field(default_factory=Company)
    inputs: Inputs = Field(default_factory=Inputs)
    mapping: Mapping = Field(default_factory=Mapping)
    reading: Reading = Field(default_factory=Reading)
    output: Output = Field(default_factory=Output)
    capital: CapitalFigures = Field(default_factory=CapitalFigures)
    policy: PolicyFile = Field(default_factory=PolicyFile)
    run: Run = Field(default_factory=Run)
    schedule: Schedule = Field(default_factory=Schedule)
    engine: Engine = Field(default_factory=Engine)


def json_schema() -> dict[str, object]:
    """The JSON Schema of creditkit.toml."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **WorkspaceConfig.model_json_schema()}
