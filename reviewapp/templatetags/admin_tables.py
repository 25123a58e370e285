"""Mend what Django's own tables of rows below a row leave unsaid."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter(is_safe=True)
def without_empty_heading(table: str) -> str:
    """Return a table whose columns without a name have a cell in the head, and no heading."""
    table = table.replace('<th class="original"></th>', '<td class="original"></td>')
    return table.replace("<th></th>", "<td></td>")
