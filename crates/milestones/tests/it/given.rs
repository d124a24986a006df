//! A plan built entry by entry.

use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::Voided;
use hovedbok_core::entries::plan::{
    MilestoneCancelled, MilestoneCompleted, MilestoneContinuedBy, MilestoneDropped, MilestonePlanned,
    MilestonePostponed, MilestoneReopened, MilestoneRescheduled, PlanAssigned, VersionApproved,
};
use hovedbok_core::entries::{Fact, PlanEntry};
use hovedbok_core::field::List;
use hovedbok_core::rules::Context;
use hovedbok_core::{Body, Day, Draft, EntryId, Instant, MilestoneId, Name, Period, Seq, StreamId};
use hovedbok_milestones::{Milestones, PlanAnswer, PlanRow, milestones, rows};
use hovedbok_projection::{At, Timeline};
use uuid::Uuid;

pub struct Plan {
    pub timeline: Timeline<Milestones>,
    pub name: Name,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn on(text: &str) -> Period {
    Period::day(day(text))
}

pub fn span(from: &str, to: &str) -> Period {
    Period::new(day(from), day(to)).unwrap()
}

pub fn id(number: u128) -> MilestoneId {
    MilestoneId(Uuid::from_u128(number))
}

pub fn entry_id(seq: u64) -> EntryId {
    EntryId(Uuid::from_u128(0xe000_0000 + u128::from(seq)))
}

impl Plan {
    pub fn new(name: &str) -> Plan {
        Plan { timeline: Timeline::default(), name: name.parse().unwrap() }
    }

    fn learn(&mut self, effective: Period, target: Option<Seq>, body: Body) -> Seq {
        let seq = Seq(self.timeline.position().0 + 1);
        let draft = Draft {
            id: entry_id(seq.0),
            stream: StreamId::Plan(self.name.clone()),
            effective,
            actor: "office".parse().unwrap(),
            on_behalf_of: None,
            source: None,
            target: target.map(|target| entry_id(target.0)),
            migrated: None,
            body,
        };
        let recorded: Instant = "2007-08-27T10:00:00Z".parse().unwrap();
        self.timeline.learn(&draft.placed(seq, recorded, seq.0));
        seq
    }

    pub fn add(&mut self, effective: Period, entry: impl Into<PlanEntry>) -> Seq {
        self.learn(effective, None, Body::Fact(Fact::Plan(entry.into())))
    }

    pub fn void(&mut self, target: Seq) -> Seq {
        let voided = Voided { reason: ReasonCode::ALL[0], note: None };
        self.learn(on("2007-08-27"), Some(target), Body::Voided(voided))
    }

    pub fn at(&self, as_of: &str) -> At {
        At { as_of: day(as_of), known_at: self.timeline.position() }
    }

    pub fn rows(&self, as_of: &str) -> Vec<PlanRow> {
        rows(&self.timeline, self.at(as_of), &self.name)
    }

    pub fn answer(&self, as_of: &str) -> PlanAnswer {
        milestones(&self.timeline, self.at(as_of), &self.name, &Context::default()).unwrap()
    }
}

pub fn planned(milestone: MilestoneId, section: &str, number: Option<&str>, title: &str) -> MilestonePlanned {
    MilestonePlanned {
        milestone,
        section: section.into(),
        number: number.map(Into::into),
        title: title.into(),
        responsible: None,
        due: None,
        must_follow: List::default(),
        not_after: List::default(),
        status_as_written: None,
        note: None,
    }
}

pub fn rescheduled(milestone: MilestoneId, due: Period) -> MilestoneRescheduled {
    MilestoneRescheduled { milestone, due, note: None }
}

pub fn postponed(milestone: MilestoneId, due: Option<Period>) -> MilestonePostponed {
    MilestonePostponed { milestone, due, status_as_written: Some("utsatt".into()), note: None }
}

pub fn completed(milestone: MilestoneId) -> MilestoneCompleted {
    MilestoneCompleted { milestone, status_as_written: None, note: None }
}

pub fn cancelled(milestone: MilestoneId) -> MilestoneCancelled {
    MilestoneCancelled { milestone, status_as_written: Some("avlyst".into()), note: None }
}

pub fn dropped(milestone: MilestoneId) -> MilestoneDropped {
    MilestoneDropped { milestone, status_as_written: Some("utgår".into()), note: None }
}

pub fn continued(milestone: MilestoneId, continued_by: MilestoneId) -> MilestoneContinuedBy {
    MilestoneContinuedBy { milestone, continued_by, note: None }
}

pub fn reopened(milestone: MilestoneId) -> MilestoneReopened {
    MilestoneReopened { milestone, note: None }
}

pub fn version(version: &str) -> VersionApproved {
    VersionApproved { version: version.into(), note: None }
}

pub fn assigned(programme: &str) -> PlanAssigned {
    PlanAssigned { programme: programme.parse().unwrap(), note: None }
}

/// A plan with one milestone due over two days.
pub fn one() -> Plan {
    let mut plan = Plan::new("P");
    let mut row = planned(id(1), "2007", Some("1"), "Gathering");
    row.due = Some(span("2007-03-08", "2007-03-09").written("08.03.07 09.03.07"));
    row.status_as_written = Some("in progress".into());
    plan.add(on("2007-01-01"), row);
    plan
}
