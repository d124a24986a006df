//! Labels and words of attendance, absence and what was paid.

/// Key, English, bokmål.
pub(super) const WORDS: &[(&str, &str, &str)] = &[
    ("absences", "absences", "fravær"),
    ("attended_ore", "cost of what was attended", "pris for frammøtet"),
    ("calendar_days", "calendar days", "kalenderdager"),
    ("child_sick", "sick child", "sykt barn"),
    ("compared_ore", "compared", "sammenlignet"),
    ("difference_ore", "paid above that", "betalt ut over dette"),
    ("holiday", "holiday", "ferie"),
    (
        "in_no_row",
        "In no row: months that are not over, and payments without days",
        "I ingen rad: måneder som ikke er omme, og betalinger uten dager",
    ),
    ("job_interview", "job interview", "jobbintervju"),
    ("leave_with_benefit", "leave with benefit", "permisjon med stønad"),
    ("leave_without_benefit", "leave without benefit", "permisjon uten stønad"),
    ("medical", "doctor's certificate", "sykmelding"),
    ("paid_share", "share paid", "betalt andel"),
    ("payment", "payment", "betaling"),
    ("self_certified", "self-certified", "egenmelding"),
    ("unauthorised", "unauthorised", "ugyldig fravær"),
    ("without_attendance", "paid without attendance", "betalt uten frammøte registrert"),
    ("without_days_ore", "paid without days", "betalt uten dager"),
    ("without_payment", "attended without payment", "frammøte uten betaling registrert"),
    ("working_days", "working days", "arbeidsdager"),
];
