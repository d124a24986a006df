//! The words that tables use for code words, in bokmål and as reports write them.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::headers::{distance, fold};

/// Code word and what else is written for it. The field says which of them it can have.
const WORDS: &[(&str, &[&str])] = &[
    // Registration.
    ("female", &["kvinne", "kvinner", "k", "f"]),
    ("male", &["mann", "menn", "m"]),
    ("not_asked", &["ikke spurt"]),
    ("none", &["ingen"]),
    ("primary", &["grunnskole"]),
    ("upper_secondary_begun", &["påbegynt videregående"]),
    ("upper_secondary", &["videregående", "videregående skole"]),
    ("higher", &["høyere", "høyere utdanning", "høyskole", "universitet"]),
    ("one", &["en", "ett", "én", "én tjeneste"]),
    ("several", &["flere", "flere tjenester"]),
    ("good", &["god"]),
    ("reduced", &["nedsatt", "redusert", "reduksjon"]),
    ("under_treatment", &["under behandling"]),
    ("benefit", &["ytelse", "trygd"]),
    ("introduction_benefit", &["introduksjonsstønad"]),
    // Offers of plans.
    ("individual_plan", &["individuell plan", "ip"]),
    ("activity_plan", &["aktivitetsplan"]),
    ("accepted", &["takket ja", "ja", "akseptert"]),
    ("declined", &["takket nei", "nei", "avslått"]),
    ("open", &["ikke besvart", "åpent"]),
    // Cohorts.
    ("inside", &["var inne", "inne"]),
    ("taken_in", &["ble tatt inn", "tatt inn"]),
    ("in_programme", &["i program", "i programmet", "in programme"]),
    ("suspended", &["midlertidig stanset", "stanset"]),
    ("exited", &["avsluttet"]),
    // Destinations and outcomes.
    ("work", &["arbeid", "jobb", "i arbeid", "ordinært arbeid", "ordinary work"]),
    ("work_full", &["heltid", "heltidsarbeid", "arbeid heltid", "full-time work"]),
    ("work_part", &["deltid", "deltidsarbeid", "arbeid deltid", "part-time work"]),
    ("education", &["utdanning", "skole", "ordinær utdanning", "ordinary education"]),
    ("state_measure", &["statlig tiltak", "statlige tiltak", "state measures"]),
    ("aap", &["arbeidsavklaringspenger", "work assessment allowance"]),
    ("rehabilitation_benefit", &["rehabiliteringspenger"]),
    ("disability_pension", &["uføretrygd", "uførepensjon"]),
    ("old_age_pension", &["alderspensjon"]),
    ("social_assistance", &["sosialhjelp", "økonomisk sosialhjelp", "back to social assistance"]),
    ("health_follow_up", &["helse", "helseoppfølging", "helsemessig oppfølging", "ended for health reasons"]),
    ("learning_centre", &["læringssenter", "læringssenteret", "back to the learning centre"]),
    ("job_seeker", &["arbeidssøker", "jobbsøker"]),
    ("moved", &["flyttet", "flytting"]),
    ("ended_without_contact", &["uten kontakt", "avsluttet uten kontakt"]),
    ("other", &["annet", "a"]),
    ("unknown", &["ukjent", "ikke oppgitt", "not stated"]),
    ("continued", &["fortsetter", "fortsatte", "videreført"]),
    ("to_other_provider", &["annen arrangør", "til annen arrangør", "other provider"]),
    ("several_attempts", &["flere forsøk"]),
    ("completed", &["fullført", "gjennomført", "utført", "ferdig", "avsluttet som planlagt", "done", "finished"]),
    ("interrupted", &["avbrutt", "brutt", "sluttet underveis", "dropped out"]),
    ("state", &["statlig", "stat"]),
    ("municipal", &["kommunal", "kommune", "kommunalt"]),
    // Absence, with the letters of a grid.
    ("self_certified", &["egenmelding", "e"]),
    ("medical", &["sykmelding", "sykemelding", "sykmeldt", "sykemeldt", "s"]),
    ("child_sick", &["sykt barn", "b"]),
    ("leave_with_benefit", &["permisjon med ytelse", "permisjon med stønad", "p"]),
    ("leave_without_benefit", &["permisjon uten ytelse", "permisjon uten stønad", "u"]),
    ("unauthorised", &["ugyldig", "ugyldig fravær", "skoft", "g", "ug"]),
    ("holiday", &["ferie", "f"]),
    ("job_interview", &["jobbintervju", "intervju", "j"]),
    // Benefits.
    ("qualification_benefit", &["kvalifiseringsstønad", "kvp"]),
    (
        "social_assistance_full",
        &["sosialhjelp fullt ut", "full sosialhjelp", "sosialhjelp full", "økonomisk sosialhjelp, full"],
    ),
    (
        "social_assistance_supplementary",
        &["supplerende sosialhjelp", "sosialhjelp supplerende", "økonomisk sosialhjelp, supplerende"],
    ),
    // Conditions for benefits.
    ("measure", &["tiltak", "delta i tiltak"]),
    ("job_search", &["jobbsøking", "søke arbeid", "søke jobb"]),
    ("met", &["oppfylt", "ja"]),
    ("not_met", &["ikke oppfylt", "nei"]),
    ("excused", &["gyldig grunn", "unnskyldt"]),
    ("stopped", &["stanset", "stoppet"]),
    ("social_services_1991_5a", &["sosialtjenesteloven 1991 kapittel 5A", "kapittel 5A", "5A"]),
    ("social_services_2009_18", &["§ 18", "18"]),
    ("social_services_2009_19", &["§ 19", "19"]),
    ("social_services_2009_20", &["§ 20", "20"]),
    ("social_services_2009_28", &["§ 28", "28"]),
    ("social_services_2009_29", &["§ 29", "29"]),
    ("social_services_2009_30", &["§ 30", "30"]),
    ("social_services_2009_31", &["§ 31", "31"]),
    ("social_services_2009_32", &["§ 32", "32"]),
    ("social_services_2009_33", &["§ 33", "33"]),
    ("social_services_2009_34", &["§ 34", "34"]),
    ("social_services_2009_35", &["§ 35", "35"]),
    ("social_services_2009_36", &["§ 36", "36"]),
    ("social_services_2009_37", &["§ 37", "37"]),
    ("social_services_2009_38", &["§ 38", "38"]),
    ("social_services_2009_39", &["§ 39", "39"]),
    ("social_services_2009_40", &["§ 40", "40"]),
    ("social_services_2009_20a", &["§ 20a", "§ 20 a", "20a"]),
    // Duties.
    ("report", &["rapport"]),
    ("meeting", &["møte", "møter"]),
    ("visit", &["besøk"]),
    ("project", &["prosjekt", "hvert prosjekt"]),
    ("office", &["kontor", "hvert kontor"]),
    ("once", &["én gang", "en gang"]),
    ("week", &["uke", "ukentlig"]),
    ("month", &["måned", "månedlig"]),
    ("quarter", &["kvartal", "kvartalsvis"]),
    ("tertial", &["tertialvis"]),
    ("half_year", &["halvår", "halvårlig"]),
    ("year", &["år", "årlig"]),
    ("period", &["perioden", "periode", "hele perioden"]),
    // What records are about.
    ("participants", &["deltakere", "deltaker"]),
    ("plan", &["planer", "milepæler"]),
    ("money", &["penger", "økonomi"]),
    ("bodies", &["organer", "møteorganer", "utvalg"]),
    ("reports", &["rapporter", "rapportering"]),
    ("risks", &["risikoer", "risiko"]),
    ("staff", &["bemanning", "ansatte"]),
    // Money.
    ("stated", &["oppgitt", "sikker"]),
    ("approximate", &["omtrentlig", "ca", "anslag", "about"]),
    ("appropriated", &["bevilget", "bevilgning"]),
    ("increased", &["økt", "økning"]),
    ("spent", &["brukt", "forbruk"]),
    ("frame", &["ramme"]),
    ("contract", &["kontrakt"]),
    ("forecast", &["prognose"]),
    ("unspent", &["ubrukt", "ikke brukt"]),
    ("received", &["mottatt"]),
    ("allocated", &["tildelt"]),
    // Why an entry is corrected.
    ("typing", &["skrivefeil", "tastefeil", "typo"]),
    ("wrong_day", &["feil dag", "feil dato", "wrong date"]),
    ("wrong_person", &["feil person", "feil deltaker"]),
    ("wrong_amount", &["feil beløp"]),
    (
        "duplicate",
        &[
            "registrert to ganger",
            "dobbelt",
            "dobbeltført",
            "dobbeltregistrert",
            "duplikat",
            "dublett",
            "to ganger",
            "twice",
        ],
    ),
    ("new_information", &["nye opplysninger", "ny informasjon"]),
    ("not_true", &["stemte ikke", "ikke riktig", "feil"]),
    ("import", &["nyere tabell"]),
    // Rows of a map.
    ("column", &["kolonne"]),
    ("word", &["ord"]),
    ("fixed", &["fast", "fast verdi"]),
    ("only", &["bare", "kun"]),
    ("ignore", &["ignorer", "utelat", "se bort fra"]),
    // Units.
    ("persons", &["personer", "person"]),
    ("offices", &["kontorer"]),
    ("cases", &["saker"]),
    ("places", &["plasser"]),
    ("ore", &["øre"]),
    ("basis_points", &["basispunkter"]),
    ("projects", &["prosjekter"]),
    ("municipalities", &["kommuner"]),
    ("days", &["dager"]),
    ("meetings", &["møter"]),
    ("hundredths", &["hundredeler"]),
];

/// How a code word is written in bokmål among those that are possible there; the code word itself where nothing else is.
pub fn bokmal(code: &'static str, among: &[&'static str]) -> &'static str {
    let others = WORDS.iter().find(|(word, _)| *word == code).map_or(&[][..], |(_, others)| others);
    let first = others.first().copied().filter(|text| text.chars().count() > 1);
    first.filter(|text| find(text, among) == Some(code)).unwrap_or(code)
}

/// The code word that a text means, among those that are possible there. Case, spaces and accents play no part.
pub fn find<'c>(text: &str, among: &[&'c str]) -> Option<&'c str> {
    let folded = fold(text);
    if folded.is_empty() {
        return None;
    }
    let begins_alike = |word: &&&str| word.as_bytes().first() == folded.as_bytes().first();
    let own = among.iter().filter(begins_alike).find(|word| fold(word) == folded);
    let codes = WRITTEN.get(&folded);
    own.or_else(|| codes.and_then(|codes| among.iter().find(|word| codes.contains(word)))).copied()
}

/// The code word among these that a text nearly is, in one of the ways to write it: a few letters are others.
pub fn near<'c>(text: &str, among: &[&'c str]) -> Option<&'c str> {
    let folded = fold(text);
    let length = folded.chars().count();
    let allowed = match length {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    let ways = |code: &str| {
        let others = WORDS.iter().filter(|(own, _)| *own == code).flat_map(|(_, others)| others.iter().copied());
        others.map(fold).chain([fold(code)]).collect::<Vec<_>>()
    };
    let far = |code: &'c str| ways(code).iter().map(|way| distance(way, &folded)).min().map(|far| (far, code));
    among.iter().filter_map(|code| far(code)).filter(|(far, _)| *far <= allowed).min().map(|(_, code)| code)
}

/// The code words that each folded text is written for.
static WRITTEN: LazyLock<HashMap<String, Vec<&str>>> = LazyLock::new(|| {
    let mut written: HashMap<String, Vec<&str>> = HashMap::new();
    for (code, others) in WORDS {
        others.iter().for_each(|other| written.entry(fold(other)).or_default().push(code));
    }
    written
});

#[cfg(test)]
mod tests {
    use hovedbok_core::entries::codes::{AbsenceKind, Certainty, Destination, Health, Outcome, Sex, Unit};

    use super::*;

    #[test]
    fn words_are_found_among_those_that_can_stand_there() {
        let absence = ["self_certified", "medical", "other", "holiday"];
        assert_eq!(find("Sykemelding", &absence), Some("medical"));
        assert_eq!(find("E", &absence), Some("self_certified"));
        assert_eq!(find("self-certified", &absence), Some("self_certified"));
        assert_eq!(find("f", &absence), Some("holiday"));
        assert_eq!(find("f", &["female", "male"]), Some("female"));
        assert_eq!(find("redusert", &["good", "reduced"]), Some("reduced"));
        assert_eq!(find("%", &absence), None);
        assert_eq!(find("kvinne", &absence), None);
    }

    #[test]
    fn no_text_stands_for_two_words_of_one_field() {
        fn pinned<T: hovedbok_core::field::Field>() -> &'static [&'static str] {
            match T::SHAPE {
                hovedbok_core::field::Shape::OneOf(words) => words,
                _ => &[],
            }
        }
        let fields = [
            pinned::<AbsenceKind>(),
            pinned::<Certainty>(),
            pinned::<Destination>(),
            pinned::<Health>(),
            pinned::<Outcome>(),
            pinned::<Sex>(),
            pinned::<Unit>(),
        ];
        for among in fields {
            for (code, others) in WORDS.iter().filter(|(code, _)| among.contains(code)) {
                for other in *others {
                    assert_eq!(find(other, among), Some(*code), "{other}");
                }
            }
        }
    }

    #[test]
    fn a_word_with_a_slip_is_near_the_code_that_it_is_written_for() {
        let among = ["typing", "wrong_day", "duplicate", "other"];
        for (text, code) in [
            ("typng", "typing"),
            ("skriveffeil", "typing"),
            ("feil dga", "wrong_day"),
            ("dulpikat", "duplicate"),
            ("Duplicat", "duplicate"),
        ] {
            assert_eq!(near(text, &among), Some(code), "{text}");
        }
        for text in ["", "kari", "the contract says so", "asked again", "not"] {
            assert_eq!(near(text, &among), None, "{text}");
        }
    }
}
