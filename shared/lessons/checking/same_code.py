"""Whether two scripts are the same program, told in two languages."""

import ast


def same_code(first: str, second: str) -> bool:
    """Whether they differ in comments and the text of strings only; keys of dictionaries count as code."""
    return _without_strings(first) == _without_strings(second)


def _without_strings(source: str) -> str:
    return ast.dump(_WithoutStrings().visit(ast.parse(source)))


class _WithoutStrings(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        """What an f-string puts in, in any order: languages order differently."""
        put_in = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        return ast.JoinedStr(sorted(put_in, key=ast.dump))

    def visit_Dict(self, node: ast.Dict) -> ast.Dict:
        return ast.Dict(node.keys, [self.visit(value) for value in node.values])
