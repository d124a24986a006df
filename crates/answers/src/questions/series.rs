//! `series`: a figure of a programme period by period.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_projection::At;
use hovedbok_trajectories::{SeriesFilter, SeriesIndicator, Tally, series_of_persons};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name};
use crate::error::AskError;
use crate::projections::Projections;

/// Which series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesOf {
    /// What it is a series of, and its periods.
    pub filter: SeriesFilter,
}

impl SeriesOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/series/1";
}

impl Ask for SeriesOf {
    fn streams(&self) -> &'static [StreamKind] {
        match self.filter.indicator {
            SeriesIndicator::Meetings => &[StreamKind::Programme],
            SeriesIndicator::MilestonesCompleted => &[StreamKind::Plan, StreamKind::Programme],
            SeriesIndicator::Intakes
            | SeriesIndicator::Exits
            | SeriesIndicator::Stock
            | SeriesIndicator::Applications
            | SeriesIndicator::Decisions
            | SeriesIndicator::DaysToDecision
            | SeriesIndicator::Recipients
            | SeriesIndicator::NewRecipients
            | SeriesIndicator::BenefitsPaid
            | SeriesIndicator::AbsenceDays
            | SeriesIndicator::Attendance => &[StreamKind::Participant, StreamKind::Programme],
        }
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        match self.filter.indicator {
            SeriesIndicator::Meetings => &[RecordSubject::Bodies],
            SeriesIndicator::MilestonesCompleted => &[RecordSubject::Plan],
            SeriesIndicator::Intakes
            | SeriesIndicator::Exits
            | SeriesIndicator::Stock
            | SeriesIndicator::Applications
            | SeriesIndicator::Decisions
            | SeriesIndicator::DaysToDecision
            | SeriesIndicator::Recipients
            | SeriesIndicator::NewRecipients
            | SeriesIndicator::BenefitsPaid
            | SeriesIndicator::AbsenceDays
            | SeriesIndicator::Attendance => &[RecordSubject::Participants],
        }
    }

    fn programme(&self) -> Option<&Name> {
        self.filter.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        match self.filter.indicator {
            SeriesIndicator::Intakes
            | SeriesIndicator::Exits
            | SeriesIndicator::Stock
            | SeriesIndicator::Applications
            | SeriesIndicator::Decisions
            | SeriesIndicator::DaysToDecision => Some(Counting::Courses),
            SeriesIndicator::Recipients | SeriesIndicator::NewRecipients | SeriesIndicator::BenefitsPaid => {
                Some(Counting::WithBenefits)
            }
            SeriesIndicator::Attendance => Some(Counting::WithAttendance),
            // Absence does not lie ready to be counted; the others are not counted of persons.
            SeriesIndicator::AbsenceDays | SeriesIndicator::Meetings | SeriesIndicator::MilestonesCompleted => None,
        }
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.filter.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let programme = self.programme();
        let day = |subject: &RecordSubject| projections.programmes.day(programme, *subject, at.as_of);
        let until = self.subjects().iter().map(day).min().unwrap_or(at.as_of);
        let mut tally = Tally::new(&self.filter, until);
        match self.filter.indicator {
            SeriesIndicator::Meetings => {
                let meetings = hovedbok_programmes::meetings(&projections.programmes, at, programme);
                meetings.into_iter().for_each(|(day, body)| tally.count(day, body.as_str()));
            }
            SeriesIndicator::MilestonesCompleted => {
                let timeline = &projections.milestones;
                for plan in hovedbok_milestones::plans(timeline, at) {
                    let own = hovedbok_milestones::programme_of(timeline, &plan, at.known_at);
                    if programme.is_none() || own.as_ref() == programme {
                        let rows = hovedbok_milestones::rows(timeline, at, &plan);
                        let completed = rows.iter().filter_map(|row| row.completed());
                        completed.for_each(|on| tally.count(on.end(), plan.as_str()));
                    }
                }
            }
            SeriesIndicator::Intakes
            | SeriesIndicator::Exits
            | SeriesIndicator::Stock
            | SeriesIndicator::Applications
            | SeriesIndicator::Decisions
            | SeriesIndicator::DaysToDecision
            | SeriesIndicator::Recipients
            | SeriesIndicator::NewRecipients
            | SeriesIndicator::BenefitsPaid
            | SeriesIndicator::AbsenceDays
            | SeriesIndicator::Attendance => series_of_persons(&mut tally, projections.everybody(), at),
        }
        Ok(Reply::Series(tally.series()))
    }
}
