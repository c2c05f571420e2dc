"""Letters of mathematical alphabets, which browsers draw as characters of their own, not by mathvariant."""

from __future__ import annotations

CAPITAL, SMALL, DIGIT, GREEK = ord("A"), ord("a"), ord("0"), ord("α")
# First capital of each alphabet in Unicode; small letters follow 26 later.
FIRST = {
    "bold": 0x1D400,
    "italic": 0x1D434,
    "bold-italic": 0x1D468,
    "script": 0x1D49C,
    "bold-script": 0x1D4D0,
    "fraktur": 0x1D504,
    "double-struck": 0x1D538,
    "sans-serif": 0x1D5A0,
    "monospace": 0x1D670,
}
FIRST_DIGIT = {"bold": 0x1D7CE, "double-struck": 0x1D7D8, "sans-serif": 0x1D7E2, "monospace": 0x1D7F6}
FIRST_GREEK = {"bold": 0x1D6C2, "bold-italic": 0x1D736}
# Letters that Unicode had before the alphabets stay where they were.
ELSEWHERE = {
    "italic": {"h": "ℎ"},
    "script": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    "fraktur": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
    "double-struck": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
}


def in_alphabet(text: str, variant: str) -> str:
    """`text` in the letters of a mathematical alphabet; what the alphabet lacks stays as it is."""
    return "".join(_letter(character, variant) for character in text)


def _letter(character: str, variant: str) -> str:
    if character in ELSEWHERE.get(variant, {}):
        return ELSEWHERE[variant][character]
    code = ord(character)
    if "A" <= character <= "Z" and variant in FIRST:
        return chr(FIRST[variant] + code - CAPITAL)
    if "a" <= character <= "z" and variant in FIRST:
        return chr(FIRST[variant] + 26 + code - SMALL)
    if "0" <= character <= "9" and variant in FIRST_DIGIT:
        return chr(FIRST_DIGIT[variant] + code - DIGIT)
    if "α" <= character <= "ω" and variant in FIRST_GREEK:
        return chr(FIRST_GREEK[variant] + code - GREEK)
    return character
