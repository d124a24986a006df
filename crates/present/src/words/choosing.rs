//! What people choose from: values of options and columns, by the words that tables have for them.

use hovedbok_interchange::headers::fold;

use super::{code, find, label};
use crate::lang::Lang;

/// Key, English, bokmål: of values of options that no table shows, or that mean something else elsewhere.
pub(super) const WORDS: &[(&str, &str, &str)] = &[
    ("by_person", "person", "person"),
    ("by_provider_month", "provider and month", "tiltaksarrangør og måned"),
    ("event_exit", "exit", "avslutning"),
    ("event_work_or_education", "work or education", "arbeid eller utdanning"),
    ("series_applications", "applications", "søknader"),
    ("series_attendance", "attendance", "frammøte"),
    ("series_benefits_paid", "benefits paid", "utbetalte ytelser"),
    ("series_days_to_decision", "days to the decision", "dager til vedtak"),
    ("series_milestones_completed", "milestones completed", "fullførte milepæler"),
    ("series_new_recipients", "new recipients", "nye mottakere"),
    ("series_recipients", "recipients", "mottakere"),
    ("series_stock", "stock", "bestand"),
];

/// What a value of an option means, or a status in a table: a kind of thing has its own words for some of them.
pub fn choice(lang: Lang, of: &str, value: &str) -> Option<&'static str> {
    let key = value.replace('-', "_");
    find(lang, &format!("{of}_{key}")).or_else(|| code(lang, of, &key))
}

/// Which of these columns a text names: by its key, or by its label in any language.
pub fn column<'k>(text: &str, keys: impl Iterator<Item = &'k str> + Clone) -> Option<&'k str> {
    let folded = fold(text);
    let labelled = |key: &&str| [Lang::Nb, Lang::En].iter().any(|lang| fold(&label(*lang, key)) == folded);
    keys.clone().find(|key| *key == text).or_else(|| keys.clone().find(labelled))
}

/// How columns are named in a list to choose from: in bokmål by their labels, as far as each of these means one of them.
pub fn columns(lang: Lang, keys: &[&str]) -> String {
    let named = |key: &&str| {
        let label = label(lang, key);
        let is_own = lang == Lang::Nb && !label.contains(',') && column(&label, keys.iter().copied()) == Some(*key);
        if is_own { label } else { (*key).to_owned() }
    };
    keys.iter().map(named).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_named_by_its_key_or_its_label() {
        let keys = ["case", "office", "days_late_least", "result", "outcome"];
        let named = |text| column(text, keys.iter().copied());
        assert_eq!(named("saksnummer"), Some("case"));
        assert_eq!(named("Kontor"), Some("office"));
        assert_eq!(named("office"), Some("office"));
        assert_eq!(named("outcome"), Some("outcome"));
        assert_eq!(named("colour"), None);
        // A label that two columns have names the first of them.
        assert_eq!(columns(Lang::Nb, &keys), "saksnummer, kontor, dager for sent (minst), resultat, outcome");
        assert_eq!(columns(Lang::En, &keys), keys.join(", "));
    }

    #[test]
    fn a_word_depends_on_whose_it_is() {
        assert_eq!(choice(Lang::Nb, "duty", "late"), Some("for sent"));
        assert_eq!(choice(Lang::Nb, "condition", "met"), Some("oppfylt"));
        assert_eq!(choice(Lang::Nb, "by", "age-band"), Some("aldersgruppe"));
        assert_eq!(choice(Lang::Nb, "by", "colour"), None);
    }
}
