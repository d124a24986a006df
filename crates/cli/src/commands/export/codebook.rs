//! The codebook of each format, with the labels that tables have.

use std::collections::BTreeSet;

use hovedbok_interchange::exports::codebook::{Label, Line, columns, states, words};
use hovedbok_interchange::exports::rows::{Course, SpellKind};
use hovedbok_interchange::exports::states::{Codes, Met};
use hovedbok_interchange::exports::tables::{self, Table};
use hovedbok_interchange::exports::{bitemporal, bupar, counting, giving, spell, sps, sts};
use hovedbok_present::{Lang, words as labels};

use super::To;

/// What a word of the ledger is called.
fn label(key: &str) -> Label {
    Label { en: labels::label(Lang::En, key), nb: labels::label(Lang::Nb, key) }
}

/// The lines about the columns of a table.
pub(super) fn table(table: &Table) -> Vec<Line> {
    columns(table.name, table.columns.iter().map(|column| column.name), &label)
}

/// The lines about the bitemporal table.
pub(super) fn bitemporal() -> Vec<Line> {
    let kinds = ["status", "stay", "step", "measure", "benefit"];
    let mut lines = table(&bitemporal::TABLE);
    lines.extend(words(bitemporal::TABLE.name, "kind", kinds, &label));
    lines
}

/// The lines about the marks of grants.
pub(super) fn grants() -> Vec<Line> {
    words("grants", "classifications", giving::MARKS, &label)
}

/// Words that courses have, each once.
#[derive(Default)]
struct Words(BTreeSet<String>);

impl Words {
    fn add(&mut self, word: &str) {
        if !self.0.contains(word) {
            self.0.insert(word.to_owned());
        }
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// What the codebook is about, as it is seen in courses one after the other.
#[derive(Default)]
pub(super) struct Seen {
    met: Met,
    sexes: Words,
    destinations: Words,
    statuses: Words,
    benefits: Words,
    owners: Words,
    outcomes: Words,
    /// The types of entries.
    types: Words,
    /// What they say.
    fields: Words,
}

impl Seen {
    /// Looks at a course.
    pub(super) fn see(&mut self, course: &Course) {
        self.met.meet(course);
        course.sex.iter().for_each(|sex| self.sexes.add(sex));
        let left = course.stays.iter().filter_map(|stay| stay.destination.as_deref());
        left.for_each(|destination| self.destinations.add(destination));
        for spell in &course.spells {
            match spell.kind {
                SpellKind::Status => self.statuses.add(&spell.code),
                SpellKind::Benefit => self.benefits.add(&spell.code),
                // The data's own.
                SpellKind::Step | SpellKind::Measure => {}
            }
            spell.owner.iter().for_each(|owner| self.owners.add(owner));
            spell.outcome.iter().for_each(|outcome| self.outcomes.add(outcome));
        }
        for event in &course.events {
            self.types.add(&event.type_name);
            event.values.iter().for_each(|(field, _)| self.fields.add(field));
        }
    }

    /// The codes of the states.
    pub(super) fn codes(&self) -> Codes {
        self.met.clone().codes()
    }
}

/// The lines about a format of courses.
pub(super) fn of(to: To, seen: &Seen) -> Vec<Line> {
    let (name, mut lines) = (to.word(), Vec::new());
    let codes = &seen.codes();
    match to {
        To::Spell | To::Sts | To::Sps => {
            let own: &[&str] = if to == To::Spell {
                &spell::COLUMNS
            } else if to == To::Sts {
                &sts::COLUMNS
            } else {
                &sps::COLUMNS
            };
            lines.extend(columns(name, own.iter().copied(), &label));
            lines.extend(states(name, "state", codes, true, &label));
        }
        To::Counting => {
            lines.extend(table(&counting::TABLE));
            lines.extend(words(name, "istate", [counting::INITIAL], &label));
            lines.extend(words(name, "event", [counting::CENSOR], &label));
            lines.extend(words(name, "event", seen.destinations.iter(), &label));
            lines.extend(states(name, "state", codes, false, &label));
            lines.extend(words(name, "sex", seen.sexes.iter(), &label));
        }
        To::Bupar => {
            lines.extend(table(&bupar::TABLE));
            lines.extend(words(name, "lifecycle_id", ["start", "complete"], &label));
            lines.extend(of_spells(name, seen));
            lines.extend(types(name, "code", seen));
        }
        To::Ocel | To::Xes => {
            lines.extend(columns(name, attributes(to, seen), &label));
            lines.extend(types(name, "type", seen));
            lines.extend(words(name, "status", seen.statuses.iter(), &label));
            lines.extend(words(name, "sex", seen.sexes.iter(), &label));
            if to == To::Ocel {
                lines.extend(words(name, "owner", seen.owners.iter(), &label));
            }
        }
        To::Datapackage | To::Parquet => {
            tables::ALL.iter().for_each(|(own, _)| lines.extend(table(own)));
            let (enrolments, stays) = (tables::ENROLMENTS.name, tables::STAYS.name);
            lines.extend(words(enrolments, "status", seen.statuses.iter(), &label));
            lines.extend(words(stays, "destination", seen.destinations.iter(), &label));
            lines.extend(of_spells(tables::SPELLS.name, seen));
            lines.extend(states(tables::STATES.name, "state", codes, false, &label));
            lines.extend(types(tables::EVENTS.name, "type", seen));
        }
        To::Jsonl | To::Journal | To::Bitemporal | To::Giving | To::Vintages => {}
    }
    lines
}

/// The lines about the codes of spells: kinds, statuses, benefits, owners and outcomes. Measures and steps are the data's.
fn of_spells(table: &str, seen: &Seen) -> Vec<Line> {
    let kinds = [SpellKind::Status, SpellKind::Step, SpellKind::Measure, SpellKind::Benefit].map(SpellKind::word);
    let coded: BTreeSet<&str> = seen.statuses.iter().chain(seen.benefits.iter()).collect();
    let mut lines = words(table, "kind", kinds, &label);
    lines.extend(words(table, "code", coded, &label));
    lines.extend(words(table, "owner", seen.owners.iter(), &label));
    lines.extend(words(table, "outcome", seen.outcomes.iter(), &label));
    lines
}

/// The attributes of traces and events, or of objects and events: those of the format, and the fields that events have.
fn attributes(to: To, seen: &Seen) -> BTreeSet<&str> {
    let mut attributes: BTreeSet<&str> = seen.fields.iter().collect();
    attributes.extend(["participant", "enrolment", "placement", "programme", "birth_month", "sex", "status"]);
    if to == To::Ocel {
        attributes.extend(["office", "target_group", "measure", "owner", "step", "provider"]);
    } else {
        attributes.insert("entry");
    }
    attributes
}

/// The lines about the types of entries: their family and what happened.
fn types(table: &str, column: &str, seen: &Seen) -> Vec<Line> {
    words(table, column, seen.types.iter(), &|name| match name.split_once('.') {
        Some((family, what)) => {
            let (family, what) = (label(family), label(what));
            Label { en: format!("{}: {}", family.en, what.en), nb: format!("{}: {}", family.nb, what.nb) }
        }
        None => label(name),
    })
}

#[cfg(test)]
mod tests {
    use hovedbok_core::entries::codes::{BenefitKind, Destination, Outcome, Owner, Sex};
    use hovedbok_interchange::exports::{bitemporal, vintages};
    use hovedbok_state::Status;

    use super::*;

    #[test]
    fn every_column_and_code_has_a_label_in_both_languages() {
        let tables = tables::ALL.iter().map(|(table, _)| *table);
        let tables = tables.chain([&counting::TABLE, &bupar::TABLE, &bitemporal::TABLE, &vintages::TABLE]);
        let columns = tables.flat_map(|table| table.columns.iter().map(|column| column.name));
        let sequences = [&spell::COLUMNS[..], &sts::COLUMNS, &sps::COLUMNS].concat();
        let codes = [
            Status::ALL.iter().map(|code| code.word()).collect::<Vec<_>>(),
            Destination::ALL.iter().map(|code| code.word()).collect(),
            Outcome::ALL.iter().map(|code| code.word()).collect(),
            Owner::ALL.iter().map(|code| code.word()).collect(),
            Sex::ALL.iter().map(|code| code.word()).collect(),
            BenefitKind::ALL.iter().map(|code| code.word()).collect(),
            vec!["stay", "step", "measure", "benefit", "start", "complete", counting::CENSOR],
            giving::MARKS.to_vec(),
        ];
        for key in columns.chain(sequences).chain(codes.concat()) {
            for lang in [Lang::En, Lang::Nb] {
                assert!(!labels::say(lang, key).is_empty(), "{key}");
            }
        }
    }
}
