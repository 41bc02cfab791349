"""Encodings: decided on evidence, or refused with the line."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.errors import CreditkitError
from creditkit.read.encoding import decode

PATH = Path("ledger.csv")
CHINESE = "客户编码,客户名称,发票号码,到期日,应收金额\n" + "".join(
    f"{n:05d},上海远景贸易有限公司第{n}分公司,INV-{n},2025-06-30,{n}00.00\n" for n in range(1, 40)
)
TRADITIONAL = "客戶編號,客戶名稱,發票號碼,到期日,應收金額\n" + "".join(
    f"{n:05d},臺北遠景貿易股份有限公司,INV-{n},2025-06-30,{n}00.00\n" for n in range(1, 40)
)
GERMAN = "Konto;Debitor;Beleg;Fällig am;Währung;Saldo\n00451;Müller & Söhne GmbH;R-1;16.02.2025;EUR;3.200,00\n"
ENGLISH = "Customer No,Customer,Invoice No,Due Date,Amount\n"
WESTERN = ENGLISH + "1,Société d'Équipement,I1,2025-01-01,5.00\n2,Müller Größe GmbH,I2,2025-01-01,6.00\n"
POLISH = ENGLISH + "1,Łódź Stal Sp.,I1,2025-01-01,5.00\n2,Błękitny Ślad,I2,2025-01-01,6.00\n"
MIXED_NAMES = ENGLISH + "".join(f"{n},深圳市鹏电子有限公司{n}号,I{n},2025-01-01,{n}.00\n" for n in range(30))


def found(data: bytes, declared: str | None = None) -> tuple[str, str]:
    decoded = decode(data, PATH, declared)
    return decoded.encoding, decoded.data.decode("utf-8")


def refused(data: bytes, declared: str | None = None) -> CreditkitError:
    with pytest.raises(CreditkitError) as caught:
        decode(data, PATH, declared)
    return caught.value


def attempted(data: bytes) -> tuple[str, str] | CreditkitError:
    try:
        return found(data)
    except CreditkitError as error:
        return error


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        pytest.param(CHINESE.encode(), "utf-8", CHINESE, id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + CHINESE.encode(), "utf-8", CHINESE, id="utf-8-mark"),
        pytest.param(CHINESE.encode("utf-16"), "utf-16-le", CHINESE, id="utf-16-mark"),
        pytest.param(codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"), "utf-16-be", CHINESE, id="utf-16-be-mark"),
        pytest.param(CHINESE.encode("utf-32"), "utf-32-le", CHINESE, id="utf-32-mark"),
        pytest.param(CHINESE.encode("utf-16-le"), "utf-16-le", CHINESE, id="utf-16-no-mark"),
        pytest.param(CHINESE.encode("utf-16-be"), "utf-16-be", CHINESE, id="utf-16-be-no-mark"),
        pytest.param(WESTERN.encode("utf-16-le"), "utf-16-le", WESTERN, id="utf-16-no-mark-english"),
        pytest.param(CHINESE.encode("gbk"), "gb18030", CHINESE, id="gbk"),
        pytest.param((CHINESE + "1,𠮷野家,I,2025-06-30,1\n").encode("gb18030"), "gb18030",
                     CHINESE + "1,𠮷野家,I,2025-06-30,1\n", id="gb18030-four-bytes"),
        pytest.param((CHINESE + "1,联通,I,2025-06-30,1\n").encode("gbk"), "gb18030",
                     CHINESE + "1,联通,I,2025-06-30,1\n", id="gbk-line-that-is-utf-8-by-accident"),
        pytest.param(GERMAN.encode("cp1252"), "cp1252", GERMAN, id="cp1252-by-header"),
        pytest.param(WESTERN.encode("cp1252"), "cp1252", WESTERN, id="cp1252-by-content"),
        pytest.param(POLISH.encode("cp1250"), "cp1250", POLISH, id="cp1250-by-content"),
        pytest.param(MIXED_NAMES.encode("gbk"), "gb18030", MIXED_NAMES, id="gbk-by-content"),
    ],
)  # fmt: skip
def test_detected(data: bytes, encoding: str, text: str) -> None:
    assert found(data) == (encoding, text)
    codes = [notice.code for notice in decode(data, PATH).notices]
    assert codes == ([] if encoding == "utf-8" else ["CK801"])


def test_big5_is_read_or_refused_never_mistaken() -> None:
    outcome = attempted(TRADITIONAL.encode("big5"))
    if isinstance(outcome, CreditkitError):
        assert outcome.code == "CK204"
        assert "--encoding" in str(outcome)
    else:
        assert outcome == ("big5", TRADITIONAL)
    assert found(TRADITIONAL.encode("big5"), "big5") == ("big5", TRADITIONAL)


def test_notice_names_the_encoding_and_how_to_pin_it() -> None:
    (notice,) = decode(CHINESE.encode("gbk"), PATH).notices
    assert "gb18030" in str(notice)
    assert "--encoding gb18030" in str(notice)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda lines: [*lines[:4], lines[4].decode().encode("gbk"), *lines[5:]], id="gbk-in-utf-8"),
        pytest.param(lambda lines: [*lines[:4], "7,Müller,I,2025-01-01,1".encode("cp1252"), *lines[5:]], id="cp1252-in-utf-8"),
        pytest.param(
            lambda lines: [*(x.decode().encode("gbk") for x in lines[:4]), lines[4], *(x.decode().encode("gbk") for x in lines[5:])],
            id="utf-8-in-gbk",
        ),
    ],
)  # fmt: skip
def test_mixed_encodings_are_refused_with_the_line(damage) -> None:  # type: ignore[no-untyped-def]
    error = refused(b"\n".join(damage(CHINESE.encode().split(b"\n"))))
    assert error.code == "CK208"
    assert error.where is not None
    assert error.where.row == 5
    assert "line 5" in str(error)


def test_mixed_under_an_english_header() -> None:
    lines = MIXED_NAMES.encode().split(b"\n")
    lines[7] = lines[7].decode().encode("gbk")
    error = refused(b"\n".join(lines))
    assert (error.code, error.where and error.where.row) == ("CK208", 8)


def test_mixed_below_a_utf8_mark() -> None:
    error = refused(codecs.BOM_UTF8 + CHINESE.encode() + "9,上海,I,2025-06-30,1\n".encode("gbk"))
    assert (error.code, error.where and error.where.row) == ("CK208", 41)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("甲,乙,丙\n上海,一,二\n".encode("gbk"), id="chinese-with-unknown-headers"),
        pytest.param((ENGLISH + "1,Москва Сталь,I1,2025-01-01,5.00\n").encode("cp1251"), id="cyrillic"),
        pytest.param((ENGLISH + "1,Işık Şirketi,I1,2025-01-01,5.00\n").encode("cp1254"), id="turkish"),
        pytest.param((ENGLISH + "1,한국전자주식회사,I1,2025-01-01,5.00\n").encode("euc-kr"), id="korean"),
        pytest.param((ENGLISH + "1,株式会社さくら,I1,2025-01-01,5.00\n").encode("shift_jis"), id="japanese"),
    ],
)
def test_without_evidence_the_encoding_is_asked_for(data: bytes) -> None:
    error = refused(data)
    assert error.code == "CK204"
    assert "--encoding" in str(error)


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (CHINESE.encode("gbk"), "gbk", CHINESE),
        (CHINESE.encode("gbk"), "GB2312", CHINESE),
        ("甲,乙\n".encode("gbk"), "gb18030", "甲,乙\n"),
        ("Москва,1\n".encode("cp1251"), "cp1251", "Москва,1\n"),
        (CHINESE.encode("utf-16"), "utf-16", CHINESE),
        (codecs.BOM_UTF8 + CHINESE.encode(), "utf-8", CHINESE),
        (codecs.BOM_UTF8 + CHINESE.encode(), "utf-8-sig", CHINESE),
    ],
)
def test_declared_encoding_is_followed_without_notice(data: bytes, declared: str, text: str) -> None:
    decoded = decode(data, PATH, declared)
    assert (decoded.data.decode(), decoded.notices) == (text, ())


@pytest.mark.parametrize(
    ("data", "declared", "code"),
    [
        pytest.param(CHINESE.encode("gbk"), "utf-8", "CK204", id="not-utf-8"),
        pytest.param(CHINESE.encode(), "klingon", "CK211", id="no-such-encoding"),
        pytest.param(codecs.BOM_UTF8 + CHINESE.encode(), "gb18030", "CK211", id="mark-says-otherwise"),
        pytest.param(b"a,b\n1,2\n" + b"\xff\xff", "gb18030", "CK204", id="not-gb18030"),
    ],
)
def test_declared_encoding_that_cannot_be(data: bytes, declared: str, code: str) -> None:
    assert refused(data, declared).code == code


def test_undecodable_byte_is_named_with_its_line() -> None:
    error = refused(b"a,b\n1,2\n3,\xff\n", "gb18030")
    assert "line 3" in str(error)
    assert "Byte 11" in str(error)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="no-bytes"),
        pytest.param(codecs.BOM_UTF8, id="only-a-mark"),
        pytest.param(codecs.BOM_UTF16_LE, id="only-a-utf-16-mark"),
        pytest.param(b"\n\r\n  \n", id="only-blank-lines"),
        pytest.param(b"\x1a", id="only-an-end-of-file-mark"),
    ],
)
def test_empty_files(data: bytes) -> None:
    error = refused(data)
    assert error.code == "CK202"
    assert "empty" in str(error)
    assert "ledger.csv" in str(error)


def test_empty_file_says_zero_bytes() -> None:
    assert "The file is empty (0 bytes)." in str(refused(b""))


def test_nul_is_refused_with_its_line() -> None:
    error = refused(b"Customer,Amount\nA,1\nB\0,2\n")
    assert error.code == "CK207"
    assert "line 3" in str(error)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.lists(st.text("上海贸易有限公司联通元是德昊Aé, 1", min_size=1, max_size=12), min_size=1, max_size=12),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_any_chinese_ledger_is_read_right_or_refused(names: list[str], encoding: str) -> None:
    text = "客户编码,客户名称,应收金额\n" + "".join(f"{n},{name},1\n" for n, name in enumerate(names))
    outcome = attempted(text.encode(encoding))
    if isinstance(outcome, CreditkitError):
        assert (encoding, outcome.code) == ("gb18030", "CK208")
    else:
        assert outcome[1] == text
