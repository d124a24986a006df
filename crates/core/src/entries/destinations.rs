//! Destinations that answers count together. They are part of the rule set: another member is another set.

use super::codes::{Destination, codes};

codes! {
    /// Destinations that are counted together.
    DestinationGroup {
        /// Work, full or part time or not said.
        Work = "work",
        /// Work, or education.
        WorkOrEducation = "work_or_education",
        /// Nobody heard of the person any more.
        DropOut = "drop_out",
        /// A benefit for people whose health keeps them from work.
        HealthRelated = "health_related",
    }
}

impl DestinationGroup {
    /// Whether a destination is one of the group.
    pub fn holds(self, destination: Destination) -> bool {
        use Destination::{Aap, Education, EndedWithoutContact, RehabilitationBenefit, Work, WorkFull, WorkPart};
        match self {
            DestinationGroup::Work => matches!(destination, Work | WorkFull | WorkPart),
            DestinationGroup::WorkOrEducation => matches!(destination, Work | WorkFull | WorkPart | Education),
            DestinationGroup::DropOut => matches!(destination, EndedWithoutContact),
            DestinationGroup::HealthRelated => matches!(destination, Aap | RehabilitationBenefit),
        }
    }
}
