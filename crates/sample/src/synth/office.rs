//! A synthetic programme's year: its goals, bodies, money, plan, risks and figures.

use hovedbok_core::entries::codes::{NoBaseline, TargetKind, Unit};
use hovedbok_core::entries::fund::{
    Appropriated, FundSpent, GrantAllocated, GrantApplied, GrantCommitted, GrantDisbursed, GrantSpent,
    GrantUnusedReported,
};
use hovedbok_core::entries::plan::{
    MilestoneCompleted, MilestoneDropped, MilestonePlanned, MilestonePostponed, MilestoneRescheduled, VersionApproved,
};
use hovedbok_core::entries::programme::{
    Baseline, BodyEstablished, BodyMet, Established, GoalSet, ReportDue, ReportReceived, TargetSet,
};
use hovedbok_core::entries::risk::Identified;
use hovedbok_core::entries::{FigureEntry, FundEntry, PlanEntry, ProgrammeEntry, RiskEntry};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Fact, FundId, Label, MilestoneId, Name, Period, Reference, StreamId};
use rand::RngExt;

use super::bundle::Bundle;
use super::words;
use crate::archive::published;
use crate::given::{date, kroner, name, period};

const BODIES: [&str; 2] = ["Steering group", "Forum"];
const MILESTONES: i64 = 14;

/// The name of a synthetic programme.
pub(super) fn programme(office: u64) -> Name {
    name(&format!("SYN{}", office + 1))
}

/// A year of a programme while it is being made: facts with their days, before they are put in order.
struct Year<'a> {
    bundle: &'a mut Bundle,
    programme: Name,
    first: Day,
    facts: Vec<(StreamId, Period, Fact)>,
}

/// Makes a programme's year.
pub(super) fn year(bundle: &mut Bundle, office: u64, first: Day) {
    let mut year = Year { bundle, programme: programme(office), first, facts: Vec::new() };
    if first.year() == 2006 {
        year.beginning();
    }
    year.aims();
    year.meetings();
    year.money("621.63");
    year.money("municipal");
    year.plan();
    let Year { bundle, mut facts, .. } = year;
    facts.sort_by_key(|(_, when, fact)| fact.takes_hold().day(when));
    for (stream, when, fact) in facts {
        bundle.firm(&stream, when, fact);
    }
}

impl Year<'_> {
    fn day(&mut self, least: i64, most: i64) -> Day {
        self.first.plus_days(self.bundle.days(least, most))
    }

    fn put(&mut self, stream: StreamId, when: Period, fact: Fact) {
        self.facts.push((stream, when, fact));
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
        for number in 1..=5 {
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
            office: None,
            period: whole.clone(),
            note: None,
        };
        self.programme(first, target);
        let due = Period::day(date(first.year(), 11, 1));
        self.programme(first, ReportDue { report: "yearly report".into(), due, from: None, note: None });
        let received = self.day(290, 320);
        let report = ReportReceived { report: "yearly report".into(), from: None, note: None };
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
                self.programme(on, BodyMet { body: body.into(), note });
            }
        }
    }

    /// Appropriated in January, granted to three, spent month by month; what is left is reported.
    fn money(&mut self, source: &str) {
        let year = u16::try_from(self.first.year()).unwrap_or_default();
        let fund = FundId { programme: self.programme.clone(), year, source: name(source) };
        let stream = StreamId::Fund(fund);
        let thousands = self.bundle.rng.random_range(900..30_000);
        let first = self.first;
        let whole = Appropriated {
            amount_ore: kroner(thousands * 1000),
            purpose: Some(words::sentence(&mut self.bundle.rng)),
            certainty: None,
            note: None,
        };
        self.fund(&stream, first, whole);
        for number in 1..=3 {
            self.grant(&stream, name(&format!("G{year}-{number}")), thousands * 1000 / 4);
        }
        for _ in 0..4 {
            let on = self.day(20, 340);
            let rng = &mut self.bundle.rng;
            let spent = FundSpent {
                amount_ore: kroner(rng.random_range(1..=thousands * 1000 / 20)),
                purpose: words::sentence(rng),
                supplier: Some(words::provider(rng)),
                voucher: Some(Reference::from(rng.random_range(100_000..999_999).to_string())),
                kostra_function: Some("276".into()),
                kostra_type: Some("270".into()),
                for_period: None,
                placement: None,
                paid_share_bp: None,
                certainty: None,
                note: words::note(rng),
            };
            self.fund(&stream, on, spent);
        }
    }

    fn fund(&mut self, stream: &StreamId, on: Day, body: impl Into<FundEntry>) {
        self.put(stream.clone(), Period::day(on), Fact::Fund(body.into()));
    }

    fn grant(&mut self, stream: &StreamId, grant: Name, most: i64) {
        let amount = self.bundle.rng.random_range(most / 2..=most);
        let amount_ore = kroner(amount);
        let (applied, allocated) = (self.day(3, 20), self.day(21, 50));
        let committed = allocated.plus_days(self.bundle.days(1, 20));
        let disbursed = committed.plus_days(self.bundle.days(1, 20));
        let rng = &mut self.bundle.rng;
        let recipient = words::place(rng);
        let purpose = words::sentence(rng);
        let (certainty, note) = (None, words::note(rng));
        let asked = GrantApplied {
            grant: grant.clone(),
            recipient: recipient.clone(),
            amount_ore: kroner(amount + 1000),
            purpose: Some(purpose.clone()),
            certainty,
            note,
        };
        self.fund(stream, applied, asked);
        let given = GrantAllocated {
            grant: grant.clone(),
            recipient,
            amount_ore,
            purpose: purpose.clone(),
            conditions: None,
            certainty,
            note: None,
        };
        self.fund(stream, allocated, given);
        self.fund(stream, committed, GrantCommitted { grant: grant.clone(), amount_ore, certainty, note: None });
        self.fund(stream, disbursed, GrantDisbursed { grant: grant.clone(), amount_ore, certainty, note: None });
        let mut left = amount;
        for month in 4..=12 {
            let spent = self.bundle.rng.random_range(1..=amount / 10);
            left -= spent;
            let on = date(self.first.year(), month, 15);
            let rng = &mut self.bundle.rng;
            let body = GrantSpent {
                grant: grant.clone(),
                amount_ore: kroner(spent),
                purpose: purpose.clone(),
                supplier: Some(words::provider(rng)),
                voucher: None,
                kostra_function: None,
                kostra_type: None,
                for_period: None,
                placement: None,
                paid_share_bp: None,
                certainty,
                note: None,
            };
            self.fund(stream, on, body);
        }
        let unused = GrantUnusedReported { grant, amount_ore: kroner(left), certainty, note: None };
        self.fund(stream, date(self.first.year(), 12, 31), unused);
    }

    /// A plan of the year: most of it is reached, some late, some moved, little dropped.
    fn plan(&mut self) {
        let first = self.first;
        let stream = StreamId::Plan(name(&format!("{}.{}", self.programme, first.year())));
        let version = VersionApproved { version: Label::from("1.0"), note: None };
        self.put(stream.clone(), Period::day(first), Fact::Plan(PlanEntry::from(version)));
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
            let entry: PlanEntry = match self.bundle.rng.random_range(0..10) {
                0 => MilestoneDropped { milestone, status_as_written, note }.into(),
                1 => {
                    let due = Some(Period::day(due.plus_days(90)));
                    MilestonePostponed { milestone, due, status_as_written, note }.into()
                }
                2 => MilestoneRescheduled { milestone, due: Period::day(due.plus_days(30)), note }.into(),
                _ => MilestoneCompleted { milestone, status_as_written, note }.into(),
            };
            self.put(stream.clone(), Period::day(done), Fact::Plan(entry));
        }
    }
}
