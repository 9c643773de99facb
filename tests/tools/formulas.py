"""Find the same formula written twice.

A formula is an arithmetic expression. Names do not matter (`c * (1 - c) / n` is `p * (1.0 - p) / size`),
nor the order of the operands of + and *, nor casts of literals (`R(1.0)`), nor which square root is
called, nor what surrounds it: every subexpression counts. So each is parsed, put in a canonical form,
and compared. Small expressions (`a - b`, `n * x`) are no formulas; see `weight`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sources import without_comments

_TOKEN = re.compile(
    r"(?P<number>(?:\d[\d']*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFlLuU]*)"
    r"|(?P<name>[A-Za-z_]\w*(?:\s*(?:::|\.|->)\s*(?:template\s+)?[A-Za-z_]\w*)*)"
    r"|(?P<other>->|<<=|>>=|<=>|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[+\-*/%&|^]=|::|.)",
    re.DOTALL,
)
_TEMPLATE_CALL = re.compile(r"(?<=\w)<[\w:, ]*>(?=\s*[({])")
_CASTS = {"R", "double", "float", "static_cast"}
_SAME_FUNCTION = {"sqrt": "root", "magnitude": "abs", "fabs": "abs"}
_MATHEMATICAL = {
    "root",
    "abs",
    "exp",
    "log",
    "log1p",
    "expm1",
    "pow",
    "floor",
    "ceil",
    "round",
    "cbrt",
    "hypot",
}
_KEYWORDS = {
    "return",
    "case",
    "else",
    "throw",
    "new",
    "delete",
    "typename",
    "template",
    "const",
    "constexpr",
    "auto",
}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
# A formula has at least this many operators and this weight: `c * (1 - c) / n` has 3 and 5.
_MIN_OPERATORS = 2
_MIN_WEIGHT = 5


@dataclass(frozen=True)
class Node:
    """An expression: a leaf (`number` or `name`), or an operator or function with its operands."""

    kind: str
    text: str
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Formula:
    """One place where a formula stands."""

    canonical: str
    file: str
    line: int


def _shape(node: Node) -> str:
    """Return a node's form without names."""
    if node.kind == "name":
        return "x"
    if node.kind == "number":
        return node.text
    shapes = [_shape(child) for child in node.children]
    if node.text in {"+", "*"}:
        shapes.sort()
    return f"{node.text}({','.join(shapes)})"


def canonical(node: Node) -> str:
    """Return the form in which two writings of one formula agree."""
    names: dict[str, str] = {}

    def write(n: Node) -> str:
        if n.kind == "name":
            return names.setdefault(n.text, f"v{len(names)}")
        if n.kind == "number":
            return n.text
        children = sorted(n.children, key=_shape) if n.text in {"+", "*"} else n.children
        return f"{n.text}({','.join(write(c) for c in children)})"

    return write(node)


def weight(node: Node) -> int:
    """Return how much an expression says: operators and calls, repeated names, and literals.

    `(1 - c) / n` weighs 3, `a * b - c * d` weighs 3, `c * (1 - c) / n` weighs 5.
    """
    nodes = list(node.walk())
    names = Counter(n.text for n in nodes if n.kind == "name")
    return (
        sum(max(1, len(n.children) - 1) for n in nodes if n.kind == "operator")
        + sum(n.kind == "call" for n in nodes)
        + sum(count - 1 for count in names.values())
        + sum(n.kind == "number" for n in nodes)
    )


def is_formula(node: Node) -> bool:
    """Say whether an expression is large enough that a second copy of it is a second copy of a formula."""
    if node.kind != "operator" and not (node.kind == "call" and node.text in _MATHEMATICAL):
        return False
    operators = sum(max(1, len(n.children) - 1) for n in node.walk() if n.kind == "operator")
    return operators >= _MIN_OPERATORS and weight(node) >= _MIN_WEIGHT


class _Parser:
    """Reads arithmetic expressions out of C++ tokens; whatever is not arithmetic ends an expression."""

    def __init__(self, text: str) -> None:
        clean = _TEMPLATE_CALL.sub(lambda m: " " * len(m.group(0)), without_comments(text))
        clean = re.sub(r"^[ \t]*#[^\n]*", "", clean, flags=re.MULTILINE)
        self._tokens: list[tuple[str, str, int]] = []
        line = 1
        for match in _TOKEN.finditer(clean):
            value = match.group(0)
            if not value.isspace():
                self._tokens.append((match.lastgroup or "other", re.sub(r"\s+", "", value), line))
            line += value.count("\n")
        self._at = 0

    def expressions(self) -> Iterator[tuple[Node, int]]:
        """Yield every outermost expression with its line."""
        while self._at < len(self._tokens):
            start = self._at
            node = self._sum()
            if node is not None:
                yield node, self._tokens[start][2]
            if self._at == start:
                self._at += 1

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _sum(self) -> Node | None:
        return self._chain({"+", "-"}, self._product)

    def _product(self) -> Node | None:
        return self._chain({"*", "/"}, self._signed)

    def _chain(self, operators: set[str], operand: Callable[[], Node | None]) -> Node | None:
        left = operand()
        while left is not None and self._peek() in operators:
            mark, operator = self._at, self._peek()
            self._at += 1
            right = operand()
            if right is None:
                self._at = mark
                break
            left = _operation(operator, left, right)
        return left

    def _signed(self) -> Node | None:
        mark, sign = self._at, self._peek()
        if sign not in {"-", "+", "*", "&"}:  # the last two: a dereference, an address
            return self._postfixed()
        self._at += 1
        operand = self._signed()
        if operand is None:
            self._at = mark
            return None
        return Node("operator", "neg", (operand,)) if sign == "-" else operand

    def _postfixed(self) -> Node | None:
        node = self._primary()
        while node is not None and self._peek() in {".", "->", "["}:
            if self._peek() == "[":
                self._at += 1
                inside = self._until("]")
                node = Node("name", f"{_written(node)}[{' '.join(map(_written, inside))}]")
                continue
            self._at += 1
            member = self._peek()
            self._at += 1
            node = Node("name", f"{_written(node)}.{member}")
            if self._peek() == "(":
                self._at += 1
                arguments = self._until(")")
                node = Node("call", member, (node, *arguments)) if arguments else node
        return node

    def _primary(self) -> Node | None:
        if self._at >= len(self._tokens):
            return None
        kind, text, _ = self._tokens[self._at]
        if kind == "number":
            self._at += 1
            return Node("number", _number(text))
        if kind == "name" and text not in _KEYWORDS:
            self._at += 1
            return self._call(text) if self._peek() == "(" else Node("name", text)
        if text == "(":
            self._at += 1
            inside = self._until(")")
            return inside[0] if len(inside) == 1 else Node("call", "()", tuple(inside))
        return None

    def _call(self, name: str) -> Node:
        self._at += 1
        arguments = self._until(")")
        function = re.split(r"::|\.|->", name)[-1]
        if function in _CASTS and len(arguments) == 1:
            return arguments[0]
        function = _SAME_FUNCTION.get(function, function)
        if function not in _MATHEMATICAL and not any(a.children for a in arguments):  # size(), x(k): like a variable
            return Node("name", f"{name}({','.join(a.text for a in arguments)})")
        return Node("call", function, tuple(arguments))

    def _until(self, closing: str) -> list[Node]:
        """Read expressions up to a closing bracket, stepping over what is not arithmetic."""
        found: list[Node] = []
        open_brackets = [closing]
        while self._at < len(self._tokens):
            token = self._peek()
            if token == open_brackets[-1]:
                open_brackets.pop()
                self._at += 1
                if not open_brackets:
                    break
                continue
            if token in {"[", "{"}:
                open_brackets.append(_CLOSING[token])
                self._at += 1
                continue
            start = self._at
            node = self._sum()
            if node is not None:
                found.append(node)
            if self._at == start:
                self._at += 1
        return found


def _written(node: Node) -> str:
    if not node.children:
        return node.text
    return f"{node.text}({','.join(map(_written, node.children))})"


def _operation(operator: str, left: Node, right: Node) -> Node:
    if operator in {"-", "/"}:
        return Node("operator", operator, (left, right))
    operands: list[Node] = []
    for side in (left, right):
        operands.extend(side.children if side.kind == "operator" and side.text == operator else (side,))
    return Node("operator", operator, tuple(operands))


def _number(text: str) -> str:
    digits = text.replace("'", "").rstrip("fFlLuU")
    try:
        return repr(float(digits))
    except ValueError:  # 0x..., 0b...
        return text


def formulas(text: str, file: str) -> Iterator[Formula]:
    """Yield every formula of a C++ text, and every part of one that is a formula itself."""
    for expression, line in _Parser(text).expressions():
        # Once an expression: the two terms of v0^2 / (n0 - 1) + v1^2 / (n1 - 1) are one formula's.
        forms = {canonical(node) for node in expression.walk() if is_formula(node)}
        yield from (Formula(form, file, line) for form in sorted(forms))


def duplicates(texts: Iterable[tuple[str, str]]) -> dict[str, list[Formula]]:
    """Return the formulas that stand in more than one place of some (file, text) pairs, largest first."""
    places: dict[str, list[Formula]] = defaultdict(list)
    for file, text in texts:
        for formula in formulas(text, file):
            places[formula.canonical].append(formula)
    return {form: found for form, found in sorted(places.items(), key=lambda item: -len(item[0])) if len(found) > 1}
