//! Cohorts that programmes define by days and conditions: which there are at a state of knowledge, and the projections in
//! which the fold marks the stays that belong to them.
//!
//! A definition holds for every day asked about, as far as it is known. Whoever selects by a cohort takes the projections
//! from here, so that no question knows the difference between a defined cohort and one that intakes name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hovedbok_core::entries::ProgrammeEntry;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Day, Name, Reach, Seq, StreamId};
use hovedbok_programmes::ProgrammeFact;
use hovedbok_projection::At;
use hovedbok_state::{Cohort, Everybody, Tally, Underived, Wanted, cohort_stays};

use crate::projections::Projections;
use crate::questions::Question;

/// How everybody is counted for indicators.
type Counting<T> = dyn Fn(Everybody<'_>, &[Wanted<'_>]) -> Vec<Result<T, Underived>>;

impl Projections {
    /// The defined cohorts as known at a position, each with the entry that defines it.
    pub(crate) fn defined_cohorts(&self, known_at: Seq) -> Vec<(Seq, Cohort)> {
        let mut defined = Vec::new();
        for (stream, history) in self.programmes.streams() {
            let StreamId::Programme(programme) = stream else { continue };
            for row in history.in_force(known_at) {
                let ProgrammeFact::Programme(ProgrammeEntry::CohortDefined(definition)) = &row.fact else { continue };
                let last = definition.days.end();
                let reach = self.reach(At { as_of: last, known_at });
                let judged = reach.day(Some(programme), RecordSubject::Participants, last);
                let (programme, definition) = (programme.clone(), (**definition).clone());
                defined.push((row.seq, Cohort { programme, definition, judged }));
            }
        }
        defined
    }

    /// The defined cohorts that a question names.
    pub(crate) fn cohorts_named(&self, question: &Question, known_at: Seq) -> Vec<Cohort> {
        let names = question.names().into_iter().filter(|(kind, _)| *kind == NameKind::Cohort);
        let names: BTreeSet<String> = names.map(|(_, name)| name).collect();
        if names.is_empty() {
            return Vec::new();
        }
        let defined = self.defined_cohorts(known_at).into_iter().map(|(_, cohort)| cohort);
        defined.filter(|cohort| names.contains(cohort.definition.cohort.as_str())).collect()
    }

    /// The projections in which persons are folded with the stays of a cohort marked, where it is a defined one. The stays are
    /// those that belong to it as known at a position, whichever day is asked about.
    pub fn with_cohort(&self, cohort: Option<&Name>, programme: Option<&Name>, known_at: Seq) -> Cow<'_, Projections> {
        let Some(cohort) = cohort else { return Cow::Borrowed(self) };
        let takes = |own: &Cohort| {
            own.definition.cohort == *cohort && programme.is_none_or(|programme| own.programme == *programme)
        };
        let defined = self.defined_cohorts(known_at).into_iter().map(|(_, cohort)| cohort);
        self.marked(&defined.filter(takes).collect::<Vec<_>>(), known_at)
    }

    /// Where the records end before the day asked about, or before the last day of a defined cohort that is asked about.
    pub fn reach_for(&self, cohort: Option<&Name>, programme: Option<&Name>, at: At) -> Reach {
        let mut reach = self.reach(at).before(at.as_of);
        let Some(cohort) = cohort else { return reach };
        for (_, own) in self.defined_cohorts(at.known_at) {
            let last = own.definition.days.end();
            let asked = own.definition.cohort == *cohort && programme.is_none_or(|asked| own.programme == *asked);
            if asked && at.as_of < last && own.judged < last {
                let subject = RecordSubject::Participants;
                if let Some(end) = self.reach(At { as_of: last, ..at }).end(&own.programme, subject) {
                    reach.set(&own.programme, subject, end);
                }
            }
        }
        reach
    }

    /// The projections in which persons are folded with the stays of these cohorts marked.
    pub(crate) fn marked(&self, cohorts: &[Cohort], known_at: Seq) -> Cow<'_, Projections> {
        if cohorts.is_empty() {
            return Cow::Borrowed(self);
        }
        let stays = Arc::new(cohort_stays(self.everybody(), cohorts, known_at));
        let mut marked = self.clone();
        marked.state = marked.state.with_beside(&stays);
        if let Some(counted) = &mut marked.counted {
            counted.streams = counted.streams.with_beside(&stays);
        }
        Cow::Owned(marked)
    }

    /// Derives indicators, each with the cohorts as known at its own position.
    pub(crate) fn derived(&self, wanted: &[Wanted<'_>]) -> Vec<Result<i64, Underived>> {
        self.each_with_cohorts(wanted, &|everybody, wanted| hovedbok_state::derive_each(everybody, wanted))
    }

    /// What persons add to indicators, each with the cohorts as known at its own position.
    pub(crate) fn tallied(&self, wanted: &[Wanted<'_>]) -> Vec<Result<Tally, Underived>> {
        self.each_with_cohorts(wanted, &|everybody, wanted| hovedbok_state::tally_each(everybody, wanted))
    }

    /// Counts everybody for indicators, each with the cohorts as known at its own position.
    fn each_with_cohorts<T: Clone>(&self, wanted: &[Wanted<'_>], count: &Counting<T>) -> Vec<Result<T, Underived>> {
        let names: BTreeSet<&str> = wanted.iter().filter_map(|wanted| wanted.scope.cohort_named()).collect();
        if names.is_empty() {
            return count(self.everybody(), wanted);
        }
        let mut by_position: BTreeMap<Seq, Vec<usize>> = BTreeMap::new();
        for (number, wanted) in wanted.iter().enumerate() {
            by_position.entry(wanted.at.known_at).or_default().push(number);
        }
        let mut counted = vec![Err(Underived::NotRecorded); wanted.len()];
        for (known_at, numbers) in by_position {
            let defined = self.defined_cohorts(known_at).into_iter().map(|(_, cohort)| cohort);
            let named = |cohort: &Cohort| names.contains(cohort.definition.cohort.as_str());
            let marked = self.marked(&defined.filter(named).collect::<Vec<_>>(), known_at);
            let own: Vec<Wanted<'_>> = numbers.iter().filter_map(|number| wanted.get(*number).cloned()).collect();
            let values = count(marked.everybody(), &own);
            for (number, value) in numbers.into_iter().zip(values) {
                if let Some(place) = counted.get_mut(number) {
                    *place = value;
                }
            }
        }
        counted
    }
}

/// The last day that cohorts of a programme are about, where it is later than the day asked about.
pub(crate) fn asked_until(cohorts: &[Cohort], programme: &Name, as_of: Day) -> Day {
    let own = cohorts.iter().filter(|cohort| cohort.programme == *programme);
    own.map(|cohort| cohort.definition.days.end()).max().map_or(as_of, |last| last.max(as_of))
}
