//! Code words of fields. Their spelling is pinned: a word is never changed, only added to.

/// Defines the words of a field: an enum with its pinned spelling.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident { $($(#[doc = $word_doc:literal])* $variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(
            Debug,
            Clone,
            Copy,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            serde::Serialize,
            serde::Deserialize,
            schemars::JsonSchema,
        )]
        pub enum $name { $($(#[doc = $word_doc])* #[doc = concat!("`", $word, "`")] #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every word, in the order of the definition.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The pinned spelling.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// What the word means, in a sentence or two.
            pub fn meaning(self) -> &'static str {
                match self { $($name::$variant => concat!($($word_doc),*).trim_ascii()),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<$name, ()> {
                match text { $($word => Ok($name::$variant),)+ _ => Err(()) }
            }
        }

        impl $crate::field::Field for $name {
            const SHAPE: $crate::field::Shape = $crate::field::Shape::OneOf(&[$($word),+]);
        }

        impl $crate::pack::Pack for $name {
            fn pack(&self, out: &mut $crate::pack::Packer<'_>) {
                out.number(*self as u64);
            }
            fn unpack(from: &mut $crate::pack::Unpacker<'_>) -> Option<$name> {
                $name::ALL.get(usize::try_from(from.number()?).ok()?).copied()
            }
        }

        impl $crate::scan::Scan for $name {
            fn scan(s: &mut $crate::scan::Scanner<'_>) -> Option<()> {
                let word = s.plain()?;
                (false $(|| word == $word.as_bytes())+).then_some(())
            }
        }
    )+};
}

pub(crate) use codes;

codes! {
    /// Sex as registered.
    Sex { Female = "female", Male = "male", NotAsked = "not_asked" }

    /// Highest completed education.
    Education {
        None = "none", Primary = "primary", UpperSecondaryBegun = "upper_secondary_begun",
        UpperSecondary = "upper_secondary", Higher = "higher", NotAsked = "not_asked",
    }

    /// How many services the person needs at once.
    Needs { One = "one", Several = "several", NotAsked = "not_asked" }

    /// Health as far as it bears on work.
    Health { Good = "good", Reduced = "reduced", UnderTreatment = "under_treatment", NotAsked = "not_asked" }

    /// Main source of income at registration.
    Income {
        Work = "work", SocialAssistance = "social_assistance", Benefit = "benefit", Introduction = "introduction_benefit",
        None = "none", Other = "other", NotAsked = "not_asked",
    }

    /// How somebody was assessed before a decision.
    Instrument {
        Kis = "kis", WorkCapacity = "work_capacity", SelfAssessment = "self_assessment", InDepthTalk = "in_depth_talk",
        Course = "course",
    }

    /// What was decided about an enrolment.
    Decision {
        Grant = "grant", Reject = "reject", Extend = "extend", Suspend = "suspend", Resume = "resume", Stop = "stop",
        End = "end", Reduce = "reduce",
    }

    /// What a decision is based on: a section of an act. The acts are the Norwegian Social Services Act of 13 December 1991
    /// (*sosialtjenesteloven*) and the Act of 18 December 2009 on social services in the labour and welfare administration
    /// (*lov om sosiale tjenester i arbeids- og velferdsforvaltningen*).
    Ground {
        /// Social Services Act 1991, chapter 5A.
        SocialServices1991Chapter5a = "social_services_1991_5a",
        /// Social Services Act 2009, section 18.
        SocialServices2009Section18 = "social_services_2009_18",
        /// Social Services Act 2009, section 19.
        SocialServices2009Section19 = "social_services_2009_19",
        /// Social Services Act 2009, section 20.
        SocialServices2009Section20 = "social_services_2009_20",
        /// Social Services Act 2009, section 20a.
        SocialServices2009Section20a = "social_services_2009_20a",
        /// Social Services Act 2009, section 28.
        SocialServices2009Section28 = "social_services_2009_28",
        /// Social Services Act 2009, section 29.
        SocialServices2009Section29 = "social_services_2009_29",
        /// Social Services Act 2009, section 30.
        SocialServices2009Section30 = "social_services_2009_30",
        /// Social Services Act 2009, section 31.
        SocialServices2009Section31 = "social_services_2009_31",
        /// Social Services Act 2009, section 32.
        SocialServices2009Section32 = "social_services_2009_32",
        /// Social Services Act 2009, section 33.
        SocialServices2009Section33 = "social_services_2009_33",
        /// Social Services Act 2009, section 34.
        SocialServices2009Section34 = "social_services_2009_34",
        /// Social Services Act 2009, section 35.
        SocialServices2009Section35 = "social_services_2009_35",
        /// Social Services Act 2009, section 36.
        SocialServices2009Section36 = "social_services_2009_36",
        /// Social Services Act 2009, section 37.
        SocialServices2009Section37 = "social_services_2009_37",
        /// Social Services Act 2009, section 38.
        SocialServices2009Section38 = "social_services_2009_38",
        /// Social Services Act 2009, section 39.
        SocialServices2009Section39 = "social_services_2009_39",
        /// Social Services Act 2009, section 40.
        SocialServices2009Section40 = "social_services_2009_40",
        /// Another section, which the words beside it name.
        Other = "other",
    }

    /// An individual's plan.
    PlanKind { IndividualPlan = "individual_plan", ActivityPlan = "activity_plan" }

    /// The answer to an offer.
    Answer { Accepted = "accepted", Declined = "declined", Open = "open" }

    /// Why an enrolment is suspended.
    SuspensionKind {
        LeaveWithBenefit = "leave_with_benefit", LeaveWithoutBenefit = "leave_without_benefit", Other = "other",
    }

    /// Where somebody went on leaving a programme.
    Destination {
        Work = "work", WorkFull = "work_full", WorkPart = "work_part", Education = "education",
        StateMeasure = "state_measure",
        /// Work assessment allowance, from 1 March 2010.
        Aap = "aap",
        /// Rehabilitation benefit, until 28 February 2010.
        RehabilitationBenefit = "rehabilitation_benefit",
        DisabilityPension = "disability_pension", OldAgePension = "old_age_pension",
        SocialAssistance = "social_assistance", HealthFollowUp = "health_follow_up", LearningCentre = "learning_centre",
        JobSeeker = "job_seeker", Moved = "moved", EndedWithoutContact = "ended_without_contact", Other = "other",
        Unknown = "unknown",
    }

    /// How a placement ended: a destination, or on to more.
    Outcome {
        Work = "work", WorkFull = "work_full", WorkPart = "work_part", Education = "education",
        StateMeasure = "state_measure",
        /// Work assessment allowance, from 1 March 2010.
        Aap = "aap",
        /// Rehabilitation benefit, until 28 February 2010.
        RehabilitationBenefit = "rehabilitation_benefit",
        DisabilityPension = "disability_pension", OldAgePension = "old_age_pension",
        SocialAssistance = "social_assistance", HealthFollowUp = "health_follow_up", LearningCentre = "learning_centre",
        JobSeeker = "job_seeker", Moved = "moved", EndedWithoutContact = "ended_without_contact", Other = "other",
        Unknown = "unknown",
        /// Goes on in the same measure under a new placement.
        Continued = "continued",
        /// Goes on at another provider.
        ToOtherProvider = "to_other_provider",
        /// Several attempts to begin.
        SeveralAttempts = "several_attempts",
        /// Carried through to its end as planned, where nothing more is said of where the person went.
        Completed = "completed",
        /// Broken off before its end.
        Interrupted = "interrupted",
    }

    /// Who owns a measure.
    Owner { State = "state", Municipal = "municipal" }

    /// Why somebody was away.
    AbsenceKind {
        SelfCertified = "self_certified", Medical = "medical", ChildSick = "child_sick",
        LeaveWithBenefit = "leave_with_benefit", LeaveWithoutBenefit = "leave_without_benefit",
        Unauthorised = "unauthorised", Holiday = "holiday", JobInterview = "job_interview", Other = "other",
    }

    /// What was paid to a person.
    BenefitKind {
        QualificationBenefit = "qualification_benefit", SocialAssistanceFull = "social_assistance_full",
        SocialAssistanceSupplementary = "social_assistance_supplementary",
    }

    /// What a condition for a benefit asks of a person.
    ConditionKind {
        /// To take part in a measure.
        Measure = "measure",
        /// To look for work.
        JobSearch = "job_search",
        /// To come to a meeting.
        Meeting = "meeting",
        /// Something else, which the note says.
        Other = "other",
    }

    /// What became of a condition.
    ConditionOutcome {
        /// It was met.
        Met = "met",
        /// It was not met.
        NotMet = "not_met",
        /// It was not met, for a good reason.
        Excused = "excused",
    }

    /// What followed for the benefit.
    ConditionConsequence {
        /// Nothing.
        None = "none",
        /// It was reduced.
        Reduced = "reduced",
        /// It was stopped.
        Stopped = "stopped",
    }

    /// How a target is measured.
    TargetKind {
        /// On the last day of the period.
        Point = "point",
        /// The mean of the month-ends of the period.
        Average = "average",
        /// How many fewer of a cohort.
        CohortReduction = "cohort_reduction",
    }

    /// Which way of a target is better.
    Direction {
        /// The value or more.
        AtLeast = "at_least",
        /// The value or less.
        AtMost = "at_most",
        /// So much less than the baseline, or less.
        ReduceBy = "reduce_by",
        /// The value itself, neither more nor less.
        Keep = "keep",
    }

    /// What kind of thing a duty is about.
    DutyKind {
        /// A report is delivered.
        Report = "report",
        /// A body meets.
        Meeting = "meeting",
        /// A project or an office is visited.
        Visit = "visit",
        /// Something else, of which the ledger records nothing.
        Other = "other",
    }

    /// Who has a duty separately.
    DutyEach {
        /// Each project of the programme.
        Project = "project",
        /// Each office of the programme.
        Office = "office",
    }

    /// How often something is to be done.
    Every {
        /// One time, by a deadline.
        Once = "once",
        /// Every week, from Monday to Sunday.
        Week = "week",
        /// Every month.
        Month = "month",
        /// Every three months from January.
        Quarter = "quarter",
        /// Every four months from January.
        Tertial = "tertial",
        /// Every half year from January.
        HalfYear = "half_year",
        /// Every calendar year.
        Year = "year",
        /// Over the whole time in which it is a duty.
        Period = "period",
    }

    /// A step of a tender.
    TenderStep {
        /// It was made known that something is to be bought.
        Announced = "announced",
        /// The last day to ask to be among those who may bid.
        PrequalificationDeadline = "prequalification_deadline",
        /// The documents were sent to those who may bid.
        DocumentsSent = "documents_sent",
        /// The last day for bids.
        BidDeadline = "bid_deadline",
        /// The bids were received.
        BidsReceived = "bids_received",
        /// The bids were evaluated.
        Evaluated = "evaluated",
        /// A supplier was chosen.
        Awarded = "awarded",
        /// The last day on which others can object to the choice.
        ObjectionDeadline = "objection_deadline",
        /// The last day on which bidders are bound by their bids.
        BidsBindingUntil = "bids_binding_until",
        /// The tender was cancelled.
        Cancelled = "cancelled",
    }

    /// What became of a recommendation.
    RecommendationOutcome {
        /// It will be done.
        Accepted = "accepted",
        /// It will not be done.
        Rejected = "rejected",
        /// It was done.
        Done = "done",
        /// A part of it was done.
        PartlyDone = "partly_done",
        /// It was not decided or not done yet.
        Open = "open",
    }

    /// Why a goal has no baseline value.
    NoBaseline { Unknown = "unknown", NotRecorded = "not_recorded", NotApplicable = "not_applicable" }

    /// How sure a source is of a number.
    Certainty { Stated = "stated", Approximate = "approximate" }

    /// What a number counts.
    Unit {
        Persons = "persons", Ore = "ore", BasisPoints = "basis_points", Projects = "projects",
        Municipalities = "municipalities", Days = "days", Meetings = "meetings", Hundredths = "hundredths", Offices = "offices", Cases = "cases", Places = "places",
    }

    /// What a programme's records are about, where they can end at different days.
    RecordSubject {
        /// Persons: enrolments, measures, absence, benefits.
        Participants = "participants",
        /// Milestones.
        Plan = "plan",
        /// Funds and grants.
        Money = "money",
        /// Bodies and their meetings.
        Bodies = "bodies",
        /// Reports due and received.
        Reports = "reports",
        /// Risks.
        Risks = "risks",
        /// Roles filled.
        Staff = "staff",
    }

    /// Which persons a cohort takes.
    CohortTakes {
        /// Who was in the programme, suspension included, on one of the days.
        Inside = "inside",
        /// Who was taken in on one of the days.
        TakenIn = "taken_in",
    }

    /// The status that a cohort asks for.
    CohortStatus {
        /// In the programme.
        InProgramme = "in_programme",
        /// Suspended.
        Suspended = "suspended",
        /// No longer in the programme.
        Exited = "exited",
    }

    /// The band of an age, as persons are grouped by.
    AgeBand {
        /// Younger than 18.
        Below18 = "0-17",
        /// 18 to 24.
        From18To24 = "18-24",
        /// 25 to 29.
        From25To29 = "25-29",
        /// 30 to 49.
        From30To49 = "30-49",
        /// 50 or older.
        From50 = "50+",
        /// The month of birth is not known.
        Unknown = "unknown",
    }

    /// What a programme sets a limit on.
    LimitKind {
        /// Days of absence of one placement in a calendar year, leave and holiday not counted.
        AbsenceDays = "absence_days",
        /// Days of self-certified absence of one placement in a calendar year.
        SelfCertifiedDays = "self_certified_days",
    }

    /// Why an entry is put right.
    ReasonCode {
        Typing = "typing", WrongDay = "wrong_day", WrongPerson = "wrong_person", WrongAmount = "wrong_amount",
        Duplicate = "duplicate", NewInformation = "new_information", NotTrue = "not_true", Moved = "moved", Other = "other",
        /// A later version of a table says something else.
        Import = "import",
    }
}
