"""Who works where, since when, and on which shift: a company as its HRMS would hand it over."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from api.demo.names import Names
from api.demo.places import COMPANY, POSITIONS, REGIONS, SECOND, Words, shops, words

TAIPEI = ZoneInfo("Asia/Taipei")
PEOPLE = 1284
STAFF = ("cashier",) * 11 + ("barista",) * 5 + ("kitchen",) * 5 + ("warehouse",) * 3
EARLY, LATE, NIGHT = (time(8), 8), (time(14), 8), (time(22), 8)


@dataclass(slots=True)
class Place:
    external_id: str
    parent: str | None
    kind: str
    name: Words


@dataclass(slots=True)
class Person:
    number: str
    name: str
    team: str
    position: str
    hired_on: date
    locale: str = "zh-Hant"
    status: str = "active"
    left_on: date | None = None
    night: bool = False
    roles: list[tuple[str, str | None]] = field(default_factory=list)  # (role, team)
    known_as: str | None = None  # of the people on the sign-in page and in the mock-ups
    email: str | None = None

    @property
    def external_id(self) -> str:
        return f"hr-{self.number}"


@dataclass(slots=True)
class Duty:
    person: str
    team: str
    starts_at: datetime
    ends_at: datetime


@dataclass(slots=True)
class Company:
    slug: str
    name: Words
    positions: dict[str, Words]
    places: list[Place]
    people: list[Person]
    duties: list[Duty]

    def who(self, known_as: str) -> Person:
        return next(person for person in self.people if person.known_as == known_as)


# The shop of the mock-ups: (number, name, position, days since hired, roles, known as, locale).
XINYI = "north-01"
_XINYI = (
    ("201033", "王美惠", "store_manager", 1460, [("manager", XINYI)], "manager", "zh-Hant"),
    ("203318", "黃詩涵", "shift_lead", 620, [("coach", XINYI)], "coach", "zh-Hant"),
    ("204817", "林怡君", "cashier", 11, [], "learner", "zh-Hant"),
    ("204902", "陳柏翰", "cashier", 9, [], "stuck", "zh-Hant"),
    ("205113", "Nguyễn Thị Thanh Thảo", "kitchen", 24, [], "leaves_clips", "en"),
    ("203951", "李佩珊", "barista", 210, [], "not_begun", "zh-Hant"),
    ("203720", "張家豪", "cashier", 380, [], "learning_now", "zh-Hant"),
    ("204655", "吳芷若", "cashier", 33, [], "learning_now_too", "zh-Hant"),
    ("204120", "Agus Setiawan", "warehouse", 150, [], None, "en"),
)
_OFFICE = (
    ("200011", "何曉雯", "training", 1900, [("author", None)], "author"),
    ("200027", "許雅婷", "hr_analyst", 1320, [("analyst", None)], "analyst"),
    ("200003", "周建宏", "systems", 2600, [("admin", None)], "admin"),
)


def qingchuan(today: date, people: int = PEOPLE, seed: int = 20260708) -> Company:
    """晴川生活: 3 regions, 36 shops, four weeks of shifts around `today`."""
    random = Random(seed)
    places = [
        Place("qingchuan", None, "company", COMPANY),
        Place("office", "qingchuan", "department", words("總部", "Head office", "总部")),
        *(Place(region, "qingchuan", "region", name) for region, name, _ in REGIONS),
        *(Place(shop, region, "shop", name) for shop, region, name in shops()),
    ]
    crew = [_known(row, today, XINYI) for row in _XINYI] + [_known((*row, "zh-Hant"), today, "office") for row in _OFFICE]
    numbers = iter(range(205200, 9_999_999))
    names = Names(random)

    def hire(team: str, position: str, roles=()) -> None:
        name, locale = names.draw()
        hired = today - timedelta(days=_tenure(random, position))
        crew.append(Person(str(next(numbers)), name, team, position, hired, locale, roles=list(roles)))

    for region, _, _ in REGIONS:
        hire(region, "area_manager", [("manager", region)])
    for _ in range(40):
        hire("office", "office")
    for shop, _, _ in shops():
        if shop == XINYI:
            continue
        hire(shop, "store_manager", [("manager", shop)])
        for _ in range(2):
            hire(shop, "shift_lead", [("coach", shop)])
    while sum(person.team == XINYI for person in crew) < 22:
        hire(XINYI, random.choice(STAFF))
    others = [shop for shop, _, _ in shops() if shop != XINYI]
    weights = [random.uniform(0.7, 1.5) for _ in others]
    while len(crew) < people:
        hire(random.choices(others, weights)[0], random.choice(STAFF))
    _leavers_and_nights(crew, today, random)
    return Company("qingchuan", COMPANY, POSITIONS, places, crew, _duties(crew, today, random))


def hailan(today: date, seed: int = 7) -> Company:
    """海嵐咖啡: forty people who must never be seen by anyone of 晴川."""
    random, names = Random(seed), Names(Random(seed + 1))
    places = [
        Place("hailan", None, "company", SECOND),
        *(Place(f"h{n}", "hailan", "shop", words(f"海嵐 {n} 店", f"Hailan {n}", f"海岚 {n} 店")) for n in (1, 2)),
    ]
    crew = []
    for n in range(40):
        name, locale = names.draw()
        shop = f"h{1 + n % 2}"
        position = "store_manager" if n < 2 else random.choice(STAFF)
        roles = [("manager", shop)] if n < 2 else [("admin", None)] if n == 2 else []
        hired = today - timedelta(days=_tenure(random, position))
        # The same numbers as at 晴川: a number alone must open nothing.
        crew.append(Person(str(204800 + n), name, shop, position, hired, locale, roles=roles))
    crew[2].known_as = "admin"
    return Company("hailan", SECOND, POSITIONS, places, crew, _duties(crew, today, random))


def _known(row: tuple, today: date, team: str) -> Person:
    number, name, position, days, roles, known_as, locale = row
    return Person(number, name, team, position, today - timedelta(days=days), locale, roles=roles, known_as=known_as)


def _tenure(random: Random, position: str) -> int:
    """Days since hired: shops turn over fast, those who lead have been there longer."""
    if position in {"store_manager", "area_manager", "office"}:
        return random.randint(400, 3000)
    if position == "shift_lead":
        return random.randint(200, 1500)
    return int(random.expovariate(1 / 320)) + 2 if random.random() < 0.85 else random.randint(2, 90)


def _leavers_and_nights(crew: list[Person], today: date, random: Random) -> None:
    for person in crew:
        if person.known_as or person.roles or person.position == "office" or person.team == XINYI:
            continue
        days = (today - person.hired_on).days
        chance = random.random()
        if chance < 0.05 and days > 20:
            person.status, person.left_on = "left", today - timedelta(days=random.randint(1, min(80, days - 10)))
        elif chance < 0.065:
            person.status = "on_leave"
        elif chance < 0.13:
            person.night = True


def _duties(crew: list[Person], today: date, random: Random) -> list[Duty]:
    """Two weeks back, two weeks ahead; five days in seven."""
    duties = []
    for person in crew:
        if person.position in {"office", "training", "hr_analyst", "systems"} or person.status == "on_leave":
            continue
        usual = NIGHT if person.night else random.choice((EARLY, EARLY, LATE))
        free = random.sample(range(7), 2)
        for offset in range(-14, 14):
            day = today + timedelta(days=offset)
            if day.weekday() in free or day < person.hired_on or (person.left_on and day > person.left_on):
                continue
            start, hours = usual if person.night or random.random() < 0.85 else random.choice((EARLY, LATE))
            starts = datetime.combine(day, start, TAIPEI).astimezone(UTC)
            duties.append(Duty(person.external_id, person.team, starts, starts + timedelta(hours=hours)))
    return duties
