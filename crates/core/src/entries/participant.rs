//! Family *participant*: a person known to an office, and the person's enrolments. Stream `participant/<uuid v4>`.
//!
//! An enrolment is one course of one person in one programme; everything about a person in a programme names it.

use super::codes::{
    Answer, Decision, Destination, Education, Ground, Health, Income, Instrument, Needs, PlanKind, Sex, SuspensionKind,
};
use super::decided::DecidedV1;
use super::define::{body, family};
use crate::day::{Day, Month};
use crate::field::{AtLeastOne, List};
use crate::ids::{EnrolmentId, Name, ParticipantId};
use crate::text::Text;

body! {
    /// What was asked at registration; every field can also say that it was not asked.
    Background {
        /// Highest completed education.
        education: Option<Education>,
        /// One service or several.
        needs: Option<Needs>,
        /// Health as far as it bears on work.
        health: Option<Health>,
        /// Main source of income.
        income: Option<Income>,
    }
}

family! {
    /// An entry about a person or an enrolment.
    ParticipantEntry {
        /// The office knows the person from this day.
        Registered = "participant.registered", FirstDay {
            /// The office.
            office: Text,
            /// Month of birth, for age bands.
            birth_month: Option<Month>,
            /// Sex.
            sex: Option<Sex>,
            /// What was asked.
            background: Option<Background>,
            /// A short note.
            note: Option<Text>,
        }
        /// Something about the person has changed from this day; only what changed is given.
        DetailsChanged = "participant.details_changed", FirstDay {
            /// The office.
            office: Option<Text>,
            /// Month of birth.
            birth_month: Option<Month>,
            /// Sex.
            sex: Option<Sex>,
            /// What was asked.
            background: Option<Background>,
            /// A short note.
            note: Option<Text>,
        }
        /// The person turned out to be somebody who was already registered.
        Merged = "participant.merged", FirstDay {
            /// The participant who is kept.
            into: ParticipantId,
            /// A short note.
            note: Option<Text>,
        }
        /// Another participant turned out to be this person: the other half of `participant.merged`, which the ledger records
        /// with it.
        MergedFrom = "participant.merged_from", FirstDay {
            /// The participant who was merged into this one.
            from: ParticipantId,
            /// A short note.
            note: Option<Text>,
        }
        /// The person applied for a programme.
        Applied = "participant.applied", LastDay {
            /// The enrolment that begins here.
            enrolment: EnrolmentId,
            /// The programme.
            programme: Name,
            /// The committee that received it.
            committee: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// The person was referred to a programme.
        Referred = "participant.referred", LastDay {
            /// The enrolment that begins here.
            enrolment: EnrolmentId,
            /// The programme.
            programme: Name,
            /// The committee that received it.
            committee: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// The person was put on a waiting list.
        Waitlisted = "participant.waitlisted", LastDay {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// The programme.
            programme: Name,
            /// The committee that decided it.
            committee: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// The application or referral was withdrawn.
        Withdrawn = "participant.withdrawn", LastDay {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// The programme.
            programme: Name,
            /// The committee that was informed.
            committee: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// Needs and abilities were assessed.
        Assessed = "participant.assessed", LastDay {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// The method used.
            instrument: Instrument,
            /// The result.
            result: Option<Text>,
            /// Whether the assessment cites its sources.
            sources_cited: bool,
            /// A short note.
            note: Option<Text>,
        }
        /// A decision in the case (bokmål *vedtak*).
        Decided = "participant.decided", LastDay, version 2 was { 1 = DecidedV1 } {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// What was decided.
            decision: Decision,
            /// The sections of the act that it is based on; `other` for one that has no word here.
            grounds: AtLeastOne<Ground>,
            /// The legal basis in words, if the grounds do not say it all.
            grounds_text: Option<Text>,
            /// The last day on which it is valid.
            valid_until: Option<Day>,
            /// The body of the programme that decided, such as a committee; left out when the office did.
            decided_by: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// The person is in the programme from this day.
        Intake = "participant.intake", FirstDay {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// The programme.
            programme: Name,
            /// The office responsible for the person.
            office: Text,
            /// The target group admitted under.
            target_group: Name,
            /// Other target groups that the person also belongs to.
            also: List<Name>,
            /// Cohorts that the person is counted in.
            cohorts: List<Name>,
            /// Who referred the person.
            referred_by: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// The person was offered an individual plan.
        PlanOffered = "participant.plan_offered", LastDay {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// Which plan.
            plan: PlanKind,
            /// What the person answered.
            answer: Answer,
            /// A short note.
            note: Option<Text>,
        }
        /// A counsellor is responsible for the person from this day.
        CounsellorAssigned = "participant.counsellor_assigned", FirstDay {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// The counsellor's id (H11: never a name).
            counsellor: Name,
            /// A short note.
            note: Option<Text>,
        }
        /// The enrolment is suspended from this day.
        Suspended = "participant.suspended", FirstDay {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// Why.
            kind: SuspensionKind,
            /// A short note.
            note: Option<Text>,
        }
        /// The enrolment continues from this day.
        Resumed = "participant.resumed", FirstDay {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// The kind of suspension that ends.
            kind: Option<SuspensionKind>,
            /// A short note.
            note: Option<Text>,
        }
        /// The person moved to another step or arena inside the programme.
        Transitioned = "participant.transitioned", LastDay {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// The step or arena before.
            from: Option<Text>,
            /// The step or arena now: `municipal_measure`, `state_measure`, another provider or step.
            to: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// The person left the programme; the day is the last one in it.
        Exited = "participant.exited", DayAfter {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// Where the person went.
            destination: Destination,
            /// A short note.
            note: Option<Text>,
        }
        /// How the person was doing some months after the exit.
        FollowedUp = "participant.followed_up", LastDay {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// Months after the exit: 3, 6 or 12 as a rule.
            months_after: u16,
            /// The situation then.
            situation: Destination,
            /// A short note.
            note: Option<Text>,
        }
        /// A certificate was considered at the end.
        CertificateConsidered = "participant.certificate_considered", LastDay {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// Whether it was issued.
            issued: bool,
            /// A short note.
            note: Option<Text>,
        }
        /// The case was reviewed.
        Reviewed = "participant.reviewed", LastDay {
            /// The enrolment.
            enrolment: EnrolmentId,
            /// Which review.
            review: Text,
            /// What it found.
            findings: List<Text>,
            /// A short note.
            note: Option<Text>,
        }
    }
}

impl ParticipantEntry {
    /// The enrolment and the programme of an entry that names both.
    pub fn enrolment_and_programme(&self) -> Option<(EnrolmentId, &Name)> {
        match self {
            ParticipantEntry::Applied(body) => Some((body.enrolment, &body.programme)),
            ParticipantEntry::Referred(body) => Some((body.enrolment, &body.programme)),
            ParticipantEntry::Waitlisted(body) => Some((body.enrolment, &body.programme)),
            ParticipantEntry::Withdrawn(body) => Some((body.enrolment, &body.programme)),
            ParticipantEntry::Intake(body) => Some((body.enrolment, &body.programme)),
            ParticipantEntry::Registered(_)
            | ParticipantEntry::DetailsChanged(_)
            | ParticipantEntry::Merged(_)
            | ParticipantEntry::MergedFrom(_)
            | ParticipantEntry::Assessed(_)
            | ParticipantEntry::Decided(_)
            | ParticipantEntry::PlanOffered(_)
            | ParticipantEntry::CounsellorAssigned(_)
            | ParticipantEntry::Suspended(_)
            | ParticipantEntry::Resumed(_)
            | ParticipantEntry::Transitioned(_)
            | ParticipantEntry::Exited(_)
            | ParticipantEntry::FollowedUp(_)
            | ParticipantEntry::CertificateConsidered(_)
            | ParticipantEntry::Reviewed(_) => None,
        }
    }

    /// What an entry says of the facts about a person that nothing changes: the month of birth and the sex.
    pub fn lasting_facts(&self) -> (Option<Month>, Option<Sex>) {
        match self {
            ParticipantEntry::Registered(body) => (body.birth_month, body.sex),
            ParticipantEntry::DetailsChanged(body) => (body.birth_month, body.sex),
            ParticipantEntry::Merged(_)
            | ParticipantEntry::MergedFrom(_)
            | ParticipantEntry::Applied(_)
            | ParticipantEntry::Referred(_)
            | ParticipantEntry::Waitlisted(_)
            | ParticipantEntry::Withdrawn(_)
            | ParticipantEntry::Assessed(_)
            | ParticipantEntry::Decided(_)
            | ParticipantEntry::Intake(_)
            | ParticipantEntry::PlanOffered(_)
            | ParticipantEntry::CounsellorAssigned(_)
            | ParticipantEntry::Suspended(_)
            | ParticipantEntry::Resumed(_)
            | ParticipantEntry::Transitioned(_)
            | ParticipantEntry::Exited(_)
            | ParticipantEntry::FollowedUp(_)
            | ParticipantEntry::CertificateConsidered(_)
            | ParticipantEntry::Reviewed(_) => (None, None),
        }
    }
}
