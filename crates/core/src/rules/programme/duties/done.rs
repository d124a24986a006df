//! What was done: reports received, meetings held, visits made.

use super::frame::Frame;
use super::owed::Owed;
use crate::day::{Day, Period};
use crate::entries::ProgrammeEntry;
use crate::entries::codes::{DutyKind, Every};
use crate::identity::same;
use crate::ids::Seq;
use crate::row::Row;
use crate::text::Text;

/// Something done.
pub(super) struct Act<'a> {
    pub(super) seq: Seq,
    pub(super) what: DutyKind,
    /// The report or the body; none of a visit.
    subject: Option<&'a Text>,
    /// Who did it.
    by: Option<Text>,
    /// What was visited.
    to: Option<Text>,
    pub(super) effective: &'a Period,
    /// What a report is about.
    pub(super) about: Option<&'a Period>,
}

/// How sure it is that an act was done for a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    Certain,
    Possible,
}

impl Act<'_> {
    /// The day on which it counts.
    pub(super) fn day(&self) -> Day {
        self.effective.end()
    }
}

/// Everything done, in the order of time.md.
pub(super) struct Done<'a> {
    pub(super) acts: Vec<Act<'a>>,
}

impl<'a> Done<'a> {
    pub(super) fn of(rows: &[&'a Row<ProgrammeEntry>], frame: &Frame) -> Done<'a> {
        let now = |name: &Option<Text>| name.as_ref().map(|name| frame.now(name));
        let act = |row: &&'a Row<ProgrammeEntry>| {
            let (seq, effective) = (row.seq, &row.effective);
            let plain = Act { seq, what: DutyKind::Meeting, subject: None, by: None, to: None, effective, about: None };
            if let ProgrammeEntry::BodyMet(body) = &row.fact {
                Some(Act { subject: Some(&body.body), ..plain })
            } else if let ProgrammeEntry::ReportReceived(body) = &row.fact {
                let (subject, about) = (Some(&body.report), body.about.as_ref());
                Some(Act { what: DutyKind::Report, subject, by: now(&body.from), about, ..plain })
            } else if let ProgrammeEntry::VisitMade(body) = &row.fact {
                Some(Act { what: DutyKind::Visit, by: body.by.clone(), to: Some(frame.now(&body.to)), ..plain })
            } else {
                None
            }
        };
        Done { acts: rows.iter().filter_map(act).collect() }
    }

    /// Whether such things are recorded at all: of one occasion, anything of the kind; of what is done again and again,
    /// the same report, the same body, or any visit.
    pub(super) fn records(&self, owed: &Owed<'_>) -> bool {
        let once = owed.every == Every::Once && !(owed.each && owed.what == DutyKind::Meeting);
        self.acts.iter().any(|act| act.what == owed.what && (once || act.is_about(owed.subject)))
    }

    /// The acts that were, or may have been, done for a duty.
    pub(super) fn towards<'s>(
        &'s self,
        owed: &'s Owed<'_>,
        all: &'s [Owed<'_>],
        frame: &'s Frame,
    ) -> impl Iterator<Item = (&'s Act<'a>, For)> {
        self.acts.iter().filter_map(move |act| {
            let found = match &owed.received {
                Some(received) => received.contains(&act.seq).then_some(For::Certain),
                None => act.towards(owed, all, frame),
            };
            found.map(|found| (act, found))
        })
    }
}

impl Act<'_> {
    fn is_about(&self, subject: &Text) -> bool {
        self.subject.is_none_or(|own| same(own.as_str(), subject.as_str()))
    }

    fn towards(&self, owed: &Owed<'_>, all: &[Owed<'_>], frame: &Frame) -> Option<For> {
        if self.what != owed.what || !self.is_about(owed.subject) {
            return None;
        }
        match self.what {
            DutyKind::Report => self.report(owed, all),
            // A meeting does not say whose it is.
            DutyKind::Meeting => Some(if owed.each { For::Possible } else { For::Certain }),
            DutyKind::Visit => self.visit(owed, frame),
            DutyKind::Other => None,
        }
    }

    /// A report is that of its sender. Where the duty is not one of each, it counts whoever sends it, unless another duty for
    /// the same report names the sender.
    fn report(&self, owed: &Owed<'_>, all: &[Owed<'_>]) -> Option<For> {
        let is = |name: Option<&Text>| {
            self.by.as_ref().zip(name).is_some_and(|(own, name)| same(own.as_str(), name.as_str()))
        };
        if owed.each {
            let own = is(owed.owner.as_ref()) || is(owed.by);
            return if own { Some(For::Certain) } else { self.by.is_none().then_some(For::Possible) };
        }
        let named = self.by.is_none() || owed.by.is_none() || is(owed.by);
        let other = |other: &Owed<'_>| {
            other.what == DutyKind::Report
                && same(other.subject.as_str(), owed.subject.as_str())
                && (is(other.by) || is(other.owner.as_ref()))
        };
        (named || !all.iter().any(other)).then_some(For::Certain)
    }

    /// A visit is one by whom the duty names, to the project or office that it names. One to something else, such as all the
    /// offices of a county, may have been to any of them.
    fn visit(&self, owed: &Owed<'_>, frame: &Frame) -> Option<For> {
        let other = self.by.as_ref().zip(owed.by).is_some_and(|(own, by)| !same(own.as_str(), by.as_str()));
        let to = self.to.as_ref().filter(|_| !other)?;
        let wanted = match &owed.owner {
            Some(owner) => owner.as_str(),
            None if owed.each => return None,
            None if frame.is_unit(owed.subject.as_str()) => owed.subject.as_str(),
            None => return Some(For::Certain),
        };
        if same(to.as_str(), wanted) {
            Some(For::Certain)
        } else {
            (!frame.is_unit(to.as_str())).then_some(For::Possible)
        }
    }
}
