//! Indicators of goals and figures, of those that the ledger derives. In English they are called as they are written.

/// Key, English, bokmål: of those that no other field has a word for.
pub(super) const WORDS: &[(&str, &str, &str)] = &[
    ("participants_in_programme", "participants_in_programme", "deltakere i programmet"),
    ("participants_ever", "participants_ever", "deltakere i alt"),
    ("exits_work_or_education", "exits_work_or_education", "avslutninger til arbeid eller utdanning"),
    (
        "placements_work_or_education",
        "placements_work_or_education",
        "tiltaksplasser som endte i arbeid eller utdanning",
    ),
    ("state_measures", "state_measures", "statlige tiltak"),
    ("cohort_size", "cohort_size", "størrelsen på kohorten"),
    ("cohort_receiving", "cohort_receiving", "kohortens mottakere av ytelse"),
    ("full_support_share", "full_support_share", "andel med full støtte"),
];

/// The others, which are words of other fields too, with their bokmål.
const SHARED: &[(&str, &str)] = &[
    ("applications", "søknader"),
    ("grants", "innvilgelser"),
    ("intakes", "inntak"),
    ("exits", "avslutninger"),
    ("still_in_measure", "fortsatt i tiltak"),
    ("cohort_reduction", "nedgang i kohorten"),
    ("receiving", "mottakere av ytelse"),
    ("projects", "prosjekter"),
    ("municipalities", "kommuner"),
];

/// An indicator that the ledger derives, in bokmål; of what somebody named there is nothing.
pub(crate) fn indicator_in_bokmal(name: &str) -> Option<&'static str> {
    let own = WORDS.iter().map(|(key, _, nb)| (key, nb)).chain(SHARED.iter().map(|(key, nb)| (key, nb)));
    own.into_iter().find(|(key, _)| **key == name).map(|(_, nb)| *nb)
}

#[cfg(test)]
mod tests {
    use hovedbok_state::Indicator;

    use super::*;

    #[test]
    fn every_indicator_that_is_derived_of_persons_has_bokmal() {
        for indicator in Indicator::ALL {
            assert!(indicator_in_bokmal(indicator.word()).is_some(), "{}", indicator.word());
        }
        assert_eq!(indicator_in_bokmal("new applicants per year"), None);
    }
}
