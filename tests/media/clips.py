"""The eight clips of the shipped courses, as functions of time. Card id → (seconds, draw)."""

import math
from collections.abc import Callable

from tests.media.brush import (
    AMBER,
    AMBER_SOFT,
    INDIGO,
    INK,
    INK_2,
    LINE,
    MEAT,
    PINE,
    PINE_SOFT,
    SKIN,
    SUNKEN,
    SURFACE,
    WATER,
    WRONG,
    WRONG_SOFT,
    Brush,
    between,
    mix,
)  # fmt: skip

Draw = Callable[[Brush, float], None]
GREY = "#9fb0a9"


def clean_hands(b: Brush, t: float) -> None:
    wet, rub, thumbs, rinse = t < 6, 6 <= t < 14, 14 <= t < 26, t >= 26
    b.tap(320, 96, 1 if wet or 26 <= t < 30 else 0, t)
    b.box(120, 330, 400, 60, SUNKEN, 20)
    swing = math.sin(t * 5)
    if wet:
        b.hands(320, 220, 34 + 6 * swing)
        b.box(500, 190, 54, 96, PINE, 12)
        b.stroke([(527, 190), (527, 168), (505, 168)], PINE, 9)
        if t > 3:
            b.disc(498, 186 + 6 * swing, 8, PINE_SOFT)
    elif rub:
        b.hands(320, 220, 2, 16 * swing, foam=int(6 + (t - 6) * 2))
    elif thumbs:
        b.hands(320, 220, 12 + 8 * math.sin(t * 6), 10 * math.cos(t * 6), foam=24)
    elif t < 30:
        b.hands(320, 220, 30 + 5 * swing, foam=max(0, int(18 - (t - 26) * 5)))
    else:
        b.hands(320, 226, 28)
        b.box(248, 170 + 8 * swing, 144, 92, SURFACE, 8, LINE)
        if t > 32:
            b.tick(548, 90, 30)
    if not wet and not rinse:
        b.clock(548, 90, 44, min(1, (t - 6) / 20))
        b.text(548, 152, f"{int(min(20, t - 6))} s", 24)


def first_checkout(b: Brush, t: float) -> None:
    b.counter()
    b.person(470, 300, PINE, apron=PINE_SOFT, arms=[(mix(420, 360, between(t, 8, 10)), 276), (540, 276)], mood=0.7, turn=-1)
    b.person(150, 300, INDIGO, arms=[(mix(200, 262, between(t, 7, 9) - between(t, 10, 12)), 270)], mood=0.4, turn=1)
    b.box(268, 148, 110, 58, INK, 8)
    b.text(323, 177, "137" if t < 18 else "363", 32, AMBER)
    b.box(410, 312, 150, 40, SUNKEN, 6, GREY)
    if t >= 26:
        b.box(410, 306 - 10 * between(t, 26, 28), 150, 16, GREY, 4)
    if t >= 7:
        into = between(t, 28.5, 31)
        b.note(mix(mix(220, 320, between(t, 7, 10)), 485, into), mix(mix(262, 288, between(t, 7, 10)), 330, into), "500")
    if 18 <= t < 31:
        given = between(t, 23, 26)
        for n in range(min(6, int((t - 18) * 1.5))):
            b.coin(mix(396 - n * 17, 236 - n * 15, given), 292)
    if t >= 31:
        b.tick(323, 90, 30)


def recommend(b: Brush, t: float) -> None:
    b.counter()
    leaving = between(t, 31, 35)
    b.person(480, 300, PINE, apron=PINE_SOFT, arms=[(430 if t < 17 else 404, 262)], mood=0.8, turn=-1)
    x = mix(190, -60, leaving)
    b.person(x, 300, AMBER, arms=[(x + 52, 254)] if t > 27 else [], mood=0.1 if t < 17 else 0.9, turn=1)
    b.stroke([(x - 50, 196), (x - 50, 300)], INK_2, 5)
    b.shape([(x - 72, 214), (x - 50, 176), (x - 28, 214)], INDIGO)
    if t < 9:
        b.bubble(300, 12, 190, 78, tail="right")
        b.disc(346, 52, 22, SURFACE, INK_2, 4)
        b.disc(346, 52, 12, SUNKEN)
        b.text(395, 52, "/", 34)
        b.box(420, 36, 42, 38, AMBER_SOFT, 6, AMBER)
        b.arc(441, 36, 11, 180, 360, AMBER, 4)
    elif t < 17:
        b.bubble(190, 10, 170, 80)
        b.box(220, 24, 110, 42, PINE, 12)
        for n in range(3):
            b.box(230 + n * 32, 31, 24, 17, PINE_SOFT, 4)
        for n in (242, 308):
            b.disc(n, 70, 7, INK)
    else:
        near = between(t, 17, 19)
        held = leaving if t > 31 else 0
        rice, cup = mix(300, x + 56, held), mix(368, x + 96, held)
        lift = mix(0, -40, held)
        b.shape([(rice - 32, 298 + lift), (rice, 240 + lift), (rice + 32, 298 + lift)], SURFACE if near > 0.5 else SUNKEN)
        b.box(rice - 12, 274 + lift, 24, 24, INK, 3)
        b.shape([(cup - 20, 240 + lift), (cup + 20, 240 + lift), (cup + 15, 298 + lift), (cup - 15, 298 + lift)], SURFACE)
        b.box(cup - 24, 230 + lift, 48, 12, INK_2, 5)
        if 20 < t < 31:
            b.box(290, 150, 92, 44, AMBER, 10)
            b.text(336, 172, "-15", 26)
        if t > 28:
            b.tick(560, 70, 28)


def hear_it_out(b: Brush, t: float) -> None:
    first = t < 20
    b.counter()
    heat = between(t, 4, 16) if first else 1 - between(t, 28, 33)
    busy = 8 * math.sin(t * 9) if first else 0
    b.person(470, 300, PINE, apron=PINE_SOFT, arms=[(426, 270 + busy), (516, 270 - busy)] if first else [(440, 292), (500, 292)], mood=-0.2 if first else 0.4, turn=0.9 if first else -1)
    if first:
        b.box(440, 258, 76, 42, INK, 6)
        b.box(446, 264, 64, 26, PINE_SOFT, 3)
    b.person(170, 300, WRONG if heat > 0.5 else AMBER, arms=[(232, 230 - 70 * heat), (110, 250 - 50 * heat)], mood=mix(0.3, -1, heat), turn=1)
    size = 60 + 70 * heat
    b.bubble(210, 150 - size, 90 + 70 * heat, size, WRONG_SOFT if heat > 0.4 else SURFACE, WRONG if heat > 0.4 else LINE)
    for n in range(3):
        b.stroke([(228, 150 - size + 18 + n * size / 4), (228 + (52 + 50 * heat) * (1 - n * 0.15), 150 - size + 18 + n * size / 4)], WRONG if heat > 0.4 else GREY, 5 + 3 * heat)
    if first and t > 8:
        b.bubble(366, 24, 124, 62, SUNKEN, GREY, "right")
        b.stroke([(388, 46), (470, 46)], GREY, 6)
        b.stroke([(388, 66), (442, 66)], GREY, 6)
    if t > 30:
        b.bubble(366, 24, 124, 62, PINE_SOFT, PINE, "right")
        b.stroke([(394, 56), (464, 56)], PINE, 7)
    if 17 < t < 20:
        b.cross(590, 50, 26)
    if t > 33:
        b.tick(590, 50, 26)


def temperature(b: Brush, t: float) -> None:
    wiping = t < 10 or t >= 34
    b.box(120, 262, 400, 60, SURFACE, 18, LINE)
    b.oval(320, 240, 130, 62, MEAT)
    b.oval(300, 226, 70, 26, "#f3bfa8")
    depth = between(t, 10, 13) - between(t, 32, 34)
    x, y = mix(440, 320, depth), mix(206, 236, depth)
    b.stroke([(x, y), (x + 62, y - 92)], GREY, 6)
    b.box(x + 36, y - 170, 92, 84, INK, 14)
    reading = "" if wiping else f"{5.2 + max(0.0, 8 - (t - 12)) * 0.9 + (0.2 * math.sin(t * 7) if t < 19 else 0):.1f}" if t < 20 else "5.2"
    b.box(x + 44, y - 160, 76, 42, PINE_SOFT, 6)
    b.text(x + 82, y - 139, reading or "--", 24)
    if wiping:
        slide = 18 * math.sin(t * 4)
        b.box(x + 4 + slide * 0.4, y - 46 - slide, 62, 40, SURFACE, 8, PINE)
    if 26 <= t < 34:
        b.box(60, 60, 120, 150, SURFACE, 8, LINE)
        b.box(95, 50, 50, 20, INK_2, 5)
        b.text(120, 112, "5.2", 30, PINE)
        b.text(120, 148, "09:10", 22, INK_2)
        b.stroke([(168, 180), (196, 150)], AMBER, 9)
    if 10 < t < 19:
        b.disc(320, 240, 40 + 6 * math.sin(t * 4), None, PINE, 4)
    if t > 36:
        b.tick(590, 60, 28)


def burns(b: Brush, t: float) -> None:
    step = next(n for n, end in enumerate((14, 23, 30, 37, 99)) if t < end)
    for n in range(5):
        b.disc(40 + n * 35, 34, 9, PINE if n <= step else SURFACE, PINE, 3)
    if step == 4:
        b.box(mix(-240, 210, between(t, 37, 40)), 150, 220, 110, SURFACE, 14, LINE)
        x = mix(-240, 210, between(t, 37, 40))
        b.box(x + 150, 168, 56, 40, WATER, 8)
        b.box(x + 54, 178, 46, 14, WRONG, 2)
        b.box(x + 70, 162, 14, 46, WRONG, 2)
        for wheel in (50, 172):
            b.disc(x + wheel, 264, 22, INK)
            b.disc(x + wheel, 264, 9, GREY)
        b.box(x + 96, 138, 30, 14, AMBER if int(t * 3) % 2 else WRONG, 4)
        return
    if step in (0, 1):
        b.tap(330, 100, 0.6, t)
        b.box(110, 330, 420, 60, SUNKEN, 20)
    if step == 2:
        b.box(150, 220, 340, 120, SURFACE, 24, LINE)
        b.box(162, 238 + 3 * math.sin(t * 3), 316, 94, WATER, 16)
    b.stroke([(560, 250), (420, 236), (300, 226)], SKIN, 46)
    for finger in range(4):
        b.stroke([(300, 210 + finger * 12), (258, 208 + finger * 13)], SKIN, 11)
    if step < 3:
        b.oval(380, 226, 30, 13, WRONG if step == 0 else "#d98a66")
    sleeve = mix(440, 490, between(t, 15, 21))
    b.stroke([(640, 262), (sleeve + 26, 244)], PINE, 62)
    if step == 0:
        b.clock(540, 100, 40, (t % 14) / 14)
    if step == 1:
        snip = 8 * math.sin(t * 6)
        b.stroke([(sleeve - 6, 180), (sleeve + 20, 222 + snip)], GREY, 7)
        b.stroke([(sleeve + 30, 176), (sleeve + 8, 222 - snip)], GREY, 7)
        b.disc(sleeve - 10, 168, 12, None, INK_2, 5)
        b.disc(sleeve + 36, 164, 12, None, INK_2, 5)
    if step == 3:
        wide = 40 + 50 * between(t, 30, 33)
        b.box(380 - wide / 2, 200, wide, 56, SURFACE, 10, LINE)
        for n in range(3):
            b.stroke([(380 - wide / 2 + 8, 212 + n * 16), (380 + wide / 2 - 8, 212 + n * 16)], SUNKEN, 3)


def phishing(b: Brush, t: float) -> None:
    b.phone(190, 180, 170, 300)
    b.box(122, 70, 136, 92, WRONG_SOFT if t >= 10 else SUNKEN, 12)
    b.stroke([(138, 92), (236, 92)], GREY, 7)
    b.stroke([(138, 114), (210, 114)], GREY, 7)
    b.stroke([(138, 140), (230, 140)], INDIGO, 5)
    if t < 10:
        y = 176 + (4 * math.sin(t * 5) if t < 5 else 50 * between(t, 5, 7))
        b.stroke([(270, y + 120), (214, y)], SKIN, 30)
    if 5 <= t < 15:
        b.disc(360, 110, 62, SURFACE, INK_2, 7)
        b.stroke([(404, 154), (446, 196)], INK_2, 14)
        b.text(360, 110, "+?? 09", 26, WRONG if t > 10 else INK)
        if t > 10:
            b.cross(470, 80, 24)
    if 15 <= t < 35:
        b.box(330, 60, 190, 200, PINE, 10)
        b.box(344, 72, 168, 176, SURFACE, 6)
        for n in range(4):
            b.disc(370, 100 + n * 40, 10, PINE_SOFT)
            b.stroke([(392, 100 + n * 40), (480, 100 + n * 40)], PINE if n == 1 else LINE, 8)
        ring = between(t, 20, 22)
        if ring > 0:
            b.arc(560, 150, 34, 200, 340, INK, 14)
            b.disc(530, 162, 14, INK)
            b.disc(590, 162, 14, INK)
            if t < 29:
                b.arc(560, 120, 30 + 10 * math.sin(t * 6), 230, 310, AMBER, 5)
            else:
                b.cross(560, 226, 24)
    if t >= 35:
        b.box(350, 110, 150, 110, INK, 16)
        b.disc(425, 166, 36, SURFACE)
        b.disc(425, 166, 22, INDIGO)
        b.box(400, 96, 50, 20, INK, 6)
        if t > 37:
            b.tick(545, 92, 30)


def check_in(b: Brush, t: float) -> None:
    b.counter(310)
    watching = t < 7
    x = mix(500, 410, between(t, 4, 7))
    b.person(190, 310, AMBER, apron=AMBER_SOFT, arms=[(250, 250), (130, 250)] if watching else [(236, 276)], mood=0.2 if t < 20 else 0.8, turn=1)
    if watching:
        b.box(118, 222 + 3 * math.sin(t * 4), 146, 20, INK_2, 8)
    b.person(x, 310, PINE, apron=PINE_SOFT, arms=[(x - 46, 274)], mood=0.6, turn=-1)
    if 7 <= t < 12:
        b.bubble(230, 16, 180, 72, tail="right")
        b.dots(264, 52, 5, 4)
    elif 12 <= t < 20:
        b.bubble(300, 16, 100, 72, PINE_SOFT, PINE, "right")
        b.text(350, 52, "?", 42, PINE)
        if t > 15:
            b.bubble(100, 14, 140, 76)
            b.stroke([(130, 38), (186, 38), (186, 74)], GREY, 9)
            b.disc(204, 62, 10, AMBER)
    elif 20 <= t < 29:
        b.bubble(280, 14, 120, 78, tail="right")
        b.shape([(312, 28), (368, 28), (368, 76), (312, 76)], AMBER)
        b.stroke([(324, 46), (356, 46)], INK, 4)
        if t > 24:
            b.tick(190, 66, 26)
    elif t >= 29:
        b.phone(560, 190, 96, 178)
        b.dots(532, 160, 5, 4, 7, 14)
        b.dots(532, 196, 5, 3, 7, 14)
        if t > 31:
            b.tick(560, 244, 20)


CLIPS: dict[str, tuple[int, Draw]] = {
    "first-checkout-04": (35, first_checkout),
    "clean-hands-03": (35, clean_hands),
    "recommend-with-one-question-03": (35, recommend),
    "hear-it-out-07": (40, hear_it_out),
    "temperature-checks-03": (40, temperature),
    "burns-and-cuts-03": (45, burns),
    "spot-phishing-03": (40, phishing),
    "thirty-second-check-in-03": (35, check_in),
}
