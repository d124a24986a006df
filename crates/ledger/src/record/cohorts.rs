//! Defining a cohort under a name that intakes have: `cohort_name_taken` refuses that too, although here the definition is
//! recorded last. Such an intake can be in any person's stream, even in one that somebody begins in the meantime, so a
//! commit that defines a cohort is valid only for the log as it was read (H13).

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::names::NameKind;
use hovedbok_core::entries::{ParticipantEntry, ProgrammeEntry};
use hovedbok_core::rules::{Context, Rule, Violation};
use hovedbok_core::{Body, Fact, Name, PersonEntry, Seq, StreamId, StreamKind};

use super::judge::{Guards, named};
use super::pending::PendingCommit;
use crate::error::LedgerError;
use crate::open::read::Speller;

/// A cohort that the commit defines.
struct Definition {
    programme: Name,
    cohort: Name,
    /// Where the commit says so.
    seq: Seq,
}

impl PendingCommit<'_> {
    /// What the definitions of this commit break: one violation for each cohort that intakes name already. A correction is
    /// accepted, and what it leaves behind is found.
    pub(crate) fn cohorts_taken(&mut self) -> Result<Vec<Violation>, LedgerError> {
        let definitions = self.definitions();
        if definitions.is_empty() {
            return Ok(Vec::new());
        }
        self.whole_log = true;
        let streams = self.naming(&definitions)?;
        self.load_all(streams.clone())?;
        for stream in &streams {
            // With everybody ever merged with a participant: an enrolment can be in another one's stream.
            self.load(stream)?;
        }
        Ok(definitions.iter().filter_map(|definition| self.taken(definition, &streams)).collect())
    }

    fn definitions(&self) -> Vec<Definition> {
        let definition = |(seq, made): (Seq, &super::pending::PendingEntry)| {
            let (StreamId::Programme(programme), Body::Fact(Fact::Programme(ProgrammeEntry::CohortDefined(body)))) =
                (&made.draft.stream, &made.draft.body)
            else {
                return None;
            };
            Some(Definition { programme: programme.clone(), cohort: body.cohort.clone(), seq })
        };
        self.placed().filter_map(definition).collect()
    }

    /// The streams with an intake that names or named one of the cohorts. A name that no entry has needs no search.
    fn naming(&self, definitions: &[Definition]) -> Result<BTreeSet<StreamId>, LedgerError> {
        let names = self.ledger.names()?;
        let known = |cohort: &&Name| names.knows(NameKind::Cohort, cohort.as_str());
        let cohorts: BTreeSet<&Name> = definitions.iter().map(|definition| &definition.cohort).filter(known).collect();
        let mut streams = BTreeSet::new();
        if cohorts.is_empty() {
            return Ok(streams);
        }
        let speller = Speller::new(names.clone());
        self.ledger.log.read::<LedgerError>(1..=self.base.0, |entry| {
            if StreamKind::of(entry.stream) == StreamKind::Participant {
                let draft = speller.decode(entry).draft;
                if let Some(Fact::Person(PersonEntry::Participant(ParticipantEntry::Intake(body)))) = draft.body.fact()
                    && body.cohorts.0.iter().any(|cohort| cohorts.contains(cohort))
                {
                    streams.insert(draft.stream);
                }
            }
            Ok(())
        })?;
        Ok(streams)
    }

    /// The intakes in force that name the cohort, in one violation.
    fn taken(&self, definition: &Definition, streams: &BTreeSet<StreamId>) -> Option<Violation> {
        let Definition { programme, cohort, seq } = definition;
        let cohorts = BTreeMap::from([(programme.clone(), BTreeMap::from([(cohort.clone(), *seq)]))]);
        let guards = Guards { context: Context { cohorts, ..Context::default() }, ..Guards::default() };
        let (mut intakes, mut persons) = (BTreeSet::new(), BTreeSet::new());
        for id in streams {
            let StreamId::Participant(own) = id else { continue };
            if self.is_next(id, &mut persons) {
                let broken = self.person_violations(*own, &guards).1.into_iter();
                let naming = broken.filter(|violation| violation.rule == Rule::CohortNameTaken);
                intakes.extend(naming.flat_map(|violation| violation.entries).filter(|entry| entry != seq));
            }
        }
        if intakes.is_empty() {
            return None;
        }
        let all = named(&intakes);
        let what = if intakes.len() == 1 {
            format!("programme.cohort_defined: an intake names the cohort {cohort} of {programme} already: {all}")
        } else {
            format!("programme.cohort_defined: intakes name the cohort {cohort} of {programme} already: {all}")
        };
        let weight = i64::try_from(intakes.len()).unwrap_or(i64::MAX);
        let entries = [*seq].into_iter().chain(intakes).collect();
        Some(Violation { rule: Rule::CohortNameTaken, programme: Some(programme.clone()), entries, weight, what })
    }
}
