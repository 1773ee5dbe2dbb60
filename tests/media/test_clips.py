"""The clips that courses bring along are there, as long as their cards say, and play on any phone."""

import imageio_ffmpeg
import pytest

from api.content import courses, media
from tests.media.clips import CLIPS

CARDS = {card["id"]: card for course in courses() for unit in course["units"] for card in unit["cards"] if card["kind"] == "video_idea"}


def test_every_clip_card_has_its_clip_and_no_clip_is_left_over():
    assert set(CARDS) == set(CLIPS) == set(media())


@pytest.mark.parametrize("card", CARDS)
def test_a_clip_is_as_long_as_its_card_and_starts_before_it_is_whole(card):
    path = media()[card]
    told = next(imageio_ffmpeg.read_frames(str(path)))

    assert told["duration"] == pytest.approx(CARDS[card]["seconds"], abs=0.2)
    assert (told["codec"], told["pix_fmt"].split("(")[0], told["size"]) == ("h264", "yuv420p", (640, 360))
    assert path.read_bytes().find(b"moov") < path.read_bytes().find(b"mdat")
    assert path.stat().st_size < 400_000
