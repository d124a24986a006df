//! `series`: a figure of a programme period by period.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Day, Name, StreamKind};
use hovedbok_projection::At;
use hovedbok_trajectories::{SeriesFilter, SeriesSource, Tally, series_of_persons};
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

impl SeriesOf {
    /// The last day that the records of each programme reach that is asked about and of which anything is recorded.
    fn reached(&self, projections: &Projections, at: At) -> Vec<(Name, Day)> {
        let programme = self.programme();
        let mut reached: BTreeMap<Name, Day> = BTreeMap::new();
        for (name, subject) in projections.recorded(at.known_at) {
            if self.subjects().contains(&subject) && programme.is_none_or(|asked| *asked == name) {
                let day = projections.programmes.day(Some(&name), subject, at.as_of);
                reached.insert(name, day);
            }
        }
        reached.into_iter().collect()
    }
}

impl Ask for SeriesOf {
    fn streams(&self) -> &'static [StreamKind] {
        match self.filter.indicator.source() {
            SeriesSource::Meetings => &[StreamKind::Programme],
            SeriesSource::Plans => &[StreamKind::Plan, StreamKind::Programme],
            SeriesSource::Courses | SeriesSource::Benefits | SeriesSource::Attendance | SeriesSource::Absence => {
                &[StreamKind::Participant, StreamKind::Programme]
            }
        }
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        match self.filter.indicator.source() {
            SeriesSource::Meetings => &[RecordSubject::Bodies],
            SeriesSource::Plans => &[RecordSubject::Plan],
            SeriesSource::Courses | SeriesSource::Benefits | SeriesSource::Attendance | SeriesSource::Absence => {
                &[RecordSubject::Participants]
            }
        }
    }

    fn fits(&self) -> Result<(), AskError> {
        let indicator = self.filter.indicator;
        if let Some(group) = self.filter.group.filter(|group| !indicator.groups().contains(group)) {
            let can = indicator.groups().iter().map(|group| group.word()).collect();
            return Err(AskError::NotSplit { indicator: indicator.word(), group: group.word(), can });
        }
        if self.filter.cumulative && !indicator.adds_up() {
            return Err(AskError::NotCumulative(indicator.word()));
        }
        Ok(())
    }

    fn programme(&self) -> Option<&Name> {
        self.filter.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        match self.filter.indicator.source() {
            SeriesSource::Courses => Some(Counting::Courses),
            SeriesSource::Benefits => Some(Counting::WithBenefits),
            SeriesSource::Attendance => Some(Counting::WithAttendance),
            // Absence does not lie ready to be counted; the others are not counted of persons.
            SeriesSource::Absence | SeriesSource::Meetings | SeriesSource::Plans => None,
        }
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.filter.programme, with);
        name(NameKind::Cohort, &mut self.filter.cohort, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let programme = self.programme();
        let reached = self.reached(projections, at);
        let until = reached.iter().map(|(_, day)| *day).max().unwrap_or(at.as_of);
        let mut tally = Tally::new(&self.filter, until, reached);
        match self.filter.indicator.source() {
            SeriesSource::Meetings => {
                let meetings = hovedbok_programmes::meetings(&projections.programmes, at, programme);
                meetings.into_iter().for_each(|(day, body)| tally.count(day, body.as_str()));
            }
            SeriesSource::Plans => {
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
            SeriesSource::Courses | SeriesSource::Benefits | SeriesSource::Attendance | SeriesSource::Absence => {
                let persons = projections.with_cohort(self.filter.cohort.as_ref(), programme, at.known_at);
                series_of_persons(&mut tally, persons.everybody(), at);
            }
        }
        Ok(Reply::Series(tally.series()))
    }
}
