//! Labels and words of cohorts, and of figures that are not derived.

/// Key, English, bokmål.
pub(super) const WORDS: &[(&str, &str, &str)] = &[
    ("age_band", "age band", "aldersgruppe"),
    ("defined", "defined", "definert"),
    ("first_day", "from", "fra"),
    ("inside", "in the programme", "i programmet"),
    ("judged_to", "records reach", "registrert til"),
    ("not_counted", "not derived by figures", "regnes ikke ut av figures"),
    ("not_derived", "why not derived", "hvorfor ikke utledet"),
    ("not_over", "not over yet", "ikke over ennå"),
    ("of_a_place", "about a place", "gjelder et sted"),
    ("other_part", "not for such a part", "ikke for en slik delgruppe"),
    ("other_unit", "in another unit", "i en annen enhet"),
    ("records_ended", "after the records end", "etter at opplysningene slutter"),
    ("named", "given by", "gitt ved"),
    ("no_cohorts", "no cohort is recorded", "ingen kohorter er registrert"),
    ("taken_in", "taken in", "tatt inn"),
    ("takes", "takes", "omfatter"),
];
