//! Rules for entries of any family: how far ahead, how late, shares, and what comes after a programme's closing.

use std::collections::BTreeMap;

use super::{Context, Rule, Violation, planned_end, quantity, stated};
use crate::day::{Day, Period};
use crate::entries::{
    BenefitEntry, Fact, FundEntry, MeasureEntry, ParticipantEntry, PersonEntry, PlanEntry, ProgrammeEntry,
};
use crate::ids::{Name, Seq};
use crate::instant::Instant;
use crate::money::ShareBp;
use crate::row::{Row, StreamFact};
use crate::text::Label;

/// From how many days after it took effect an entry is recorded late.
pub const LATE_DAYS: i64 = 30;

/// What rows of a stream break, whatever family they are of. `programme` is the stream's own.
///
/// The other functions of this module's siblings include it; a stream of risks, figures or the ledger needs nothing else.
pub fn general<F: StreamFact>(programme: Option<&Name>, rows: &[&Row<F>], ctx: &Context) -> Vec<Violation> {
    rows.iter().flat_map(|row| one(programme, row, ctx)).collect()
}

/// What one row breaks whatever family it is of, when it is about this programme.
pub(super) fn one<F: StreamFact>(programme: Option<&Name>, row: &Row<F>, ctx: &Context) -> Vec<Violation> {
    let fact = row.fact.clone().into_fact();
    let found = [
        share_above_whole(row, &fact),
        too_far_ahead(row, &fact),
        programme_closed(programme, row, &fact, ctx),
        recorded_late(row, &fact),
    ];
    let found = found.into_iter().flatten().chain(planned_end::before_start(row, &fact));
    let found = found.chain(quantity::impossible(row, &fact)).chain(stated::broken(row, &fact));
    found.map(|violation| violation.about(programme)).collect()
}

fn share_above_whole<F>(row: &Row<F>, fact: &Fact) -> Option<Violation> {
    let share = share(fact).filter(|share| *share > ShareBp::WHOLE)?;
    let what = format!("{} on {} gives a share of {share}, more than 100 %", fact.type_name(), row.day());
    Some(Violation::new(Rule::ShareAboveWhole, vec![row.seq], what).weighing(i64::from(share.0 - ShareBp::WHOLE.0)))
}

fn too_far_ahead<F>(row: &Row<F>, fact: &Fact) -> Option<Violation> {
    let recorded = day_of(row.recorded);
    let last = recorded.plus_months(12);
    // The days of a cohort may all be to come.
    let of_cohort = matches!(fact, Fact::Programme(ProgrammeEntry::CohortDefined(_)));
    if row.day() <= last || is_plan(fact) || of_cohort {
        return None;
    }
    let what = format!(
        "{} takes effect on {}, more than a year after {recorded}, when it is recorded",
        fact.type_name(),
        row.day()
    );
    Some(Violation::new(Rule::TooFarAhead, vec![row.seq], what).weighing(row.day().days_since(last)))
}

fn programme_closed<F>(programme: Option<&Name>, row: &Row<F>, fact: &Fact, ctx: &Context) -> Option<Violation> {
    let programme = programme?;
    let closed = *ctx.closed.get(programme)?;
    if row.day() < closed || outlives_programme(fact) {
        return None;
    }
    let what =
        format!("{} on {} is about {programme}, which closed on {}", fact.type_name(), row.day(), closed.plus_days(-1));
    Some(Violation::new(Rule::ProgrammeClosed, vec![row.seq], what))
}

fn recorded_late<F>(row: &Row<F>, fact: &Fact) -> Option<Violation> {
    if row.migrated {
        return None;
    }
    let Some(days) = late_by(row, fact) else { return planned_late(row, fact) };
    let what = format!(
        "{} of {} was recorded on {}, {days} days after it took effect",
        fact.type_name(),
        row.day(),
        day_of(row.recorded)
    );
    Some(Violation::new(Rule::RecordedLate, vec![row.seq], what).weighing(days))
}

/// A plan that was recorded only after what it plans was to be.
fn planned_late<F>(row: &Row<F>, fact: &Fact) -> Option<Violation> {
    let until = planned_until(fact)?;
    let days = day_of(row.recorded).days_since(until);
    let what = format!(
        "{} of {} was recorded on {}, {days} days after {until}, the last day of what it plans",
        fact.type_name(),
        row.day(),
        day_of(row.recorded)
    );
    let late = days > LATE_DAYS && !row.restates;
    late.then(|| Violation::new(Rule::RecordedLate, vec![row.seq], what).weighing(days))
}

/// The last day of what an entry plans: of a target's period, its deadline, or the last day on which a duty or norm holds.
fn planned_until(fact: &Fact) -> Option<Day> {
    match fact {
        Fact::Plan(PlanEntry::MilestonePlanned(body)) => body.due.as_ref().map(Period::end),
        Fact::Plan(PlanEntry::MilestoneRescheduled(body)) => Some(body.due.end()),
        Fact::Programme(ProgrammeEntry::TargetSet(body)) => Some(body.period.end()),
        Fact::Programme(ProgrammeEntry::ReportDue(body)) => Some(body.due.end()),
        Fact::Programme(ProgrammeEntry::DeliverableDue(body)) => Some(body.due.end()),
        Fact::Programme(ProgrammeEntry::DutySet(body)) => body.due.as_ref().map(Period::end).or(body.until),
        Fact::Programme(ProgrammeEntry::CaseloadNormSet(body)) => body.until,
        Fact::Plan(_)
        | Fact::Programme(_)
        | Fact::Person(_)
        | Fact::Fund(_)
        | Fact::Risk(_)
        | Fact::Figure(_)
        | Fact::Ledger(_) => None,
    }
}

/// An entry that was replaced or voided after it had counted for a long time: answers have changed since they were given. `by`
/// is the correction, which was recorded at an instant; `stated` is what it states, if it is a replacement. One that says
/// nothing new changes nothing, and one that is itself recorded late is a finding of that kind.
pub fn corrected_late<F: StreamFact>(
    row: &Row<F>,
    by: Seq,
    recorded: Instant,
    stated: Option<&Row<F>>,
) -> Option<Violation> {
    let fact = row.fact.clone().into_fact();
    let says_so =
        |stated: &Row<F>| stated.restates || recorded_late(stated, &stated.fact.clone().into_fact()).is_some();
    if about_records(&fact) || stated.is_some_and(says_so) {
        return None;
    }
    let days = day_of(recorded).days_since(row.holds.max(day_of(row.recorded)));
    let (name, of, on) = (fact.type_name(), row.day(), day_of(recorded));
    let what = if stated.is_some() {
        format!("{name} of {of} was replaced on {on}, after it had counted for {days} days")
    } else {
        format!("{name} of {of} was voided on {on}, after it had counted for {days} days")
    };
    (days > LATE_DAYS).then(|| Violation::new(Rule::CorrectedLate, vec![row.seq, by], what).weighing(days))
}

/// Whether an entry is about the ledger, its records or what is asked of them, not about what happened.
fn about_records(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Ledger(_)
            | Fact::Programme(
                ProgrammeEntry::RecordsEnd(_)
                    | ProgrammeEntry::RecordsReconstructed(_)
                    | ProgrammeEntry::CohortDefined(_)
            )
    )
}

/// The late ones among ordinary entries that were replaced or voided: a correction does not make what it corrects any less
/// late. `programme` is the one that a row is about.
pub fn late_and_corrected<F: StreamFact>(
    rows: &[&Row<F>],
    programme: impl Fn(&Row<F>) -> Option<Name>,
) -> Vec<Violation> {
    let late = rows.iter().filter_map(|row| {
        let violation = recorded_late(row, &row.fact.clone().into_fact())?;
        let what = format!("{}; it has since been replaced or voided", violation.what);
        Some(Violation { what, ..violation }.about(programme(row).as_ref()))
    });
    late.collect()
}

/// The days between taking hold and recording, where they are too many. A plan holds from when it says, and a correction
/// that says nothing new changes no earlier day: neither counts. One that gives another day or brings something in is
/// judged as any entry.
fn late_by<F>(row: &Row<F>, fact: &Fact) -> Option<i64> {
    days_late(row).filter(|_| !is_plan(fact) && !about_records(fact))
}

/// The same, whatever the entry is about.
fn days_late<F>(row: &Row<F>) -> Option<i64> {
    let days = day_of(row.recorded).days_since(row.holds);
    (days > LATE_DAYS && !row.restates).then_some(days)
}

/// The migrated entries recorded more than 30 days after they took effect, counted by batch and programme over all streams.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LateBatches {
    batches: BTreeMap<(Label, Option<Name>), Late>,
}

#[derive(Debug, Clone, PartialEq)]
struct Late {
    first: Seq,
    last: Seq,
    count: i64,
    days_most: i64,
}

impl LateBatches {
    /// Counts the rows of one stream; `programme` is the one that a row is about.
    pub fn learn<F: StreamFact>(&mut self, rows: &[&Row<F>], programme: impl Fn(&Row<F>) -> Option<Name>) {
        for row in rows.iter().filter(|row| days_late(row).is_some()) {
            let Some(batch) = &row.batch else { continue };
            let Some(days) = late_by(row, &row.fact.clone().into_fact()) else { continue };
            let new = Late { first: row.seq, last: row.seq, count: 0, days_most: 0 };
            let late = self.batches.entry((batch.clone(), programme(row))).or_insert(new);
            late.first = late.first.min(row.seq);
            late.last = late.last.max(row.seq);
            late.count += 1;
            late.days_most = late.days_most.max(days);
        }
    }

    /// Adds what was counted of other streams.
    pub fn join(&mut self, other: LateBatches) {
        for (of, more) in other.batches {
            match self.batches.get_mut(&of) {
                Some(late) => {
                    late.first = late.first.min(more.first);
                    late.last = late.last.max(more.last);
                    late.count += more.count;
                    late.days_most = late.days_most.max(more.days_most);
                }
                None => drop(self.batches.insert(of, more)),
            }
        }
    }

    /// Those that are about a programme, or about none.
    #[must_use]
    pub fn about(&self, programme: Option<&Name>) -> LateBatches {
        let own = self.batches.iter().filter(|((_, about), _)| about.as_ref() == programme);
        LateBatches { batches: own.map(|(of, late)| (of.clone(), late.clone())).collect() }
    }

    /// One finding for each batch and programme, with the count; it names the first and the last such entry.
    pub fn findings(&self) -> Vec<Violation> {
        let finding = |((batch, programme), late): (&(Label, Option<Name>), &Late)| {
            let mut entries = vec![late.first, late.last];
            entries.dedup();
            let (batch, days) = (batch.as_str(), late.days_most);
            let what = if late.count == 1 {
                format!("1 entry of batch {batch} was recorded {days} days after it took effect: {}", late.first)
            } else {
                format!(
                    "{} entries of batch {batch} were recorded more than {LATE_DAYS} days after they took effect: \
                     from {} to {}, the latest by {days} days",
                    late.count, late.first, late.last
                )
            };
            Violation::new(Rule::RecordedLate, entries, what).about(programme.as_ref()).weighing(late.count)
        };
        self.batches.iter().map(finding).collect()
    }
}

/// The day in Norway on which something was recorded, as every list shows it, held within the calendar.
pub(super) fn day_of(recorded: Instant) -> Day {
    let edge = if recorded.micros() < 0 { Day::MIN } else { Day::MAX };
    recorded.oslo_day().unwrap_or(edge)
}

/// Whether an entry says what is meant to be, not what is.
pub(super) fn is_plan(fact: &Fact) -> bool {
    match fact {
        Fact::Plan(entry) => {
            matches!(
                entry,
                PlanEntry::PlanAssigned(_)
                    | PlanEntry::VersionApproved(_)
                    | PlanEntry::MilestonePlanned(_)
                    | PlanEntry::MilestoneRescheduled(_)
            )
        }
        Fact::Programme(entry) => matches!(
            entry,
            ProgrammeEntry::Established(_)
                | ProgrammeEntry::TermsChanged(_)
                | ProgrammeEntry::BodyEstablished(_)
                | ProgrammeEntry::CaseloadNormSet(_)
                | ProgrammeEntry::DeliverableDue(_)
                | ProgrammeEntry::DutySet(_)
                | ProgrammeEntry::GoalSet(_)
                | ProgrammeEntry::TargetSet(_)
                | ProgrammeEntry::LimitSet(_)
                | ProgrammeEntry::ReportDue(_)
        ),
        Fact::Person(_) | Fact::Fund(_) | Fact::Risk(_) | Fact::Figure(_) | Fact::Ledger(_) => false,
    }
}

/// Whether an entry may come after its programme's closing: money, reports and what else is delivered, recommendations, figures,
/// follow-up. A programme established after it breaks the rule about ends before their start instead.
fn outlives_programme(fact: &Fact) -> bool {
    match fact {
        Fact::Person(PersonEntry::Participant(entry)) => matches!(entry, ParticipantEntry::FollowedUp(_)),
        Fact::Person(PersonEntry::Measure(_) | PersonEntry::Absence(_)) => false,
        Fact::Person(PersonEntry::Benefit(_)) | Fact::Fund(_) | Fact::Figure(_) | Fact::Ledger(_) => true,
        Fact::Programme(entry) => {
            matches!(
                entry,
                ProgrammeEntry::Established(_)
                    | ProgrammeEntry::ReportDue(_)
                    | ProgrammeEntry::ReportReceived(_)
                    | ProgrammeEntry::DeliverableDue(_)
                    | ProgrammeEntry::DeliverableReceived(_)
                    | ProgrammeEntry::RecommendationMade(_)
                    | ProgrammeEntry::RecommendationAnswered(_)
                    | ProgrammeEntry::RecordsEnd(_)
                    | ProgrammeEntry::RecordsReconstructed(_)
                    | ProgrammeEntry::CohortDefined(_)
            )
        }
        Fact::Plan(entry) => matches!(entry, PlanEntry::PlanAssigned(_)),
        Fact::Risk(_) => false,
    }
}

/// The share that an entry gives.
fn share(fact: &Fact) -> Option<ShareBp> {
    match fact {
        Fact::Person(PersonEntry::Measure(MeasureEntry::Started(started))) => Some(started.share_bp),
        Fact::Person(PersonEntry::Measure(MeasureEntry::Changed(changed))) => changed.share_bp,
        Fact::Person(PersonEntry::Measure(MeasureEntry::Ended(_))) => None,
        Fact::Programme(ProgrammeEntry::StaffAssigned(assigned)) => assigned.share_bp,
        Fact::Fund(FundEntry::FundSpent(spent)) => spent.paid_share_bp,
        Fact::Fund(FundEntry::GrantSpent(spent)) => spent.paid_share_bp,
        Fact::Person(PersonEntry::Benefit(BenefitEntry::ConditionAnswered(answered))) => answered.reduced_share_bp,
        Fact::Person(PersonEntry::Participant(_) | PersonEntry::Absence(_) | PersonEntry::Benefit(_))
        | Fact::Programme(_)
        | Fact::Plan(_)
        | Fact::Fund(_)
        | Fact::Risk(_)
        | Fact::Figure(_)
        | Fact::Ledger(_) => None,
    }
}
