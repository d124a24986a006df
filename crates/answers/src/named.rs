//! Which entries have a name that a question is narrowed to.

use hovedbok_core::entries::names::NameKind;
use hovedbok_core::identity::same;
use hovedbok_core::{Fact, StreamId};
use hovedbok_programmes::is_municipality;

use crate::spellings::{Spellings, dimensions};

/// The names that a text can stand for; a municipality is found by looser rules than a name.
pub fn meant<'a>(names: &'a Spellings, kind: NameKind, name: &'a str) -> Vec<&'a str> {
    if kind == NameKind::Municipality {
        return names.of(kind).filter(|own| is_municipality(own, name)).collect();
    }
    vec![name]
}

/// Whether a plan is named after a programme.
pub fn of_plan(plan: &str, programme: &str) -> bool {
    plan.split('.').next().is_some_and(|own| same(own, programme))
}

/// Whether an entry has the name, in its body or as its stream's.
pub fn has(stream: &StreamId, fact: &Fact, kind: NameKind, name: &str) -> bool {
    let mut has = kind == NameKind::Programme && stream.programme().is_some_and(|own| same(own.as_str(), name));
    let mut found = |own: NameKind, text: &str| has |= (own == kind || own == kind.shared()) && same(text, name);
    stream.names(&mut found);
    fact.names(&mut |own, text| {
        if own == NameKind::Part {
            dimensions(text).for_each(|(_, own, value)| own.into_iter().for_each(|own| found(own, value)));
        } else {
            found(own, text);
        }
    });
    has
}
