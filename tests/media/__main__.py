"""Draws and encodes the clips of the shipped courses into api/content/media: `python -m tests.media [--still FOLDER]`.

H.264 with yuv420p and its index in front: what every phone plays, streams and seeks. Silent, so nothing starts to talk.
"""

import argparse
from pathlib import Path

import imageio_ffmpeg

from tests.media.brush import HEIGHT, WIDTH, Brush
from tests.media.clips import CLIPS

FRAMES_A_SECOND = 12
INTO = Path(__file__).resolve().parents[2] / "api" / "content" / "media"


def encode(name: str, into: Path) -> int:
    """Bytes of the finished file."""
    seconds, draw = CLIPS[name]
    path = into / f"{name}.mp4"
    writer = imageio_ffmpeg.write_frames(
        str(path), (WIDTH, HEIGHT), fps=FRAMES_A_SECOND, codec="libx264", quality=None, macro_block_size=2,
        output_params=["-crf", "27", "-preset", "veryslow", "-tune", "animation", "-movflags", "+faststart", "-g", "48", "-map_metadata", "-1", "-fflags", "+bitexact"],
    )
    writer.send(None)
    for frame in range(seconds * FRAMES_A_SECOND):
        brush = Brush()
        draw(brush, frame / FRAMES_A_SECOND)
        writer.send(brush.done().tobytes())
    writer.close()
    return path.stat().st_size


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.media", description=__doc__)
    asked.add_argument("--still", type=Path, help="only draw four stills of each clip into this folder")
    given = asked.parse_args()
    if given.still:
        given.still.mkdir(parents=True, exist_ok=True)
        for name, (seconds, draw) in CLIPS.items():
            for part in range(6):
                brush = Brush()
                draw(brush, seconds * (part + 0.5) / 6)
                brush.done().save(given.still / f"{name}-{part}.png")
        return
    INTO.mkdir(parents=True, exist_ok=True)
    whole = 0
    for name in CLIPS:
        size = encode(name, INTO)
        whole += size
        print(f"{name}.mp4  {size / 1000:.0f} kB", flush=True)
    print(f"{whole / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
