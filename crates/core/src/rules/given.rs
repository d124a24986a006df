//! What the rules' tests share: the rows of a few facts, each judged as ordinary and as migrated.

use uuid::Uuid;

use super::{Context, Violation, added};
use crate::day::Period;
use crate::entries::Fact;
use crate::entry::{Body, Draft, Migrated};
use crate::ids::{EntryId, Seq};
use crate::instant::Instant;
use crate::row::{Row, StreamFact};
use crate::stream::StreamId;

/// A stream in the making, positions from 1. What is in force is decided by histories, outside the core; here a replacement
/// takes the place of what it replaces, and no more.
pub(super) struct Given<F> {
    in_force: Vec<Row<F>>,
    replaced: Vec<Row<F>>,
    migrated: bool,
    next: u64,
}

impl<F: StreamFact> Given<F> {
    /// Nothing recorded.
    pub(super) fn nothing(migrated: bool) -> Given<F> {
        Given { in_force: Vec::new(), replaced: Vec::new(), migrated, next: 1 }
    }

    /// Nothing recorded, and ordinary entries from a position on.
    pub(super) fn from(next: u64) -> Given<F> {
        Given { next, ..Given::nothing(false) }
    }

    /// Replaces the entry at a position, on a day of its own.
    pub(super) fn replaced(mut self, target: u64, recorded: &str, effective: &str, fact: impl Into<F>) -> Given<F> {
        let place = self.in_force.iter().position(|row| row.seq == Seq(target)).unwrap();
        let old = self.in_force.remove(place);
        self.state(recorded, effective, Some(&old), &fact.into().into_fact());
        self.replaced.push(old);
        self
    }

    /// Records a fact on its effective period's last day.
    pub(super) fn on(self, effective: &str, fact: impl Into<F>) -> Given<F> {
        let recorded = period(effective).end().to_string();
        self.recorded(&recorded, effective, fact)
    }

    /// Records a fact on a day of its own.
    pub(super) fn recorded(mut self, recorded: &str, effective: &str, fact: impl Into<F>) -> Given<F> {
        self.state(recorded, effective, None, &fact.into().into_fact());
        self
    }

    fn state(&mut self, recorded: &str, effective: &str, corrected: Option<&Row<F>>, fact: &Fact) {
        let at: Instant = format!("{recorded}T12:00:00Z").parse().unwrap();
        let migrated = self.migrated.then(|| Migrated { batch: "b1".into(), written: at });
        let draft = Draft {
            id: EntryId(Uuid::from_u128(u128::from(self.next))),
            stream: StreamId::Ledger,
            effective: period(effective),
            actor: "tester".parse().unwrap(),
            on_behalf_of: None,
            source: None,
            target: corrected.map(|row| row.id),
            migrated,
            body: Body::Fact(fact.clone()),
        };
        let entry = draft.placed(Seq(self.next), at, self.next);
        self.in_force.push(Row::stated(entry, fact.clone(), corrected).unwrap());
        self.in_force.sort_by_key(|row| (row.holds, row.slot, row.seq));
        self.next += 1;
    }

    /// The rows in force.
    pub(super) fn rows(&self) -> Vec<&Row<F>> {
        self.in_force.iter().collect()
    }

    /// The rows that were replaced.
    pub(super) fn corrected(&self) -> Vec<&Row<F>> {
        self.replaced.iter().collect()
    }
}

/// A day, or two with `..` between, and after `~` the text that it was read from.
pub(super) fn period(text: &str) -> Period {
    if let Some((days, written)) = text.split_once('~') {
        return period(days).written(written);
    }
    match text.split_once("..") {
        Some((start, end)) => Period::new(start.parse().unwrap(), end.parse().unwrap()).unwrap(),
        None => Period::day(text.parse().unwrap()),
    }
}

/// A context that asks on a day.
pub(super) fn as_of(day: &str) -> Context {
    Context { as_of: Some(day.parse().unwrap()), ..Context::default() }
}

/// A fact in any family, from its type's name and the fields in JSON: rules are tested by what people record.
pub(super) fn fact<F: StreamFact>(type_name: &str, fields: serde_json::Value) -> F {
    let fact = Fact::proposed(type_name, fields.to_string().as_bytes()).unwrap().unwrap();
    F::from_fact(fact).unwrap()
}

/// The violations as lines: rule, entries, weight, sentence.
pub(super) fn lines(violations: &[Violation]) -> Vec<String> {
    let line = |v: &Violation| {
        let entries: Vec<String> = v.entries.iter().map(ToString::to_string).collect();
        format!("{} [{}] {}: {}", v.rule, entries.join(" "), v.weight, v.what)
    };
    violations.iter().map(line).collect()
}

/// Something recorded: when, or `recorded@when` where the two differ; the type; the fields.
pub(super) type Step = (&'static str, &'static str, serde_json::Value);

/// A rule's given, when and then: what stands, what is recorded, which violations of refusing kinds that adds.
pub(super) struct Case {
    pub(super) given: Vec<Step>,
    pub(super) when: Vec<Step>,
    pub(super) then: Vec<&'static str>,
}

/// The stream of some steps.
pub(super) fn told<F: StreamFact>(steps: &[Step], migrated: bool) -> Given<F> {
    steps.iter().fold(Given::nothing(migrated), |given, (when, type_name, fields)| {
        let fact: F = fact(type_name, fields.clone());
        match when.split_once('@') {
            Some((recorded, effective)) => given.recorded(recorded, effective, fact),
            None => given.on(when, fact),
        }
    })
}

/// Walks a table: what is given breaks nothing of a refusing kind, what is recorded then adds exactly these, and the same
/// history breaks the same when it was migrated.
pub(super) fn walk<F: StreamFact>(cases: &[Case], judge: impl Fn(&[&Row<F>]) -> Vec<Violation>) {
    for case in cases {
        let all: Vec<Step> = case.given.iter().chain(&case.when).cloned().collect();
        let judged = |steps: &[Step], migrated: bool| judge(&told::<F>(steps, migrated).rows());
        for migrated in [false, true] {
            let before = judged(&case.given, migrated);
            assert_eq!(lines(&refusing(&before)), Vec::<String>::new(), "given");
            let after = judged(&all, migrated);
            let new: Vec<Violation> = added(&before, &after).into_iter().cloned().collect();
            assert_eq!(lines(&new), case.then, "migrated: {migrated}");
            assert!(added(&after, &after).is_empty());
        }
    }
}

/// Only what refuses.
pub(super) fn refusing(violations: &[Violation]) -> Vec<Violation> {
    violations.iter().filter(|violation| violation.rule.refuses()).cloned().collect()
}

/// Only what does not.
pub(super) fn findings(violations: &[Violation]) -> Vec<Violation> {
    violations.iter().filter(|violation| !violation.rule.refuses()).cloned().collect()
}
