//! What the catalogue says of the texts of a field, in an entry of any family.

use super::{Rule, Violation};
use crate::entries::{Fact, FigureEntry};
use crate::identity::is_blank;
use crate::row::Row;

/// What a row breaks of it.
pub(super) fn broken<F>(row: &Row<F>, fact: &Fact) -> Vec<Violation> {
    blank(row, fact).into_iter().chain(part(row, fact)).collect()
}

/// A required text, a text of a list or a label of a map that shows nothing.
fn blank<F>(row: &Row<F>, fact: &Fact) -> Option<Violation> {
    let field = fact.blank_field()?;
    let what = format!("{} on {} has no text in {field}", fact.type_name(), row.day());
    Some(Violation::new(Rule::BlankText, vec![row.seq], what))
}

/// The part of a programme that a published number is about: which dimensions there are is a matter for answers.
fn part<F>(row: &Row<F>, fact: &Fact) -> Option<Violation> {
    let Fact::Figure(FigureEntry::Published(body)) = fact else { return None };
    let mut pieces = body.part.as_ref()?.as_str().split(';').filter(|piece| !is_blank(piece));
    let written = |piece: &str| piece.split_once('=').is_some_and(|(name, value)| !is_blank(name) && !is_blank(value));
    let what = || format!("figure.published on {} names a part that is not written dimension=value", row.day());
    pieces.any(|piece| !written(piece)).then(|| Violation::new(Rule::PartMalformed, vec![row.seq], what()))
}
