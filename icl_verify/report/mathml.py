"""Statements typeset:

LaTeX to MathML that browsers draw alone, that wraps on a phone and that holds nothing but mathematics.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from difflib import SequenceMatcher
from functools import lru_cache

from latex2mathml.converter import convert_to_element
from markupsafe import Markup

from icl_verify.report.alphabets import in_alphabet

LATEX_LIMIT = 20_000
LEAVES = {"mi", "mn", "mo", "mtext", "ms", "mspace"}
# fmt: off
ALLOWED_TAGS = LEAVES | {
    "math", "mrow", "mfrac", "msqrt", "mroot", "mstyle", "merror", "mpadded", "mphantom", "msub",
    "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "mtable", "mtr",
    "mtd",
}
ALLOWED_ATTRIBUTES = {
    "accent", "accentunder", "columnalign", "columnspacing", "depth", "display", "displaystyle",
    "fence", "form", "height", "largeop", "linethickness", "lspace", "mathvariant", "maxsize",
    "minsize", "movablelimits", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy",
    "symmetric", "voffset", "width",
}
# fmt: on
DEFINES = re.compile(r"\\(re|provide)?newcommand|\\(re)?newenvironment|\\[egx]?def\b|\\let\b")
RELATIONS = set("=<>≤≥≠≡≈∼≲≳≪≫∈∉⊂⊆→⇒⟹⟸⇔⟺≔↦≰≱")
OPEN, CLOSE = set("([{⟨⌊⌈"), set(")]}⟩⌋⌉")
BRACKETS = {
    **dict.fromkeys((r"\|", r"\Vert", r"\lVert", r"\rVert"), "‖"),
    **dict.fromkeys((r"\vert", r"\lvert", r"\rvert"), "|"),
    r"\{": "{", r"\lbrace": "{", r"\}": "}", r"\rbrace": "}", r"\lbrack": "[", r"\rbrack": "]",
    r"\langle": "⟨", r"\rangle": "⟩", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉",
}  # fmt: skip
AKIN = 0.4  # of two formulas whose difference is worth marking, the share that is common to them
SHORT = 12  # leaves: a piece below this is not broken further


@lru_cache(maxsize=8192)
def typeset(latex: str) -> Markup:
    """`latex` (without dollar signs) as inline MathML; where it cannot be read, the LaTeX itself as text."""
    if not latex.strip():
        return Markup("")
    try:
        return _drawn(_read(latex))
    except _NotMathematics as problem:
        return _as_text(latex, str(problem))


def typeset_apart(before: str, after: str) -> tuple[Markup, Markup]:
    """Two formulas typeset, with what differs marked in both; unmarked where little is common to them."""
    try:
        trees = _read(before), _read(after)
    except _NotMathematics:
        return typeset(before), typeset(after)
    leaves = [[leaf for leaf in tree.iter() if leaf.tag in LEAVES and leaf.text] for tree in trees]
    old, new = ([leaf.text or "" for leaf in side] for side in leaves)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() >= AKIN:
        for change, a, b, c, d in matcher.get_opcodes():
            for leaf in (leaves[0][a:b] + leaves[1][c:d]) if change != "equal" else ():
                leaf.set("class", "changed")
    return _drawn(trees[0]), _drawn(trees[1])


def typeset_prose(text: str) -> Markup:
    """Text in which mathematics stands between dollars; the text itself where a dollar has no partner."""
    parts = text.split("$")
    if len(parts) % 2 == 0:
        return Markup.escape(text)
    return Markup("").join(typeset(part) if i % 2 else Markup.escape(part) for i, part in enumerate(parts))


class _NotMathematics(ValueError):
    """LaTeX that cannot be typeset, and why."""


def _read(latex: str) -> ET.Element:
    """The formula as a tree of MathML (_NotMathematics where it cannot be read)."""
    try:
        if len(latex) > LATEX_LIMIT:
            raise ValueError(f"statement must take at most {LATEX_LIMIT} characters, got {len(latex)}")
        if DEFINES.search(latex):
            raise ValueError("a statement defines no commands")  # they can double without end
        return _tree(latex)
    except RecursionError:
        raise _NotMathematics("nothing to typeset") from None
    except Exception as problem:  # latex2mathml raises bare IndexError, KeyError and others on bad input
        raise _NotMathematics(f"{type(problem).__name__}: {problem}") from None


def _drawn(root: ET.Element) -> Markup:
    pieces = _pieces(root)
    if not pieces:
        raise _NotMathematics("nothing to typeset")
    whole = ET.Element("span", {"class": "math"})
    for piece in pieces:
        if len(whole):
            ET.SubElement(whole, "wbr")
        whole.append(piece)
    return Markup(ET.tostring(whole, encoding="unicode").replace(" />", "/>"))


def _as_text(latex: str, why: str) -> Markup:
    return Markup('<code class="latex" title="{}">{}</code>').format(f"not typeset ({why[:80]})", latex)


def _tree(latex: str) -> ET.Element:
    # `aligned` is not known to the converter, `align*` is and means the same here; `*` of an operator moves
    # its limits only.
    latex = re.sub(r"\\(begin|end)\{(aligned|align|gathered|split)\}", r"\\\1{align*}", latex)
    latex = re.sub(r"\\operatorname\*?", r"\\mathrm", latex).replace(r"\boldsymbol", r"\mathbf")
    root = convert_to_element(latex)
    for element in root.iter():
        # The converter writes symbols as entities and leaves text as it came: plain text here, escaped when
        # it is written.
        element.text = html.unescape(element.text or "")
        if element.tag not in ALLOWED_TAGS:
            raise ValueError(f"element {element.tag} is no mathematics")
        if element.tag in LEAVES and len(element):
            raise ValueError(f"{element.tag} holds markup")
        for name in [name for name in element.attrib if name not in ALLOWED_ATTRIBUTES]:
            del element.attrib[name]
        # After \\big the converter leaves the name of a bracket as it came.
        element.text = BRACKETS.get(element.text, element.text)
        if element.text.startswith("\\") and element.tag != "mtext":
            raise ValueError(f"unknown command {element.text}")
    _tidy(root)
    return root


def _tidy(parent: ET.Element) -> None:
    for child in parent:
        _tidy(child)
    _join_upright(parent)
    _grow_brackets(parent)
    for i, child in enumerate(parent):
        if child.tag == "mrow" and len(child) == 1 and parent.tag != "math":
            parent[i] = child = child[0]
        if child.tag == "mo":
            _space_operator(child, parent, i)
        elif child.get("mathvariant", "normal") != "normal" and child.text:
            child.text = in_alphabet(child.text, child.attrib.pop("mathvariant"))


def _space_operator(operator: ET.Element, parent: ET.Element, place: int) -> None:
    text = operator.text or ""
    operator.attrib.pop("fence", None)  # no browser minds it
    if text[:1].isalpha():
        # A word such as "min" takes the spacing of a relation by default: right in an index never, elsewhere
        # too wide.
        if parent.tag in ("msub", "msup", "msubsup", "munder", "mover") and place > 0:
            operator.tag = "mi"
            operator.attrib.clear()
        else:
            operator.set("lspace", "0.17em")
            operator.set("rspace", "0.17em")
    elif text in ("‖", "|", "∥"):
        if operator.get("minsize") is not None:
            # Browsers let a bar grow at the ends of a row alone: in its middle they take it for a relation.
            operator.set("stretchy", "true")
        operator.set("lspace", "0")
        operator.set("rspace", "0")


def _grow_brackets(parent: ET.Element) -> None:
    r"""Let \Bigr) grow under an exponent: a bracket that is itself the base of a power keeps its size."""
    for script in parent:
        if script.tag in ("msup", "msub", "msubsup") and len(script) and script[0].get("minsize") is not None:
            row = ET.Element("mrow")
            row.extend([ET.Element("mi"), script[0]])
            script[0] = row


def _join_upright(parent: ET.Element) -> None:
    """Merge runs of upright letters: \\mathrm{softmax} is one word, not seven variables."""
    word: ET.Element | None = None
    for child in list(parent):
        upright = child.tag == "mi" and child.get("mathvariant") == "normal" and len(child.text or "") == 1
        if not upright or parent.tag != "mrow":
            word = None
        elif word is None:
            word = child
        else:
            word.text = (word.text or "") + (child.text or "")
            word.attrib.pop("mathvariant", None)
            parent.remove(child)


def _pieces(root: ET.Element) -> list[ET.Element]:
    """The formula cut after relations and commas, and before long summands, so that a line can end there."""
    row = root
    while len(row) == 1 and row[0].tag == "mrow":
        row = row[0]
    children = list(row)
    if not children:
        return []
    if sum(1 for _ in root.iter()) <= SHORT:
        return [_math(children)]
    pieces: list[list[ET.Element]] = [[]]
    depth = 0
    for child in children:
        sign = (child.text or "").strip() if child.tag == "mo" else ""
        scripted = child.tag in ("msub", "msup", "msubsup") and len(child) > 0
        bracket = next((mo.text or "" for mo in child[0].iter("mo")), "") if scripted else sign
        depth += (bracket in OPEN) - (bracket in CLOSE)
        if depth <= 0 and sign in ("+", "−") and _size(pieces[-1]) > SHORT:
            child.set("form", "infix")
            pieces.append([])
        if child.tag == "mspace" and not pieces[-1] and len(pieces) > 1:
            pieces[-2].append(child)  # a space ends a line, it does not begin one
            continue
        pieces[-1].append(child)
        ends = depth <= 0 and (sign in RELATIONS or sign == "," or child.tag == "mspace")
        if ends and _size(pieces[-1]) > 2:
            if sign:
                child.set("form", "infix")
            pieces.append([])
    return [_math(piece) for piece in pieces if piece]


def _size(elements: list[ET.Element]) -> int:
    return sum(1 for element in elements for part in element.iter() if part.tag in LEAVES)


def _math(children: list[ET.Element]) -> ET.Element:
    math = ET.Element("math")
    math.extend(children)
    return math
