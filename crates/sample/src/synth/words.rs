//! Texts that differ: notes, documents, places, providers.

use hovedbok_core::Text;
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

const WORDS: &[&str] = &[
    "møte",
    "avtale",
    "kurs",
    "praksis",
    "samtale",
    "plan",
    "oppfølging",
    "arbeidsgiver",
    "leder",
    "butikk",
    "lager",
    "verksted",
    "kantine",
    "skole",
    "språk",
    "norsk",
    "regning",
    "timer",
    "dager",
    "uke",
    "måned",
    "start",
    "slutt",
    "forsinket",
    "avtalt",
    "endret",
    "flyttet",
    "utsatt",
    "ferdig",
    "ny",
    "samme",
    "annen",
    "tidlig",
    "sent",
    "delvis",
    "hel",
    "halv",
    "stilling",
    "vakt",
    "turnus",
    "sykdom",
    "lege",
    "barn",
    "bolig",
    "buss",
    "reise",
    "søknad",
    "vedtak",
    "brev",
    "svar",
    "telefon",
    "kontor",
    "kommune",
    "fylke",
    "tiltak",
    "deltaker",
    "veileder",
    "gruppe",
    "mål",
    "steg",
    "mestring",
    "motivasjon",
    "fremgang",
    "tilbakemelding",
    "vurdering",
    "kartlegging",
    "kompetanse",
    "sertifikat",
    "truck",
    "renhold",
    "barnehage",
    "sykehjem",
    "gård",
    "skog",
    "fisk",
    "bygg",
    "maler",
    "snekker",
    "kjøkken",
    "data",
    "opplæring",
    "eksamen",
    "fag",
    "lærling",
    "etter",
    "før",
    "under",
    "med",
    "uten",
    "fra",
    "til",
    "hos",
    "ved",
    "om",
    "ikke",
    "bare",
    "også",
    "igjen",
    "fortsatt",
    "trolig",
    "enig",
    "ønsker",
    "trenger",
    "venter",
    "møtte",
    "ringte",
    "skrev",
    "leverte",
    "begynte",
    "sluttet",
    "øker",
    "reduserer",
    "holder",
    "prøver",
    "fant",
    "savner",
];
const PLACES: &[&str] = &[
    "Alm", "Berg", "Dal", "Eid", "Foss", "Grav", "Haug", "Krok", "Lund", "Myr", "Nes", "Os", "Rud", "Sand", "Tun",
    "Vik",
];
const ENDINGS: &[&str] = &["heim", "rud", "stad", "vang", "mo", "lia", "nes", "sund", "øya", "bygda"];
const FORMS: &[&str] =
    &["Vekst", "Service", "Verksted", "Kompetanse", "Arbeidssenter", "Gård", "Kafé", "Lager", "Bygg"];
const MEASURES: &[&str] = &[
    "work training",
    "job club",
    "language practice",
    "wage subsidy",
    "work practice",
    "course",
    "supported employment",
    "low-threshold activity",
    "apprenticeship",
    "clarification",
];

fn one<'a>(rng: &mut ChaCha8Rng, of: &[&'a str]) -> &'a str {
    of.choose(rng).copied().unwrap_or("annet")
}

/// Some words one after the other.
pub(super) fn sentence(rng: &mut ChaCha8Rng) -> Text {
    let count = rng.random_range(3..=14);
    let words: Vec<&str> = (0..count).map(|_| one(rng, WORDS)).collect();
    Text::from(words.join(" "))
}

/// A note, now and then.
pub(super) fn note(rng: &mut ChaCha8Rng) -> Option<Text> {
    rng.random_ratio(1, 3).then(|| sentence(rng))
}

/// A document of the office's archive.
pub(super) fn document(rng: &mut ChaCha8Rng) -> Text {
    let (kind, year, number) = (one(rng, WORDS), rng.random_range(2006..2022), rng.random_range(1..9999));
    Text::from(format!("sak {year}/{number} {kind}"))
}

/// A municipality.
pub(super) fn place(rng: &mut ChaCha8Rng) -> Text {
    Text::from(format!("{}{}", one(rng, PLACES), one(rng, ENDINGS)))
}

/// A provider of measures.
pub(super) fn provider(rng: &mut ChaCha8Rng) -> Text {
    Text::from(format!("{}{} {}", one(rng, PLACES), one(rng, ENDINGS), one(rng, FORMS)))
}

/// A measure.
pub(super) fn measure(rng: &mut ChaCha8Rng) -> Text {
    Text::from(one(rng, MEASURES))
}
