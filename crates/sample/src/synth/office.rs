//! A synthetic programme's year: its goals, bodies, money, plan, risks and figures.

mod duties;
mod money;

use hovedbok_core::entries::codes::{Direction, LimitKind, NoBaseline, RecordSubject, TargetKind, Unit};
use hovedbok_core::entries::plan::{
    MilestoneCancelled, MilestoneCompleted, MilestoneContinuedBy, MilestoneDropped, MilestonePlanned,
    MilestonePostponed, MilestoneReopened, MilestoneRescheduled, PlanAssigned, VersionApproved,
};
use hovedbok_core::entries::programme::{
    AgreementFailed, AgreementSigned, Baseline, BodyEstablished, BodyMet, Closed, Established, GoalSet, LimitSet,
    PhaseStarted, ProjectAdmitted, ProjectExcluded, RecordsEnd, RecordsReconstructed, ReportDue, ReportReceived, Scale,
    StaffAssigned, SurveyResult, TargetSet, UnitRenamed,
};
use hovedbok_core::entries::risk::{Assessed, Degree, Identified, RiskClosed, Treated};
use hovedbok_core::entries::{FigureEntry, PlanEntry, ProgrammeEntry, RiskEntry};
use hovedbok_core::field::{List, Map};
use hovedbok_core::{Day, Fact, Label, MilestoneId, Name, Period, ShareBp, StreamId};
use rand::RngExt;

use super::bundle::Bundle;
use super::corrected::Can;
use super::words;
use crate::archive::published;
use crate::given::{date, name, period};

const BODIES: [&str; 2] = [STEERING_GROUP, "Forum"];
/// The body that extends.
pub(super) const STEERING_GROUP: &str = "Steering group";
const MILESTONES: i64 = 14;
const RISKS: i64 = 5;

/// The name of a synthetic programme.
pub(super) fn programme(office: u64) -> Name {
    name(&format!("SYN{}", office + 1))
}

/// A year of a programme while it is being made: facts with their days, before they are put in order.
struct Year<'a> {
    bundle: &'a mut Bundle,
    programme: Name,
    first: Day,
    facts: Vec<(StreamId, Period, Fact, Can)>,
}

/// Makes a programme's year.
pub(super) fn year(bundle: &mut Bundle, office: u64, first: Day) {
    let mut year = Year { bundle, programme: programme(office), first, facts: Vec::new() };
    if first.year() == 2006 {
        year.beginning();
        if office == 0 {
            year.pilot();
        }
    }
    year.aims();
    year.projects();
    year.meetings();
    year.duties();
    year.offices();
    year.partners();
    year.risks();
    year.money("621.63");
    year.money("municipal");
    year.plan();
    let Year { bundle, mut facts, .. } = year;
    facts.sort_by_key(|(_, when, fact, _)| fact.takes_hold().day(when));
    for (stream, when, fact, can) in facts {
        bundle.firm(&stream, when, fact, can);
    }
}

impl Year<'_> {
    fn day(&mut self, least: i64, most: i64) -> Day {
        self.first.plus_days(self.bundle.days(least, most))
    }

    fn put(&mut self, stream: StreamId, when: Period, fact: Fact) {
        self.put_as(stream, when, fact, Can::KEEP);
    }

    fn put_as(&mut self, stream: StreamId, when: Period, fact: Fact, can: Can) {
        self.facts.push((stream, when, fact, can));
    }

    fn programme(&mut self, on: Day, body: impl Into<ProgrammeEntry>) {
        self.put(StreamId::Programme(self.programme.clone()), Period::day(on), Fact::Programme(body.into()));
    }

    fn whole(&self) -> Period {
        period(self.first, date(self.first.year(), 12, 31))
    }

    fn beginning(&mut self) {
        let first = self.first;
        let rng = &mut self.bundle.rng;
        let established = Established {
            owner: words::place(rng),
            legal_basis: None,
            period: period(first, date(2045, 12, 31)),
            title: Some(words::sentence(rng)),
            note: None,
        };
        self.programme(first, established);
        for body in BODIES {
            let body = BodyEstablished {
                body: body.into(),
                meetings_per_year: Some(4),
                meetings_from: None,
                until: None,
                note: words::note(&mut self.bundle.rng),
            };
            self.programme(first, body);
        }
        for (role, share) in [("project manager", 10_000), ("coordinator", 5000)] {
            self.programme(
                first,
                StaffAssigned {
                    role: role.into(),
                    share_bp: Some(ShareBp(share)),
                    office: None,
                    until: None,
                    note: None,
                },
            );
        }
        for _ in 0..2 {
            let on = self.day(10, 90);
            let party = words::place(&mut self.bundle.rng);
            let note = words::note(&mut self.bundle.rng);
            self.programme(on, AgreementSigned { party, note });
        }
        let on = self.day(10, 90);
        let party = words::provider(&mut self.bundle.rng);
        let note = words::note(&mut self.bundle.rng);
        self.programme(on, AgreementFailed { party, note });
        let legal_source = "rules of the programme".into();
        self.programme(first, LimitSet { what: LimitKind::AbsenceDays, value: 150, legal_source, note: None });
        for number in 1..=RISKS {
            let rng = &mut self.bundle.rng;
            let risk = Identified {
                number: Label::from(number.to_string()),
                text: words::sentence(rng),
                consequences: Some(words::sentence(rng)),
                note: None,
            };
            let stream = StreamId::Risk(self.programme.clone());
            self.put(stream, Period::day(first), Fact::Risk(RiskEntry::from(risk)));
        }
    }

    /// A programme of one year, of which nothing is known after it.
    fn pilot(&mut self) {
        let (first, last) = (self.first, date(self.first.year(), 12, 31));
        let stream = StreamId::Programme(name("SYN-PILOT"));
        let rng = &mut self.bundle.rng;
        let established = Established {
            owner: words::place(rng),
            legal_basis: Some("budget of the municipality".into()),
            period: period(first, last),
            title: Some(words::sentence(rng)),
            note: None,
        };
        let ends = RecordsEnd {
            day: None,
            subjects: List(vec![RecordSubject::Staff, RecordSubject::Bodies]),
            reason: "the pilot was not continued".into(),
            note: None,
        };
        let reconstructed = RecordsReconstructed {
            subjects: List(vec![RecordSubject::Participants]),
            published: "the yearly report of the pilot".into(),
            assumed: "the day of each intake".into(),
            note: words::note(rng),
        };
        let facts: [(Day, ProgrammeEntry); 5] = [
            (first, established.into()),
            (first, PhaseStarted { phase: "trial".into(), note: None }.into()),
            (last, ends.into()),
            (last, reconstructed.into()),
            (last, Closed { note: words::note(rng) }.into()),
        ];
        for (on, entry) in facts {
            self.put(stream.clone(), Period::day(on), Fact::Programme(entry));
        }
    }

    /// The projects of the year, and what else changes in the programme.
    fn projects(&mut self) {
        let (first, year) = (self.first, self.first.year());
        self.programme(first, PhaseStarted { phase: format!("phase {year}").into(), note: None });
        for number in 1..=3 {
            let on = self.day(5, 60);
            let project = format!("project {year}-{number}");
            let admitted = ProjectAdmitted {
                project: project.as_str().into(),
                municipality: words::place(&mut self.bundle.rng),
                district: None,
                year: u16::try_from(year).ok(),
                until: None,
                partners: List(Vec::new()),
                note: words::note(&mut self.bundle.rng),
            };
            self.programme(on, admitted);
            if number == 3 {
                let on = self.day(200, 330);
                self.programme(on, ProjectExcluded { project: project.as_str().into(), note: None });
            }
        }
        let on = self.day(100, 200);
        let (from, to) = (format!("department {year}"), format!("section {year}"));
        self.programme(on, UnitRenamed { from: from.into(), to: to.into(), note: None });
        let on = self.day(300, 340);
        let rng = &mut self.bundle.rng;
        let respondents = rng.random_range(20..400);
        let yes = rng.random_range(0..=i64::from(respondents));
        let counts = Map::from([("yes".into(), yes), ("no".into(), i64::from(respondents) - yes)]);
        let survey = SurveyResult {
            survey: format!("participants {year}").into(),
            respondents,
            scale: Scale::Counts,
            answers: Map::from([("was it useful".into(), counts)]),
            note: None,
        };
        self.programme(on, survey);
    }

    /// The risks are looked at again; one of them is over in the end.
    fn risks(&mut self) {
        let stream = StreamId::Risk(self.programme.clone());
        let beginning = self.first.year() == 2006;
        for number in 1..=RISKS {
            let label = Label::from(number.to_string());
            let on = self.day(20, 60);
            let rng = &mut self.bundle.rng;
            let mut degree = || Degree::try_from(rng.random_range(1..=5u8)).ok();
            let (Some(probability), Some(consequence)) = (degree(), degree()) else { continue };
            let (number_of, note) = (label.clone(), words::note(&mut self.bundle.rng));
            let assessed = Assessed { number: number_of, probability, consequence, note };
            if number < RISKS || beginning {
                self.put(stream.clone(), Period::day(on), Fact::Risk(assessed.into()));
            }
            if number == 1 {
                let treatment = words::sentence(&mut self.bundle.rng);
                let treated = Treated { number: label.clone(), treatment, note: None };
                self.put(stream.clone(), Period::day(on.plus_days(30)), Fact::Risk(treated.into()));
            }
            if number == RISKS && beginning {
                let closed = RiskClosed { number: label, note: None };
                self.put(stream.clone(), Period::day(on.plus_days(200)), Fact::Risk(closed.into()));
            }
        }
    }

    fn aims(&mut self) {
        let (first, whole) = (self.first, self.whole());
        let goal = name(&format!("participants-{}", first.year()));
        let set = GoalSet {
            goal: goal.clone(),
            indicator: "participants_in_programme".into(),
            baseline: Baseline::Missing(NoBaseline::NotApplicable),
            cohort: None,
            note: words::note(&mut self.bundle.rng),
        };
        self.programme(first, set);
        let target = TargetSet {
            goal,
            kind: TargetKind::Point,
            value: self.bundle.rng.random_range(20..2000),
            unit: Unit::Persons,
            direction: Some(Direction::AtLeast),
            office: None,
            period: whole.clone(),
            note: None,
        };
        self.programme(first, target);
        let due = Period::day(date(first.year(), 11, 1));
        self.programme(first, ReportDue { report: "yearly report".into(), due, from: None, note: None });
        let received = self.day(290, 320);
        let report = ReportReceived { report: "yearly report".into(), from: None, about: None, note: None };
        self.programme(received, report);
        let value = self.bundle.rng.random_range(20..2000);
        let figure = published("participants_in_programme", Some(value), Unit::Persons, whole.end(), "yearly report");
        let stream = StreamId::Figure(self.programme.clone());
        self.put(stream, Period::day(whole.end()), Fact::Figure(FigureEntry::from(figure)));
    }

    fn meetings(&mut self) {
        for body in BODIES {
            for quarter in 0..4 {
                let on = self.day(quarter * 90, quarter * 90 + 80);
                let note = words::note(&mut self.bundle.rng);
                let met = Fact::Programme(BodyMet { body: body.into(), note }.into());
                let can = Can::move_to(on.plus_days(-4).max(self.first), on.plus_days(5));
                self.put_as(StreamId::Programme(self.programme.clone()), Period::day(on), met, can);
            }
        }
    }

    /// A plan of the year: most of it is reached, some late, some moved, little dropped.
    fn plan(&mut self) {
        let first = self.first;
        let stream = StreamId::Plan(name(&format!("{}.{}", self.programme, first.year())));
        let version = VersionApproved { version: Label::from("1.0"), note: None };
        self.put(stream.clone(), Period::day(first), Fact::Plan(PlanEntry::from(version)));
        let assigned = PlanAssigned { programme: self.programme.clone(), note: None };
        self.put(stream.clone(), Period::day(first), Fact::Plan(assigned.into()));
        let mut before = None;
        for number in 1..=MILESTONES {
            let milestone = MilestoneId(self.bundle.uuid());
            let due = self.day(20, 330);
            let rng = &mut self.bundle.rng;
            let planned = MilestonePlanned {
                milestone,
                section: Label::from(first.year().to_string()),
                number: Some(Label::from(number.to_string())),
                title: words::sentence(rng),
                responsible: Some("project manager".into()),
                due: Some(Period::day(due)),
                must_follow: List::default(),
                not_after: List::default(),
                status_as_written: None,
                note: words::note(rng),
            };
            self.put(stream.clone(), Period::day(first), Fact::Plan(planned.into()));
            let done = due.plus_days(self.bundle.days(-15, 30));
            let (status_as_written, note) = (None, words::note(&mut self.bundle.rng));
            let completed = MilestoneCompleted { milestone, status_as_written: None, note: None };
            let (mut can, mut reopened) = (Can::KEEP, None);
            let entry: PlanEntry = match (number, before) {
                (1, _) => MilestoneDropped { milestone, status_as_written, note }.into(),
                (2, _) => {
                    let due = Some(Period::day(due.plus_days(90)));
                    MilestonePostponed { milestone, due, status_as_written, note }.into()
                }
                (3, _) => MilestoneRescheduled { milestone, due: Period::day(due.plus_days(30)), note }.into(),
                (4, _) => MilestoneCancelled { milestone, status_as_written, note }.into(),
                (5, _) => {
                    reopened = Some((done.plus_days(12), MilestoneReopened { milestone, note }));
                    completed.into()
                }
                (6, Some(continued_by)) => MilestoneContinuedBy { milestone, continued_by, note }.into(),
                (_, _) => {
                    can = Can::move_to(done.plus_days(-5), done.plus_days(5));
                    MilestoneCompleted { note, ..completed }.into()
                }
            };
            before = Some(milestone);
            if let Some((on, reopened)) = reopened {
                self.put(stream.clone(), Period::day(on), Fact::Plan(reopened.into()));
            }
            self.put_as(stream.clone(), Period::day(done), Fact::Plan(entry), can);
        }
    }
}
