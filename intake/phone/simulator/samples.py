"""A picture and a voicemail made on the spot, for a phone without a camera or a microphone."""

import io
import math
import struct
import wave

from PIL import Image, ImageDraw

RATE = 8000  # as a telephone


def tone(seconds: float = 3.0) -> bytes:
    """A WAV file: soft syllables of a voice that says nothing."""
    samples = bytearray()
    for index in range(int(RATE * seconds)):
        moment = index / RATE
        syllable = max(0.0, math.sin(math.tau * 2.2 * moment)) * (0.6 + 0.4 * math.sin(math.tau * 0.35 * moment))
        voice = math.sin(math.tau * 165 * moment) + 0.5 * math.sin(math.tau * 330 * moment + 1)
        samples += struct.pack("<h", int(7000 * syllable * voice))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(bytes(samples))
    return file.getvalue()


def picture() -> bytes:
    """A PNG of a letter lying on a table: lines where words would be."""
    image = Image.new("RGB", (480, 360), "#8a6f4d")
    draw = ImageDraw.Draw(image)
    draw.polygon([(96, 34), (402, 58), (380, 336), (70, 310)], fill="#f7f4ea")
    draw.polygon([(120, 62), (214, 69), (212, 96), (118, 88)], fill="#33546b")
    for row in range(9):
        top = 122 + row * 19
        draw.line([(112 - row, top), (352 - 18 * (row % 3), top + 18)], fill="#8d938f", width=5)
    draw.ellipse([(306, 262), (352, 308)], outline="#8e2618", width=5)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
