//! What an enrolment calls for and may lack: a decision to end, a certificate considered, an individual plan.
//!
//! A lack is a finding only where the programme records such entries at all; see [`Habits`](crate::rules::practice::Habits).

use super::condition;
use super::course::{Course, Enrolment, Mark};
use crate::day::Day;
use crate::entries::codes::{Decision, PlanKind, RecordSubject};
use crate::entries::{ParticipantEntry, PersonEntry};
use crate::ids::{EnrolmentId, Name, Seq};
use crate::row::Row;
use crate::rules::{Context, Practice, Rule, Violation, short};

/// Within how many days of the intake an individual plan is to be offered.
const PLAN_DAYS: i64 = 90;

/// Something that an enrolment calls for.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Due {
    /// What kind of entry.
    pub(in crate::rules) practice: Practice,
    /// The programme.
    pub(in crate::rules) programme: Name,
    /// The exit or intake that calls for it.
    pub(in crate::rules) entry: Seq,
    /// What is missing, when it is.
    pub(super) lack: Option<(i64, String)>,
}

/// What is missing in programmes that record it.
pub(super) fn findings(course: &Course<'_>, ctx: &Context) -> Vec<Violation> {
    let recorded =
        |due: &Due| ctx.practice.get(&due.programme).is_some_and(|practice| practice.contains(&due.practice));
    let lacking = dues(course, ctx).into_iter().filter(recorded).filter_map(|due| {
        let rule = match due.practice {
            Practice::EndDecisions => Rule::ExitWithoutDecision,
            Practice::Certificates => Rule::ExitWithoutCertificate,
            Practice::PlanOffers => Rule::NoIndividualPlan,
            Practice::Conditions => Rule::ConditionUnanswered,
            Practice::Meetings => return None,
        };
        let (weight, what) = due.lack?;
        Some(Violation::new(rule, vec![due.entry], what).about(Some(&due.programme)).weighing(weight))
    });
    lacking.collect()
}

/// Everything that a person's enrolments call for, missing or not.
pub(super) fn dues(course: &Course<'_>, ctx: &Context) -> Vec<Due> {
    let of = |(id, enrolment): (&EnrolmentId, &Enrolment)| {
        let programme = enrolment.programme.clone()?;
        let judged = ctx.judged(Some(&programme), RecordSubject::Participants);
        let rows: Vec<_> = course.rows.iter().filter(|row| course.enrolment_of(row) == Some(*id)).copied().collect();
        Some([
            end_decision(*id, enrolment, &programme, &rows, judged),
            certificate(*id, enrolment, &programme, &rows, judged),
            plan_offer(*id, enrolment, &programme, &rows, judged),
        ])
    };
    let of_enrolments = course.enrolments.iter().filter_map(of).flatten().flatten();
    of_enrolments.chain(condition::dues(course, ctx)).collect()
}

/// The kinds of entry that a person's rows show to be recorded, each with its programme.
pub(super) fn recorded(course: &Course<'_>) -> Vec<(Name, Practice)> {
    let shown = course.rows.iter().filter_map(|row| {
        let practice = if ends(row) {
            Practice::EndDecisions
        } else if considers(row) {
            Practice::Certificates
        } else if offers(row) {
            Practice::PlanOffers
        } else {
            return None;
        };
        Some((course.programme_of(row)?.clone(), practice))
    });
    shown.chain(condition::recorded(course)).collect()
}

type Rows<'a> = [&'a Row<PersonEntry>];

/// The exit, as far as the records reach.
fn left(enrolment: &Enrolment, judged: Option<Day>) -> Option<Mark> {
    enrolment.exit.filter(|exit| judged.is_none_or(|judged| exit.day <= judged))
}

fn end_decision(
    id: EnrolmentId,
    enrolment: &Enrolment,
    programme: &Name,
    rows: &Rows<'_>,
    judged: Option<Day>,
) -> Option<Due> {
    let exit = left(enrolment, judged)?;
    let lack = (!rows.iter().any(|row| ends(row)))
        .then(|| (0, format!("enrolment {} ended on {} without a decision to end it", short(id), exit.day)));
    Some(Due { practice: Practice::EndDecisions, programme: programme.clone(), entry: exit.seq, lack })
}

fn certificate(
    id: EnrolmentId,
    enrolment: &Enrolment,
    programme: &Name,
    rows: &Rows<'_>,
    judged: Option<Day>,
) -> Option<Due> {
    let exit = left(enrolment, judged)?;
    let lack = (!rows.iter().any(|row| considers(row)))
        .then(|| (0, format!("enrolment {} ended on {}, and no certificate was considered", short(id), exit.day)));
    Some(Due { practice: Practice::Certificates, programme: programme.clone(), entry: exit.seq, lack })
}

/// Called for once the 90 days have passed; not of one who left before.
fn plan_offer(
    id: EnrolmentId,
    enrolment: &Enrolment,
    programme: &Name,
    rows: &Rows<'_>,
    judged: Option<Day>,
) -> Option<Due> {
    let intake = enrolment.intake?;
    let last = intake.day.plus_days(PLAN_DAYS);
    let judged = judged.filter(|judged| *judged > last)?;
    if enrolment.over.is_some_and(|(over, _)| over.day < last) {
        return None;
    }
    let offered = rows.iter().filter(|row| offers(row)).map(|row| row.holds).min();
    let what = format!(
        "no individual plan was offered in enrolment {} within {PLAN_DAYS} days of the intake on {}",
        short(id),
        intake.day
    );
    let lack = match offered {
        Some(day) if day <= last => None,
        Some(day) => Some((day.days_since(last), format!("{what}; one was offered on {day}"))),
        None => Some((judged.days_since(last), format!("{what}, and none since then"))),
    };
    Some(Due { practice: Practice::PlanOffers, programme: programme.clone(), entry: intake.seq, lack })
}

fn participant(row: &Row<PersonEntry>) -> Option<&ParticipantEntry> {
    if let PersonEntry::Participant(entry) = &row.fact { Some(entry) } else { None }
}

fn ends(row: &Row<PersonEntry>) -> bool {
    matches!(participant(row), Some(ParticipantEntry::Decided(decided))
        if matches!(decided.decision, Decision::End | Decision::Stop))
}

fn considers(row: &Row<PersonEntry>) -> bool {
    matches!(participant(row), Some(ParticipantEntry::CertificateConsidered(_)))
}

fn offers(row: &Row<PersonEntry>) -> bool {
    matches!(participant(row), Some(ParticipantEntry::PlanOffered(offered)) if offered.plan == PlanKind::IndividualPlan)
}
