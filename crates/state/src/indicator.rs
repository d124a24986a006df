//! What goals and published figures can be measured with: the names, and how each can be narrowed.

use crate::part::Part;

/// The names that a goal or figure can give its indicator to have it derived.
///
/// *On the day* is the last day of the period asked about, or D when that is earlier. *In the period* is from its first
/// day up to there; a single day stands for everything up to and including it. Entries count by the day they take hold,
/// but a placement ends in the period of its last day inside, as in `placements`. Narrowed to an office, target group or
/// cohort, what counts is theirs on the day itself: an intake counts where the person was taken in, an exit where the person
/// was then, an application or grant before the intake at the person's own office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Indicator {
    /// Persons in programme or suspended on the day.
    ParticipantsInProgramme,
    /// Persons with a day in the programme up to the day; with a provider, outcome or year, persons with such a placement
    /// in the period.
    ParticipantsEver,
    /// Enrolments first applied for or referred in the period.
    Applications,
    /// Enrolments with a decision to grant in the period.
    Grants,
    /// Intakes in the period; somebody who comes back counts again.
    Intakes,
    /// Exits in the period.
    Exits,
    /// Exits in the period to work (full, part or not said) or education.
    ExitsWorkOrEducation,
    /// Placements that ended in the period with work (full, part or not said) or education.
    PlacementsWorkOrEducation,
    /// Placements with a day in the period that did not end in it.
    StillInMeasure,
    /// Placements that ended in the period with a state measure.
    StateMeasures,
    /// Persons of the cohort up to the day, in programme or gone.
    CohortSize,
    /// Persons of the cohort with a benefit whose period includes the day.
    CohortReceiving,
    /// How many fewer of the cohort receive on the day than belong to it: size minus receiving.
    CohortReduction,
    /// Persons of the programme, in it or gone, with a benefit whose period includes the day.
    Receiving,
    /// Of the persons of the programme, in it or gone, with social assistance that includes the day, the share with full
    /// support, in basis points.
    FullSupportShare,
}

impl Indicator {
    /// Every indicator.
    pub const ALL: &'static [Indicator] = &[
        Indicator::ParticipantsInProgramme,
        Indicator::ParticipantsEver,
        Indicator::Applications,
        Indicator::Grants,
        Indicator::Intakes,
        Indicator::Exits,
        Indicator::ExitsWorkOrEducation,
        Indicator::PlacementsWorkOrEducation,
        Indicator::StillInMeasure,
        Indicator::StateMeasures,
        Indicator::CohortSize,
        Indicator::CohortReceiving,
        Indicator::CohortReduction,
        Indicator::Receiving,
        Indicator::FullSupportShare,
    ];

    /// The pinned name.
    pub fn word(self) -> &'static str {
        match self {
            Indicator::ParticipantsInProgramme => "participants_in_programme",
            Indicator::ParticipantsEver => "participants_ever",
            Indicator::Applications => "applications",
            Indicator::Grants => "grants",
            Indicator::Intakes => "intakes",
            Indicator::Exits => "exits",
            Indicator::ExitsWorkOrEducation => "exits_work_or_education",
            Indicator::PlacementsWorkOrEducation => "placements_work_or_education",
            Indicator::StillInMeasure => "still_in_measure",
            Indicator::StateMeasures => "state_measures",
            Indicator::CohortSize => "cohort_size",
            Indicator::CohortReceiving => "cohort_receiving",
            Indicator::CohortReduction => "cohort_reduction",
            Indicator::Receiving => "receiving",
            Indicator::FullSupportShare => "full_support_share",
        }
    }

    /// The indicator of that name.
    pub fn from_word(word: &str) -> Option<Indicator> {
        Indicator::ALL.iter().copied().find(|indicator| indicator.word() == word)
    }

    /// Whether it counts everything from the beginning up to a day, and not what is so on the day.
    pub fn counts_from_the_beginning(self) -> bool {
        match self {
            Indicator::ParticipantsEver
            | Indicator::Applications
            | Indicator::Grants
            | Indicator::Intakes
            | Indicator::Exits
            | Indicator::ExitsWorkOrEducation => true,
            Indicator::ParticipantsInProgramme
            | Indicator::PlacementsWorkOrEducation
            | Indicator::StillInMeasure
            | Indicator::StateMeasures
            | Indicator::CohortSize
            | Indicator::CohortReceiving
            | Indicator::CohortReduction
            | Indicator::Receiving
            | Indicator::FullSupportShare => false,
        }
    }

    /// Whether it looks at the placements of a period, and not at the persons inside on a day.
    pub(crate) fn counts_placements(self, part: &Part<'_>) -> bool {
        match self {
            Indicator::PlacementsWorkOrEducation | Indicator::StillInMeasure | Indicator::StateMeasures => true,
            Indicator::ParticipantsEver => part.provider.is_some() || part.outcome.is_some() || part.year.is_some(),
            Indicator::ParticipantsInProgramme
            | Indicator::Applications
            | Indicator::Grants
            | Indicator::Intakes
            | Indicator::Exits
            | Indicator::ExitsWorkOrEducation
            | Indicator::CohortSize
            | Indicator::CohortReceiving
            | Indicator::CohortReduction
            | Indicator::Receiving
            | Indicator::FullSupportShare => false,
        }
    }

    /// Whether it can be narrowed so: by what it does not know it gives no number rather than a wrong one.
    pub(crate) fn takes(self, part: &Part<'_>) -> bool {
        let (provider, outcome, year) = (part.provider.is_some(), part.outcome.is_some(), part.year.is_some());
        let destination = part.destination.is_some();
        let group = part.target_group.is_some() || part.cohort.is_some();
        match self {
            Indicator::ParticipantsEver => !destination,
            Indicator::ParticipantsInProgramme => !(outcome || year || destination),
            Indicator::PlacementsWorkOrEducation | Indicator::StillInMeasure | Indicator::StateMeasures => {
                !(outcome || destination)
            }
            Indicator::Exits | Indicator::ExitsWorkOrEducation => !(provider || outcome || year),
            Indicator::Applications | Indicator::Grants => !(provider || outcome || year || destination || group),
            Indicator::CohortSize | Indicator::CohortReceiving | Indicator::CohortReduction => {
                part.cohort.is_some() && !(provider || outcome || year || destination)
            }
            Indicator::Intakes | Indicator::Receiving | Indicator::FullSupportShare => {
                !(provider || outcome || year || destination)
            }
        }
    }
}
