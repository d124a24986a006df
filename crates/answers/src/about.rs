//! What streams are about, and whether they have migrated entries.

use std::collections::BTreeSet;

use hovedbok_core::{Name, PersonEntry, Row, StreamId, rules};
use hovedbok_projection::{At, Projection, Timeline};

use crate::projections::{Each, Needs, Projections};

impl Projections {
    /// The programme that a stream is about; of a plan the one that it belongs to.
    pub fn programme_of(&self, stream: &StreamId, at: At) -> Option<Name> {
        match stream {
            StreamId::Plan(plan) => hovedbok_milestones::programme_of(&self.milestones, plan, at.known_at),
            StreamId::Participant(_)
            | StreamId::Programme(_)
            | StreamId::Fund(_)
            | StreamId::Risk(_)
            | StreamId::Figure(_)
            | StreamId::Ledger
            | StreamId::Other(_) => stream.programme(),
        }
    }

    /// Whether anything in these projections was migrated, as far as it is about a programme.
    pub(crate) fn migrated(&self, needs: Needs, programme: Option<&Name>, at: At) -> bool {
        let named = |stream: &StreamId| {
            let own = self.programme_of(stream, at);
            programme.is_none() || own.is_none() || own.as_ref() == programme
        };
        // A person may be in several programmes, so the persons are looked at one by one.
        let mut others = Migrated { at, takes: &named, found: false };
        self.needed(Needs { state: false, ..needs }).each(&mut others);
        others.found || (needs.state && self.everybody().rests_on_migrated(programme, at))
    }
}

/// What streams are about at a point of both times, with merged persons gathered once.
pub(crate) struct About<'p> {
    projections: &'p Projections,
    merged: Vec<BTreeSet<StreamId>>,
    at: At,
}

impl<'p> About<'p> {
    /// What the streams of these projections are about.
    pub(crate) fn of(projections: &'p Projections, at: At) -> About<'p> {
        About { projections, merged: hovedbok_state::merged(&projections.state), at }
    }

    /// The streams of the person that a stream is about.
    pub(crate) fn person_of(&self, stream: &StreamId) -> BTreeSet<StreamId> {
        person_of(stream, &self.merged)
    }

    /// The programmes that a stream is about; of a person all that the entries in force name, whatever their day.
    pub(crate) fn programmes_of(&self, stream: &StreamId) -> Vec<Name> {
        match stream {
            StreamId::Participant(_) => {
                let person = self.person_of(stream);
                let histories = person.iter().filter_map(|own| self.projections.state.stream(own));
                let rows: Vec<_> = histories.flat_map(|history| history.in_force(self.at.known_at)).collect();
                programmes_named(&rows)
            }
            StreamId::Programme(_)
            | StreamId::Plan(_)
            | StreamId::Fund(_)
            | StreamId::Risk(_)
            | StreamId::Figure(_)
            | StreamId::Ledger
            | StreamId::Other(_) => self.projections.programme_of(stream, self.at).into_iter().collect(),
        }
    }
}

/// The streams of the person that a stream is about; `merged` are those of persons who were ever said to be one.
pub(crate) fn person_of(stream: &StreamId, merged: &[BTreeSet<StreamId>]) -> BTreeSet<StreamId> {
    let together = merged.iter().find(|together| together.contains(stream)).cloned();
    together.unwrap_or_else(|| BTreeSet::from([stream.clone()]))
}

/// Whether anything in the streams that are taken was migrated.
struct Migrated<'t> {
    at: At,
    takes: &'t dyn Fn(&StreamId) -> bool,
    found: bool,
}

impl Each for Migrated<'_> {
    fn one<P: Projection>(&mut self, timeline: &Timeline<P>) {
        self.found = self.found || migrated(timeline, self.at, self.takes);
    }
}

/// Whether anything in the streams that are taken was migrated.
pub(crate) fn migrated<P: Projection>(timeline: &Timeline<P>, at: At, takes: &dyn Fn(&StreamId) -> bool) -> bool {
    timeline.at(at).any(|(stream, rows)| rows.iter().any(|row| row.slot_migrated) && takes(stream))
}

/// The programmes that a person's rows are about.
pub fn programmes_named(rows: &[&Row<PersonEntry>]) -> Vec<Name> {
    let named: BTreeSet<Name> = rules::person::programmes(rows).into_values().collect();
    named.into_iter().collect()
}
