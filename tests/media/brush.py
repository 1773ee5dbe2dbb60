"""A small brush for flat pictograms: coordinates on a sheet of 640 × 360, drawn at twice the size and brought down."""

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, SCALE = 640, 360, 2

PAPER, SURFACE, SUNKEN, INK, INK_2, LINE = "#f1f5f3", "#ffffff", "#e6ece9", "#12201c", "#42524c", "#c6d1cc"
PINE, PINE_SOFT, SLAB = "#0a5c50", "#dbeee8", "#0b4a41"
AMBER, AMBER_SOFT, WRONG, WRONG_SOFT, INDIGO, INDIGO_SOFT = "#f2b23a", "#fcf0d4", "#c2531a", "#fbe9e0", "#3a4a9f", "#e5e8f6"
SKIN, SKIN_2, HAIR, WATER, MEAT = "#f0c9a4", "#c98e62", "#3b2f2b", "#7fb2ec", "#e8a58a"


class Brush:
    """One frame."""

    def __init__(self, ground: str = PAPER):
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
        self._draw = ImageDraw.Draw(self.image)

    def done(self) -> Image.Image:
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    # plain shapes

    def box(self, x: float, y: float, w: float, h: float, fill: str | None, round: float = 10, edge: str | None = None, thick: float = 3) -> None:
        self._draw.rounded_rectangle(_up(x, y, x + w, y + h), round * SCALE, fill, edge, int(thick * SCALE) if edge else 0)

    def disc(self, x: float, y: float, r: float, fill: str | None, edge: str | None = None, thick: float = 3) -> None:
        self._draw.ellipse(_up(x - r, y - r, x + r, y + r), fill, edge, int(thick * SCALE) if edge else 0)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        self._draw.ellipse(_up(x - rx, y - ry, x + rx, y + ry), fill)

    def shape(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def stroke(self, points: Sequence[tuple[float, float]], colour: str, thick: float = 6) -> None:
        """A line with round ends and joints."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, colour, int(thick * SCALE), joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            r = thick * SCALE / 2
            self._draw.ellipse((x - r, y - r, x + r, y + r), colour)

    def arc(self, x: float, y: float, r: float, begin: float, end: float, colour: str, thick: float = 6) -> None:
        self._draw.arc(_up(x - r, y - r, x + r, y + r), begin, end, colour, int(thick * SCALE))

    def text(self, x: float, y: float, said: str, size: float = 28, colour: str = INK) -> None:
        """Digits and Latin only: words are captions', in the learner's language."""
        self._draw.text((x * SCALE, y * SCALE), said, colour, ImageFont.load_default(size * SCALE), anchor="mm")

    # signs

    def tick(self, x: float, y: float, r: float = 22) -> None:
        self.disc(x, y, r, PINE)
        self.stroke([(x - r * 0.42, y + r * 0.02), (x - r * 0.1, y + r * 0.35), (x + r * 0.45, y - r * 0.32)], SURFACE, r * 0.2)

    def cross(self, x: float, y: float, r: float = 22) -> None:
        self.disc(x, y, r, WRONG)
        for s in (1, -1):
            self.stroke([(x - r * 0.35, y - r * 0.35 * s), (x + r * 0.35, y + r * 0.35 * s)], SURFACE, r * 0.2)

    def clock(self, x: float, y: float, r: float, share: float) -> None:
        """A ring that fills, with its hand."""
        self.disc(x, y, r, SURFACE, LINE, 4)
        self.arc(x, y, r, -90, -90 + 360 * share, PINE, r * 0.22)
        angle = math.radians(360 * share - 90)
        self.stroke([(x, y), (x + math.cos(angle) * r * 0.62, y + math.sin(angle) * r * 0.62)], INK, 4)

    def bubble(self, x: float, y: float, w: float, h: float, fill: str = SURFACE, edge: str = LINE, tail: str = "left") -> None:
        foot = x + (w * 0.22 if tail == "left" else w * 0.78)
        tip = foot + (-18 if tail == "left" else 18)
        self.box(x, y, w, h, fill, 16, edge)
        self.shape([(foot - 10, y + h - 3), (foot + 10, y + h - 3), (tip, y + h + 18)], fill)
        self.stroke([(foot - 10, y + h - 1), (tip, y + h + 18), (foot + 10, y + h - 1)], edge, 3)

    def dots(self, x: float, y: float, count: int, full: int, r: float = 9, gap: float = 26) -> None:
        for n in range(count):
            self.disc(x + n * gap, y, r, PINE if n < full else SURFACE, PINE, 3)

    # people and things

    def person(self, x: float, y: float, coat: str, *, skin: str = SKIN, arms: Sequence[tuple[float, float]] = (), mood: float = 0, apron: str | None = None, turn: float = 0) -> None:
        """From the waist up, feet at y; arms end at the points given; mood from -1 (upset) to 1 (glad)."""
        self.box(x - 38, y - 110, 76, 130, coat, 26)
        if apron:
            self.box(x - 24, y - 78, 48, 98, apron, 10)
        for end_x, end_y in arms:
            side = 1 if end_x >= x else -1
            shoulder = (x + 30 * side, y - 90)
            elbow = ((shoulder[0] + end_x) / 2 + 10 * side, (shoulder[1] + end_y) / 2 + 14)
            self.stroke([shoulder, elbow, (end_x, end_y)], coat, 17)
            self.disc(end_x, end_y, 11, skin)
        self.box(x - 11, y - 128, 22, 28, skin, 9)
        self.disc(x, y - 152, 34, skin)
        self.shape(_cap(x, y - 158, 36), HAIR)
        for side in (-1, 1):
            self.disc(x + 12 * side + turn * 8, y - 148, 3.2, INK)
        bend = mood * 7
        self.stroke([(x - 10 + turn * 8, y - 134 - bend * 0.3), (x + turn * 8, y - 134 + bend * 0.6), (x + 10 + turn * 8, y - 134 - bend * 0.3)], INK, 2.6)

    def phone(self, x: float, y: float, w: float = 96, h: float = 178) -> None:
        self.box(x - w / 2, y - h / 2, w, h, INK, 16)
        self.box(x - w / 2 + 6, y - h / 2 + 10, w - 12, h - 20, SURFACE, 8)

    def drop(self, x: float, y: float, r: float = 5, colour: str = WATER) -> None:
        self.shape([(x - r * 0.8, y), (x + r * 0.8, y), (x, y - r * 1.9)], colour)
        self.disc(x, y, r, colour)

    def tap(self, x: float, y: float, flow: float, shift: float) -> None:
        """A tap whose mouth is at (x, y); `flow` 0 to 1."""
        self.stroke([(x + 120, y - 40), (x + 30, y - 40), (x, y - 30), (x, y - 8)], INK_2, 20)
        self.stroke([(x + 60, y - 62), (x + 60, y - 86)], INK_2, 10)
        self.stroke([(x + 38, y - 86), (x + 82, y - 86)], INK_2, 10)
        if flow > 0:
            self.box(x - 6 * flow - 2, y, 12 * flow + 4, 140, WATER, 6)
            for n in range(4):
                self.drop(x - 26 + 17 * n, y + 60 + (shift * 260 + n * 37) % 90, 4)

    def hands(self, x: float, y: float, apart: float, lift: float = 0, foam: int = 0, skin: str = SKIN) -> None:
        """Two hands, palms together when `apart` is 0."""
        for side in (-1, 1):
            cx, cy = x + side * (20 + apart), y + side * lift
            self.stroke([(cx + side * 120, cy + 70), (cx + side * 40, cy + 20)], PINE_SOFT, 50)
            self.stroke([(cx + side * 70, cy + 38), (cx + side * 18, cy + 8)], skin, 40)
            self.box(cx - 24, cy - 34, 48, 62, skin, 20)
            for finger in range(4):
                self.stroke([(cx - 17 + finger * 11.5, cy - 26), (cx - 17 + finger * 11.5, cy - 62 + abs(finger - 1.5) * 5)], skin, 10)
                if finger:
                    self.stroke([(cx - 22.7 + finger * 11.5, cy - 28), (cx - 22.7 + finger * 11.5, cy - 48)], SKIN_2, 1.4)
            self.stroke([(cx - side * 20, cy - 4), (cx - side * 36, cy - 26)], skin, 13)
        for n in range(foam):
            angle = n * 2.4
            self.disc(x + math.cos(angle) * (18 + 5 * n % 52), y - 20 + math.sin(angle) * (14 + 4 * n % 40), 7 + n % 4 * 2, SURFACE, PINE_SOFT, 1.5)

    def note(self, x: float, y: float, said: str, colour: str = AMBER_SOFT) -> None:
        self.box(x - 62, y - 30, 124, 60, colour, 8, AMBER)
        self.disc(x, y, 20, None, AMBER, 2)
        self.text(x, y, said, 20)

    def coin(self, x: float, y: float, r: float = 13) -> None:
        self.disc(x, y, r, AMBER, "#c98a12", 2.5)

    def counter(self, y: float = 300) -> None:
        self.box(-20, y, WIDTH + 40, 120, SLAB, 0)
        self.box(-20, y, WIDTH + 40, 12, "#2d6a60", 0)


def _up(*numbers: float) -> tuple[float, ...]:
    return tuple(number * SCALE for number in numbers)


def _cap(x: float, y: float, r: float) -> list[tuple[float, float]]:
    """Hair: the upper half of the head."""
    arc = [(x + math.cos(math.radians(a)) * r, y + math.sin(math.radians(a)) * r) for a in range(180, 361, 10)]
    return [*arc, (x + r * 0.8, y + 2), (x, y - r * 0.35), (x - r * 0.8, y + 2)]


def ease(t: float) -> float:
    t = min(1, max(0, t))
    return t * t * (3 - 2 * t)


def between(t: float, begin: float, end: float) -> float:
    """0 before `begin`, 1 after `end`, gently from one to the other."""
    return ease((t - begin) / (end - begin))


def mix(a: float, b: float, share: float) -> float:
    return a + (b - a) * share
