//! Indicators of goals and figures. In English they are called as they are written; no other field has these words.

/// Key, English, bokmål.
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
