"""All checks of one report: of its tables, of its text against them, and of the text itself."""

from collections.abc import Sequence

from extract.checks import Check, run_checks
from extract.facts import Fact
from extract.identity import Identity
from extract.mapping import MappedForm
from extract.prose_checks import prose_checks
from extract.sections import SectionText
from extract.text_checks import text_checks


def checks_of_report(
    identity: Identity, sections: Sequence[SectionText], facts: Sequence[Fact], mapped: MappedForm | None
) -> tuple[Check, ...]:
    """Return the results of every rule that one report can answer; without tables only those of its period."""
    if mapped is None:
        return tuple(text_checks(identity, sections, {}, None))
    return (
        *run_checks(mapped.form, mapped.cells),
        *prose_checks(mapped.form, mapped.cells, facts, identity.scope, identity.agency),
        *text_checks(identity, sections, mapped.cells, mapped.form.id),
    )
