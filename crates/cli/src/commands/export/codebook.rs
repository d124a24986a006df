//! The codebook of each format, with the labels that tables have.

use std::collections::BTreeSet;

use hovedbok_interchange::exports::codebook::{Label, Line, columns, states, words};
use hovedbok_interchange::exports::rows::{Course, SpellKind};
use hovedbok_interchange::exports::states::Codes;
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

/// The lines about a format of courses.
pub(super) fn of(to: To, courses: &[Course], codes: &Codes) -> Vec<Line> {
    let (name, mut lines) = (to.word(), Vec::new());
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
            lines.extend(words(name, "event", destinations(courses), &label));
            lines.extend(states(name, "state", codes, false, &label));
            lines.extend(words(name, "sex", sexes(courses), &label));
        }
        To::Bupar => {
            lines.extend(table(&bupar::TABLE));
            lines.extend(words(name, "lifecycle_id", ["start", "complete"], &label));
            lines.extend(of_spells(name, courses));
            lines.extend(types(name, "code", courses));
        }
        To::Ocel | To::Xes => {
            lines.extend(columns(name, attributes(to, courses), &label));
            lines.extend(types(name, "type", courses));
            lines.extend(words(name, "status", statuses(courses), &label));
            lines.extend(words(name, "sex", sexes(courses), &label));
            if to == To::Ocel {
                let owners =
                    courses.iter().flat_map(|course| &course.spells).filter_map(|spell| spell.owner.as_deref());
                lines.extend(words(name, "owner", owners.collect::<BTreeSet<_>>(), &label));
            }
        }
        To::Datapackage | To::Parquet => {
            tables::ALL.iter().for_each(|(own, _)| lines.extend(table(own)));
            let (enrolments, stays) = (tables::ENROLMENTS.name, tables::STAYS.name);
            lines.extend(words(enrolments, "status", statuses(courses), &label));
            lines.extend(words(stays, "destination", destinations(courses), &label));
            lines.extend(of_spells(tables::SPELLS.name, courses));
            lines.extend(states(tables::STATES.name, "state", codes, false, &label));
            lines.extend(types(tables::EVENTS.name, "type", courses));
        }
        To::Jsonl | To::Journal | To::Bitemporal | To::Giving | To::Vintages => {}
    }
    lines
}

/// The lines about the codes of spells: kinds, statuses, benefits, owners and outcomes. Measures and steps are the data's.
fn of_spells(table: &str, courses: &[Course]) -> Vec<Line> {
    let kinds = [SpellKind::Status, SpellKind::Step, SpellKind::Measure, SpellKind::Benefit].map(SpellKind::word);
    let all = || courses.iter().flat_map(|course| &course.spells);
    let coded = all().filter(|spell| matches!(spell.kind, SpellKind::Status | SpellKind::Benefit));
    let coded: BTreeSet<&str> = coded.map(|spell| spell.code.as_str()).collect();
    let owners: BTreeSet<&str> = all().filter_map(|spell| spell.owner.as_deref()).collect();
    let outcomes: BTreeSet<&str> = all().filter_map(|spell| spell.outcome.as_deref()).collect();
    let mut lines = words(table, "kind", kinds, &label);
    lines.extend(words(table, "code", coded, &label));
    lines.extend(words(table, "owner", owners, &label));
    lines.extend(words(table, "outcome", outcomes, &label));
    lines
}

/// The attributes of traces and events, or of objects and events: those of the format, and the fields that events have.
fn attributes(to: To, courses: &[Course]) -> BTreeSet<&str> {
    let events = courses.iter().flat_map(|course| &course.events);
    let mut attributes: BTreeSet<&str> =
        events.flat_map(|event| &event.values).map(|(field, _)| field.as_str()).collect();
    attributes.extend(["participant", "enrolment", "placement", "programme", "birth_month", "sex", "status"]);
    if to == To::Ocel {
        attributes.extend(["office", "target_group", "measure", "owner", "step", "provider"]);
    } else {
        attributes.insert("entry");
    }
    attributes
}

fn sexes(courses: &[Course]) -> BTreeSet<&str> {
    courses.iter().filter_map(|course| course.sex.as_deref()).collect()
}

fn statuses(courses: &[Course]) -> BTreeSet<&str> {
    let all = courses.iter().flat_map(|course| &course.spells).filter(|spell| spell.kind == SpellKind::Status);
    all.map(|spell| spell.code.as_str()).collect()
}

fn destinations(courses: &[Course]) -> BTreeSet<&str> {
    courses.iter().flat_map(|course| &course.stays).filter_map(|stay| stay.destination.as_deref()).collect()
}

/// The lines about the types of entries: their family and what happened.
fn types(table: &str, column: &str, courses: &[Course]) -> Vec<Line> {
    let all: BTreeSet<&str> =
        courses.iter().flat_map(|course| &course.events).map(|event| event.type_name.as_str()).collect();
    words(table, column, all, &|name| match name.split_once('.') {
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
