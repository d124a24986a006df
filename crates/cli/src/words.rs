//! The one message catalogue: labels in English and bokmål. Keys, headers and identifiers never change.

use crate::global::Lang;

/// Key, English, bokmål.
const WORDS: &[(&str, &str, &str)] = &[
    ("actor", "actor", "registrert av"),
    ("absence_days", "days absent", "fraværsdager"),
    ("after", "after", "etter"),
    ("allocated_ore", "allocated", "tildelt"),
    ("answer", "answer", "svar"),
    ("appropriated_ore", "appropriated", "bevilget"),
    ("as_of", "as of", "gjelder per"),
    ("as_written", "as written", "slik det står"),
    ("attained", "attained", "måloppnåelse"),
    ("attainment_bp", "attainment", "måloppnåelse"),
    ("attended_bp", "attended", "frammøte"),
    ("available_ore", "available", "disponibelt"),
    ("baseline", "baseline", "nullpunkt"),
    ("because", "because", "fordi"),
    ("before", "before", "før"),
    ("body", "body", "organ"),
    ("budget", "Budget", "Budsjett"),
    ("cancelled", "cancelled", "avlyst"),
    ("carried_in_ore", "carried in", "overført fra året før"),
    ("carried_out_ore", "carried out", "overført til neste år"),
    ("chapter", "chapter", "kapittel"),
    ("committed_ore", "committed", "tilsagn"),
    ("completed", "completed", "fullført"),
    ("continued_by", "continued by", "videreført av"),
    ("count", "count", "antall"),
    ("counsellor", "counsellor", "veileder"),
    ("days_late", "days late", "dager for sent"),
    ("derived", "derived", "utledet"),
    ("difference", "difference", "avvik"),
    ("digest", "digest", "sjekksum"),
    ("disbursed_ore", "disbursed", "utbetalt"),
    ("destination", "destination", "avgang til"),
    ("district", "district", "bydel"),
    ("doc", "meaning", "betydning"),
    ("dropped", "dropped", "utgår"),
    ("due", "due", "frist"),
    ("effective", "effective", "gjelder per"),
    ("end", "end", "slutt"),
    ("enrolment", "enrolment", "deltakelse"),
    ("entries", "entries", "føringer"),
    ("entry", "entry", "føring"),
    ("ever", "ever", "noen gang"),
    ("field", "field", "felt"),
    ("findings", "findings", "funn"),
    ("Findings", "Findings", "Funn"),
    ("from", "from", "fra"),
    ("goal", "goal", "mål"),
    ("Goals", "Goals", "Mål"),
    ("id", "id", "id"),
    ("in_force", "in force", "gjeldende"),
    ("indicator", "indicator", "indikator"),
    ("item", "item", "post"),
    ("key", "group", "gruppe"),
    ("kind", "kind", "slag"),
    ("known_at", "known at", "registrert per"),
    ("legal_basis", "legal basis", "hjemmel"),
    ("measure", "measure", "tiltak"),
    ("milestone", "milestone", "milepæl"),
    ("municipalities", "municipalities", "kommuner"),
    ("municipality", "municipality", "kommune"),
    ("name", "name", "navn"),
    ("no", "no", "nei"),
    ("none", "nothing", "ingenting"),
    ("number", "number", "nummer"),
    ("office", "office", "kontor"),
    ("outcome", "outcome", "resultat"),
    ("overdue", "overdue", "forfalt"),
    ("owner", "owner", "eier"),
    ("part", "part", "delgruppe"),
    ("participant", "participant", "deltaker"),
    ("participants", "participants", "deltakere"),
    ("period", "period", "periode"),
    ("placement", "placement", "tiltaksplass"),
    ("placements", "placements", "tiltaksplasser"),
    ("plan", "plan", "plan"),
    ("planned", "planned", "planlagt"),
    ("planned_end", "planned end", "planlagt slutt"),
    ("Plans", "Plans", "Planer"),
    ("position", "position", "posisjon"),
    ("postponed", "postponed", "utsatt"),
    ("programme", "programme", "program"),
    ("project", "project", "prosjekt"),
    ("projects", "projects", "prosjekter"),
    ("provider", "provider", "tiltaksarrangør"),
    ("published", "published", "publisert"),
    ("purpose", "purpose", "formål"),
    ("put_right_by", "put right by", "rettet av"),
    ("puts_right", "puts right", "retter"),
    ("recipient", "recipient", "mottaker"),
    ("recorded", "recorded", "registrert per"),
    ("required", "required", "må fylles ut"),
    ("responsible", "responsible", "ansvarlig"),
    ("rests_on_migrated", "rests on migrated entries", "bygger på overførte føringer"),
    ("returned_ore", "returned", "tilbakebetalt"),
    ("row", "row", "rad"),
    ("rows", "rows", "rader"),
    ("section", "section", "del"),
    ("seq", "seq", "nr."),
    ("severity", "severity", "alvor"),
    ("shape", "written as", "skrives som"),
    ("share_bp", "share", "andel"),
    ("since", "since", "siden"),
    ("source", "source", "kilde"),
    ("spent_direct_ore", "spent directly", "brukt direkte"),
    ("spent_ore", "spent", "brukt"),
    ("start", "start", "start"),
    ("state", "Participants", "Deltakere"),
    ("status", "status", "status"),
    ("status_as_written", "as written", "slik det står"),
    ("step", "step", "trinn"),
    ("stream", "stream", "strøm"),
    ("takes_hold", "counts from", "teller fra"),
    ("target_group", "target group", "målgruppe"),
    ("target", "target", "måltall"),
    ("title", "title", "tittel"),
    ("to", "to", "til"),
    ("total", "total", "i alt"),
    ("totals", "totals", "i alt"),
    ("tree_head", "tree head", "trehode"),
    ("type", "type", "type"),
    ("unit", "unit", "enhet"),
    ("unspent_ore", "unspent", "ubrukt"),
    ("value", "value", "verdi"),
    ("version", "version", "versjon"),
    ("what", "what", "hva"),
    ("where", "where", "hvor"),
    ("year", "year", "år"),
    ("yes", "yes", "ja"),
    ("registered", "registered", "registrert"),
    ("applied", "applied", "søkt"),
    ("waiting", "waiting", "på venteliste"),
    ("granted", "granted", "innvilget"),
    ("in_programme", "in programme", "i program"),
    ("suspended", "suspended", "permisjon"),
    ("exited", "exited", "avsluttet"),
    ("rejected", "rejected", "avslått"),
    ("withdrawn", "withdrawn", "trukket"),
    ("reached", "reached", "nådd"),
    ("not_reached", "not reached", "ikke nådd"),
    ("not_answerable", "not answerable", "kan ikke besvares"),
    ("not_recorded", "not recorded", "ikke registrert"),
    ("unknown", "unknown", "ukjent"),
    ("not_applicable", "not applicable", "ikke aktuelt"),
    ("still_in_measure", "still in measure", "fortsatt i tiltak"),
    ("work", "work", "arbeid"),
    ("work_full", "work, full time", "arbeid, heltid"),
    ("work_part", "work, part time", "arbeid, deltid"),
    ("education", "education", "utdanning"),
    ("state_measure", "state measure", "statlig tiltak"),
    ("aap", "work assessment allowance", "arbeidsavklaringspenger"),
    ("rehabilitation_benefit", "rehabilitation benefit", "rehabiliteringspenger"),
    ("disability_pension", "disability pension", "uføretrygd"),
    ("old_age_pension", "old-age pension", "alderspensjon"),
    ("social_assistance", "social assistance", "økonomisk sosialhjelp"),
    ("health_follow_up", "health follow-up", "helseoppfølging"),
    ("learning_centre", "learning centre", "læringssenter"),
    ("job_seeker", "job seeker", "arbeidssøker"),
    ("moved", "moved", "flyttet"),
    ("ended_without_contact", "ended without contact", "avsluttet uten kontakt"),
    ("other", "other", "annet"),
    ("continued", "continued", "fortsatte"),
    ("to_other_provider", "to another provider", "til annen arrangør"),
    ("several_attempts", "several attempts", "flere forsøk"),
    ("persons", "persons", "personer"),
    ("point", "point", "på en dato"),
    ("average", "average", "gjennomsnitt"),
    ("cohort_reduction", "cohort reduction", "nedgang i kohort"),
    ("warning", "warning", "advarsel"),
    ("notice", "notice", "merknad"),
    ("error", "error", "feil"),
];

/// Columns whose values are words of the catalogue.
const WORDED: [&str; 9] = ["key", "status", "outcome", "answer", "why", "unit", "kind", "severity", "destination"];

fn find(lang: Lang, key: &str) -> Option<&'static str> {
    WORDS.iter().find(|(word, _, _)| *word == key).map(|(_, en, nb)| match lang {
        Lang::En => *en,
        Lang::Nb => *nb,
    })
}

/// A word of the catalogue; nothing for one that it does not have, which a test rules out.
pub fn say(lang: Lang, key: &str) -> &'static str {
    find(lang, key).unwrap_or_default()
}

/// The label of a column: its word, or the key with spaces.
pub fn label(lang: Lang, key: &str) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    find(lang, last).map_or_else(|| last.trim_end_matches("_ore").replace('_', " "), str::to_owned)
}

/// A value of a column as people read it: words where the column holds words, text as it is elsewhere.
pub fn value(lang: Lang, key: &str, text: &str) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    if WORDED.contains(&last) { find(lang, text).unwrap_or(text).to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_once_and_in_both_languages() {
        for (index, (key, en, nb)) in WORDS.iter().enumerate() {
            assert!(!en.is_empty() && !nb.is_empty(), "{key}");
            assert!(!WORDS[..index].iter().any(|(other, _, _)| other == key), "{key} stands twice");
        }
    }
}
