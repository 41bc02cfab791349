"""Who appears in the example: invented customers, how they pay and what they buy.

Every name is made up, places included.  What happens to two of them is the point of the example: one pays a little
later every month and then stops, the other orders a great deal at once and never pays again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from creditkit.calendar import add_months, end_of_month_plus
from creditkit.workspace.example.draw import Draw

FIRST_DAY = date(2023, 4, 1)
AS_OF = date(2025, 9, 28)
MONTHS = 30

SLOWLY_BAD_FROM = date(2025, 1, 1)
SLOWLY_BAD_LAST_PAYMENT = date(2025, 8, 12)
SUDDENLY_BAD_SPIKE = date(2025, 6, 1)
SUDDENLY_BAD_LAST_PAYMENT = date(2025, 6, 20)
SUDDENLY_BAD_LAST_INVOICE = date(2025, 8, 8)
INSOLVENT_LAST_INVOICE = date(2024, 10, 25)
INSOLVENT_LAST_PAYMENT = date(2024, 11, 15)
INSOLVENT_WRITE_OFF = date(2025, 6, 30)


@dataclass(frozen=True)
class Habit:
    """How a customer pays: days after the due date, and how often an invoice gets stuck for months."""

    mean_late: float
    deviation: float
    stuck: float = 0.0


HABITS: dict[str, Habit] = {
    "punctual": Habit(-2.0, 2.5, 0.001),
    "average": Habit(6.0, 7.0, 0.004),
    "late": Habit(24.0, 13.0, 0.006),
    "chronic": Habit(44.0, 15.0, 0.012),
    "improving": Habit(30.0, 6.0),
    "slowly-bad": Habit(4.0, 4.0),
    "suddenly-bad": Habit(-2.0, 2.0),
    "insolvent": Habit(35.0, 15.0),
}


@dataclass(frozen=True)
class Customer:
    """One customer of the example.  pace: invoices a month; median: of an invoice, in `currency`."""

    id: str
    name: str
    group: str | None
    country: str
    industry: str
    currency: str
    terms: str
    habit: str
    pace: float
    median: float
    since: date
    founded: date
    salesperson: str
    department: str

    @property
    def first_invoice(self) -> date:
        return max(self.since, FIRST_DAY)

    @property
    def last_invoice(self) -> date:
        return {"suddenly-bad": SUDDENLY_BAD_LAST_INVOICE, "insolvent": INSOLVENT_LAST_INVOICE}.get(self.habit, AS_OF)

    @property
    def last_payment(self) -> date:
        return {
            "slowly-bad": SLOWLY_BAD_LAST_PAYMENT,
            "suddenly-bad": SUDDENLY_BAD_LAST_PAYMENT,
            "insolvent": INSOLVENT_LAST_PAYMENT,
        }.get(self.habit, AS_OF)

    def pace_in(self, month: date) -> float:
        """Invoices to expect in `month`: the pace, with the season, a little growth and the spike of the bust-out."""
        season = {1: 0.9, 2: 0.6, 11: 1.1, 12: 1.2}.get(month.month, 1.0)
        growth = 1.0 + 0.004 * _months_between(FIRST_DAY, month)
        spike = 3.2 if self.habit == "suddenly-bad" and month >= SUDDENLY_BAD_SPIKE else 1.0
        return self.pace * season * growth * spike

    def days_late(self, due: date, draw: Draw) -> int:
        """Days from the due date to the day the customer means to pay."""
        habit = HABITS[self.habit]
        mean = habit.mean_late
        if self.habit == "slowly-bad" and due >= SLOWLY_BAD_FROM:
            mean += 8.0 * (1 + _months_between(SLOWLY_BAD_FROM, due))
        if self.habit == "improving":
            mean = max(6.0, mean - _months_between(FIRST_DAY, due))
        return int(draw.normal(mean, habit.deviation) // 1)


def _months_between(start: date, day: date) -> int:
    return (day.year - start.year) * 12 + day.month - start.month


# terms as the ledger writes them -> (words, days from invoice, after month end)
TERMS: dict[str, tuple[int, bool]] = {
    "30天": (30, False),
    "45天": (45, False),
    "60天": (60, False),
    "90天": (90, False),
    "月结30天": (30, True),
    "Net 30": (30, False),
    "Net 45": (45, False),
    "Net 60": (60, False),
    "2/10 net 30": (30, False),
}


def due_date(day: date, terms: str) -> date:
    """invoice date + days, or the end of its month + days (月结)."""
    days, after_month_end = TERMS[terms]
    return end_of_month_plus(day, days) if after_month_end else day + timedelta(days=days)


SECTOR_POINTS = {
    "汽车零部件": 65, "工程机械": 50, "机床": 60, "泵阀": 70, "电梯": 55, "船舶": 60, "环保设备": 65,
    "自动化": 75, "农机": 60, "风电": 70,
    "Motor parts": 65, "Construction machinery": 50, "Machine tools": 60, "Pumps and valves": 70, "Lifts": 55,
    "Marine": 60, "Environmental": 65, "Automation": 75, "Farm machinery": 60, "Wind power": 70,
}  # fmt: skip

# name, group, country, industry, currency, terms, habit
_CAST: tuple[tuple[str, str | None, str, str, str, str, str], ...] = (
    ("云泽启衡传动有限公司", "启衡集团", "CN", "工程机械", "CNY", "月结30天", "punctual"),
    ("临澜启衡液压有限公司", "启衡集团", "CN", "工程机械", "CNY", "月结30天", "average"),
    ("江沐启衡机电有限公司", "启衡集团", "CN", "自动化", "CNY", "60天", "average"),
    ("北岑澄曜汽车零部件有限公司", "澄曜控股", "CN", "汽车零部件", "CNY", "60天", "late"),
    ("青麓澄曜制动系统有限公司", "澄曜控股", "CN", "汽车零部件", "CNY", "60天", "average"),
    ("海屿澄曜精工有限公司", "澄曜控股", "CN", "汽车零部件", "CNY", "90天", "late"),
    ("望澄砺川机床股份有限公司", None, "CN", "机床", "CNY", "60天", "slowly-bad"),
    ("石堰泓岳工程机械有限公司", None, "CN", "工程机械", "CNY", "45天", "suddenly-bad"),
    ("玉淮昱诚电梯配件有限公司", None, "CN", "电梯", "CNY", "60天", "insolvent"),
    ("云泽曦铭泵业有限公司", None, "CN", "泵阀", "CNY", "30天", "punctual"),
    ("云泽鼎沐阀门有限公司", None, "CN", "泵阀", "CNY", "30天", "punctual"),
    ("临澜凌峤自动化科技有限公司", None, "CN", "自动化", "CNY", "45天", "punctual"),
    ("临澜瀚屿船舶配套有限公司", None, "CN", "船舶", "CNY", "90天", "average"),
    ("江沐擎禾农业装备有限公司", None, "CN", "农机", "CNY", "月结30天", "late"),
    ("江沐柏屹减速机有限公司", None, "CN", "自动化", "CNY", "30天", "punctual"),
    ("北岑锐岚风电设备有限公司", None, "CN", "风电", "CNY", "90天", "average"),
    ("北岑弘屹重工有限公司", None, "CN", "工程机械", "CNY", "60天", "chronic"),
    ("青麓卓澜环保设备有限公司", None, "CN", "环保设备", "CNY", "60天", "late"),
    ("青麓维岑仪表有限公司", None, "CN", "自动化", "CNY", "30天", "punctual"),
    ("海屿景曜海工装备有限公司", None, "CN", "船舶", "CNY", "90天", "late"),
    ("海屿翌衡机械贸易有限公司", None, "CN", "工程机械", "CNY", "30天", "average"),
    ("望澄睿峤机器人有限公司", None, "CN", "自动化", "CNY", "45天", "average"),
    ("望澄恒麓轴承销售有限公司", None, "CN", "机床", "CNY", "30天", "punctual"),
    ("石堰森屿建筑设备租赁有限公司", None, "CN", "工程机械", "CNY", "60天", "chronic"),
    ("石堰晟泓矿山机械有限公司", None, "CN", "工程机械", "CNY", "90天", "late"),
    ("玉淮牧岑电机有限公司", None, "CN", "自动化", "CNY", "45天", "average"),
    ("玉淮予澄水处理工程有限公司", None, "CN", "环保设备", "CNY", "60天", "average"),
    ("云泽赫岚压缩机有限公司", None, "CN", "泵阀", "CNY", "月结30天", "punctual"),
    ("云泽朗峤数控装备有限公司", None, "CN", "机床", "CNY", "60天", "average"),
    ("临澜恩麓医疗器械部件有限公司", None, "CN", "自动化", "CNY", "30天", "punctual"),
    ("临澜亦衡五金制品有限公司", None, "CN", "机床", "CNY", "30天", "average"),
    ("江沐承砚新能源部件有限公司", None, "CN", "风电", "CNY", "60天", "improving"),
    ("江沐拓屿冷链设备有限公司", None, "CN", "环保设备", "CNY", "45天", "average"),
    ("北岑沛泽液压件有限公司", None, "CN", "工程机械", "CNY", "月结30天", "average"),
    ("北岑知屹电梯工程有限公司", None, "CN", "电梯", "CNY", "60天", "late"),
    ("青麓衡予轨道部件有限公司", None, "CN", "汽车零部件", "CNY", "90天", "punctual"),
    ("海屿沐川港口机械有限公司", None, "CN", "船舶", "CNY", "60天", "average"),
    ("望澄启砚模具有限公司", None, "CN", "机床", "CNY", "30天", "punctual"),
    ("石堰云岫纺织机械有限公司", None, "CN", "自动化", "CNY", "月结30天", "chronic"),
    ("玉淮清禾农机销售有限公司", None, "CN", "农机", "CNY", "30天", "average"),
    ("云泽景予传感器有限公司", None, "CN", "自动化", "CNY", "30天", "punctual"),
    ("华夏精密配件（海屿）销售有限公司", None, "CN", "机床", "CNY", "60天", "average"),
    ("Northmere Hydraulics Inc.", "Northmere Group", "US", "工程机械", "USD", "Net 60", "punctual"),
    ("Northmere Pumps of Texas LLC", "Northmere Group", "US", "泵阀", "USD", "Net 60", "average"),
    ("Kestrelby Drives Corp.", None, "US", "自动化", "USD", "2/10 net 30", "punctual"),
    ("Aldmoor Castings Ltd", None, "CA", "机床", "USD", "Net 45", "average"),
    ("Sampaguita Marine Supply Inc.", None, "PH", "船舶", "USD", "Net 60", "late"),
    ("Veraluna Agro Equipos SA", None, "MX", "农机", "USD", "Net 60", "late"),
    ("Tanjung Biru Engineering Pte Ltd", None, "SG", "船舶", "USD", "Net 30", "punctual"),
    ("Suvarna Kiran Motors Pvt Ltd", None, "IN", "汽车零部件", "USD", "Net 60", "average"),
    ("Hai Van Xanh Mechanical Co., Ltd", None, "VN", "工程机械", "USD", "Net 30", "average"),
    ("Al Noor Desert Pumps FZE", None, "AE", "泵阀", "USD", "Net 45", "late"),
    ("Falkenrieder Antriebstechnik GmbH", "Falkenrieder", "DE", "自动化", "EUR", "Net 30", "punctual"),
    ("Falkenrieder Benelux B.V.", "Falkenrieder", "NL", "自动化", "EUR", "Net 30", "punctual"),
    ("Grauwinkel Pumpen GmbH & Co. KG", None, "DE", "泵阀", "EUR", "2/10 net 30", "punctual"),
    ("Ateliers Montclairval SAS", None, "FR", "机床", "EUR", "Net 60", "average"),
    ("Officine Bellarocca S.r.l.", None, "IT", "汽车零部件", "EUR", "Net 60", "late"),
    ("Talleres Río Sereno S.L.", None, "ES", "农机", "EUR", "Net 60", "average"),
    ("望澄初禾智能装备有限公司", None, "CN", "自动化", "CNY", "30天", "average"),
    ("Brackenfold Robotics Inc.", None, "US", "自动化", "USD", "Net 30", "punctual"),
)
# The last two are new: their history is too thin to say much.
_NEW = 2

_SALES = {
    "CN": (("周岚", "华东"), ("陈屿", "华东"), ("林沐", "华北"), ("何川", "华南")),
    "*": (("Erin Zhao", "海外"), ("孙禾", "海外")),
}


def cast(draw: Draw) -> tuple[Customer, ...]:
    """The customers, in order of their number."""
    found = []
    for position, (name, group, country, industry, currency, terms, habit) in enumerate(_CAST):
        fixed = {"slowly-bad": (7.0, 90_000.0), "suddenly-bad": (5.0, 70_000.0), "insolvent": (3.0, 45_000.0)}
        pace, median = fixed.get(habit, (1.5 + 6.9 * draw.unit() ** 1.5, 14_000.0 * 10.0 ** draw.unit()))
        if currency != "CNY":
            pace, median = pace * 0.8, median / 6.0
        since = add_months(FIRST_DAY, -draw.whole(2, 150)).replace(day=draw.whole(1, 28))
        if position >= len(_CAST) - _NEW:
            since = date(2025, 6, draw.whole(2, 20))
        founded = add_months(since, -draw.whole(12, 240))
        salesperson, department = draw.pick(_SALES.get(country, _SALES["*"]))
        found.append(
            Customer(f"KH{1001 + position:04d}", name, group, country, industry, currency, terms, habit, pace,
                     median, since, founded, salesperson, department)
        )  # fmt: skip
    return tuple(found)
