//! `offices`: which offices take part in a programme and how many persons they follow up, and how they and its projects were
//! reviewed.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::{OfficeRow, ReviewRow};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name};
use crate::error::AskError;
use crate::inside::Persons;
use crate::projections::Projections;

/// Which offices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficesOf {
    /// Only those of this programme.
    pub programme: Option<Name>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Offices {
    /// The offices.
    pub offices: Vec<ProgrammeOffice>,
    /// The reviews of offices and projects.
    pub reviews: Vec<ReviewRow>,
}

/// An office in a programme.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ProgrammeOffice {
    /// The row.
    #[serde(flatten)]
    pub office: OfficeRow,
    /// How many are in the programme at that office on the day, or on the last one that the records of persons reach. Null where
    /// the office does not take part on that day, and where no person of the programme was ever recorded there.
    pub participants: Option<usize>,
}

impl OfficesOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/offices/1";
}

impl Ask for OfficesOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Programme, StreamKind::Participant]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants]
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::Courses)
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let offices = hovedbok_programmes::offices(&projections.programmes, at, self.programme());
        let reviews = hovedbok_programmes::reviews(&projections.programmes, at, self.programme());
        let mut counted: BTreeMap<Name, Option<Persons>> = BTreeMap::new();
        let offices = offices.into_iter().map(|office| {
            let programme = office.programme.clone();
            let persons = counted.entry(programme).or_insert_with(|| Persons::of(projections, at, &office.programme));
            let there = persons.as_ref().filter(|persons| office.is_there(persons.on));
            let participants = there.and_then(|persons| persons.at_office(office.office.as_str()));
            ProgrammeOffice { office, participants }
        });
        Ok(Reply::Offices(Offices { offices: offices.collect(), reviews }))
    }

    fn about(&self, reply: Option<&Reply>, _: &Projections, _: At) -> Option<BTreeSet<Name>> {
        match (&self.programme, reply) {
            (Some(programme), _) => Some(BTreeSet::from([programme.clone()])),
            (None, Some(Reply::Offices(rows))) => {
                let reviewed = rows.reviews.iter().map(|row| row.programme.clone());
                Some(rows.offices.iter().map(|row| row.office.programme.clone()).chain(reviewed).collect())
            }
            (None, _) => None,
        }
    }

    fn counts(&self, _: Option<&Reply>, _: &Name) -> bool {
        false
    }
}
