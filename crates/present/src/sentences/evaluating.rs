//! Sentences of evaluators' answers.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    (
        "completeness and what is expected are estimates: they rest on {} facts recorded in a later month",
        "dekning og ventet antall er anslag: de bygger på {} opplysninger registrert i en senere måned",
    ),
    ("log-rank test: chi-squared {}, degrees of freedom {}, {}", "log-rank-test: khikvadrat {}, frihetsgrader {}, {}"),
    (
        "no fact was ever recorded in a later month, so nothing is estimated",
        "ingen opplysning ble noen gang registrert i en senere måned, så ingenting er anslått",
    ),
];
