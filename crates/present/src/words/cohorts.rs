//! Labels and words of cohorts.

/// Key, English, bokmål.
pub(super) const WORDS: &[(&str, &str, &str)] = &[
    ("age_band", "age band", "aldersgruppe"),
    ("defined", "defined", "definert"),
    ("first_day", "from", "fra"),
    ("inside", "in the programme", "i programmet"),
    ("judged_to", "records reach", "registrert til"),
    ("named", "given by", "gitt ved"),
    ("no_cohorts", "no cohort is recorded", "ingen kohorter er registrert"),
    ("taken_in", "taken in", "tatt inn"),
    ("takes", "takes", "omfatter"),
];
