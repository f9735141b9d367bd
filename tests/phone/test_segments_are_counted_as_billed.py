import pytest

from intake.phone.segments import count, too_long


@pytest.mark.parametrize(
    ("body", "encoding", "units", "segments", "left"),
    [
        ("", "GSM-7", 0, 0, 160),
        ("a" * 160, "GSM-7", 160, 1, 0),
        ("a" * 161, "GSM-7", 161, 2, 145),
        ("a" * 306, "GSM-7", 306, 2, 0),
        ("a" * 307, "GSM-7", 307, 3, 152),
        ("€" * 80, "GSM-7", 160, 1, 0),
        ("mañana café ¿qué? ¡ü!", "GSM-7", 21, 1, 139),
        ("é" * 70, "GSM-7", 70, 1, 90),
        ("í" * 70, "UCS-2", 70, 1, 0),
        ("í" * 71, "UCS-2", 71, 2, 63),
        ("í" + "a" * 134, "UCS-2", 135, 3, 66),
        ("👍", "UCS-2", 2, 1, 68),
    ],
)
def test_units_and_segments(body: str, encoding: str, units: int, segments: int, left: int) -> None:
    counted = count(body)
    assert (counted.encoding, counted.units, counted.segments, counted.left) == (encoding, units, segments, left)


def test_an_extended_character_is_not_split_between_segments() -> None:
    # 152 units, then a pair that no longer fits the first segment of 153.
    assert count("a" * 152 + "€" + "a" * 151).segments == 2
    assert count("a" * 152 + "€" + "a" * 152).segments == 3


def test_a_surrogate_pair_is_not_split_between_segments() -> None:
    assert count("í" * 66 + "👍" + "í" * 65).segments == 2
    assert count("í" * 66 + "👍" + "í" * 66).segments == 3


def test_the_culprits_are_named_once_each_in_order() -> None:
    assert count("Así está, “así”").culprits == ("í", "á", "“", "”")
    assert count("mañana").culprits == ()


def test_sixteen_hundred_characters_are_the_limit() -> None:
    assert not too_long("a" * 1600)
    assert too_long("a" * 1601)
    assert too_long("👍" * 801)
