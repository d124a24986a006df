//! Sentences of imports.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    ("on {}", "{}"),
    ("from {} to {}", "fra {} til {}"),
    ("from {}", "fra {}"),
    ("no day given", "ingen dag er oppgitt"),
    (
        "it is the programme's only fund of the year; a column direction, chapter and item, or source can name another",
        "det er programmets eneste bevilgning det året; en kolonne direction, chapter og item, eller source kan oppgi en annen",
    ),
    (
        "the row names the fund, and it has money; a column direction can change this",
        "raden oppgir bevilgningen, og den har penger; en kolonne direction kan endre dette",
    ),
    (
        "the programme has no such money in the ledger; a column direction can change this",
        "programmet har ingen slike penger i hovedboken; en kolonne direction kan endre dette",
    ),
    ("allocated from {}", "tildelt fra {}"),
    ("received, and allocated from what was received", "mottatt, og tildelt av det som ble mottatt"),
    (
        "the row has no day: the last day of its deadline or section, but not after the document or before what was last recorded",
        "raden har ingen dag: den siste dagen i fristen eller delen, men ikke etter dokumentet eller før det som sist ble registrert",
    ),
    (
        "the row has no day: it was completed after the section or the plan began and by the day of the document",
        "raden har ingen dag: den ble fullført etter at delen eller planen begynte og innen dagen for dokumentet",
    ),
    (
        "the file does not say from which day its rows apply: 1 January of the earliest section's year is used",
        "filen oppgir ikke fra hvilken dag radene gjelder: 1. januar i den tidligste delens år brukes",
    ),
    ("some day from {} to {}", "en dag fra {} til {}"),
    (
        "{}: open in the file, ended in the plan (plan.milestone_reopened reopens it)",
        "{}: åpen i filen, avsluttet i planen (plan.milestone_reopened åpner den igjen)",
    ),
    ("{}, line {}: {} has no deadline here", "{}, linje {}: {} har ingen frist her"),
    ("words about its status", "ord om statusen"),
    ("{}, line {}: {}/{} differs from the plan ({})", "{}, linje {}: {}/{} er annerledes enn i planen ({})"),
    (
        "nothing was recorded; remove one of them, or import with --again if it did happen twice",
        "ingenting ble registrert; fjern en av dem, eller importer med --again hvis det skjedde to ganger",
    ),
    (
        "nothing was recorded; name the placement or enrolment in a separate column, or correct the entry with `replace` or void it, then import the file again",
        "ingenting ble registrert; oppgi tiltaksplassen eller deltakelsen i en egen kolonne, eller rett føringen med `replace` eller annuller den, og importer filen igjen",
    ),
    (
        "nothing was recorded; if the row is about what came next, first record the end of what came before, or record this row with `record`; if it corrects the entry, correct the entry with `replace`; then import the file again",
        "ingenting ble registrert; hvis raden handler om det som kom etterpå, registrer først slutten på det som var før, eller registrer denne raden med `record`; hvis den retter føringen, rett føringen med `replace`; importer så filen igjen",
    ),
    (
        "nothing was recorded; if the row replaces the entry, void the entry and import the file again; if both are true, import with --again",
        "ingenting ble registrert; hvis raden erstatter føringen, annuller føringen og importer filen igjen; hvis begge er riktige, importer med --again",
    ),
    (
        "nothing was recorded; record what changed as participant.details_changed, correct the registration with `replace`, or, if this is another person, give a different case number",
        "ingenting ble registrert; registrer det som er endret, som participant.details_changed, rett registreringen med `replace`, eller, hvis dette er en annen person, oppgi et annet saksnummer",
    ),
    ("the row is the same as {}", "raden er lik {}"),
    (
        "entry {} already records this, and another row of the file says the same",
        "føring {} registrerer dette fra før, og en annen rad i filen sier det samme",
    ),
    (
        "the row differs from what is recorded and could correct ",
        "raden er annerledes enn det som er registrert, og kan rette ",
    ),
    (", and so could ", ", og det kan også "),
    (
        "the row begins later than {}, which is still open on that day: it may correct it or be about what came next",
        "raden begynner senere enn {}, som fortsatt er åpen den dagen: den kan rette den eller handle om det som kom etterpå",
    ),
    (
        "the row would be recorded as {}, but {} already records it as {}: both would count",
        "raden ville bli registrert som {}, men {} registrerer den fra før som {}: begge ville telle",
    ),
    ("the person was registered in {} with different facts", "personen ble registrert i {} med andre opplysninger"),
    ("the same person has different facts in {}", "den samme personen har andre opplysninger i {}"),
    ("line {} of {}", "linje {} i {}"),
    ("{}, line {}: {}", "{}, linje {}: {}"),
    (
        "nothing was recorded; correct it and import the file again; --programme NAME names the programme of all rows",
        "ingenting ble registrert; rett det og importer filen igjen; --programme NAVN oppgir programmet for alle rader",
    ),
    (
        "nothing was recorded; correct it and import the file again; --plan NAME names the plan of all rows",
        "ingenting ble registrert; rett det og importer filen igjen; --plan NAVN oppgir planen for alle rader",
    ),
    (
        "nothing was recorded; correct it and import the file again; --effective DATE gives the day of all rows",
        "ingenting ble registrert; rett det og importer filen igjen; --effective DATO oppgir dagen for alle rader",
    ),
    (
        "nothing was recorded; correct it and import the file again; --month 2016-05 gives the month of all rows",
        "ingenting ble registrert; rett det og importer filen igjen; --month 2016-05 oppgir måneden for alle rader",
    ),
    ("and {} more rows", "og {} rader til"),
    (
        "nothing was recorded; these are the columns of --kind {}",
        "ingenting ble registrert; dette er kolonnene til --kind {}",
    ),
    ("{}, line {}", "{}, linje {}"),
    (
        "{}, line {}: the entry should be at position {} and version {} of its stream",
        "{}, linje {}: føringen skulle stått i posisjon {} og versjon {} i strømmen",
    ),
    ("{}, line {}: {}{}", "{}, linje {}: {}{}"),
    (
        "the grant could come from several funds of {} in {}: {}",
        "tilskuddet kan komme fra flere bevilgninger til {} i {}: {}",
    ),
    (
        "{}, line {}: the grant could come from several funds of {} in {}: {}",
        "{}, linje {}: tilskuddet kan komme fra flere bevilgninger til {} i {}: {}",
    ),
    ("{} has the plan '{}', and so does an earlier file", "{} har planen «{}», og det har også en tidligere fil"),
    (
        "{}, line {}: '{}' is unknown to this program, so its rules cannot be checked",
        "{}, linje {}: «{}» er ukjent for dette programmet, så reglene kan ikke kontrolleres",
    ),
    ("{}, line {}: the entry that it corrects is not there", "{}, linje {}: føringen som den retter, finnes ikke"),
    (
        "nothing was recorded; correct the line, or export again",
        "ingenting ble registrert; rett linjen, eller eksporter igjen",
    ),
    ("restore a whole export, from its first line", "gjenopprett en hel eksport, fra første linje"),
    ("use the newer program that wrote it", "bruk det nyere programmet som skrev den"),
    ("name one of them with --kind", "oppgi en av dem med --kind"),
    (
        "nothing was recorded; `import --template KIND` gives the columns; for a sheet with its own headers, `import --map-template KIND` gives a map to fill in",
        "ingenting ble registrert; `import --template TYPE` gir kolonnene; for et ark med egne overskrifter gir `import --map-template TYPE` en oversettelsestabell å fylle ut",
    ),
    (
        "nothing was recorded; correct it and import the file again",
        "ingenting ble registrert; rett det og importer filen igjen",
    ),
    (
        "nothing was recorded; add the columns chapter and item, or source",
        "ingenting ble registrert; legg til kolonnene chapter og item, eller source",
    ),
    (
        "nothing was recorded; correct the rows and import the file again",
        "ingenting ble registrert; rett radene og importer filen igjen",
    ),
    ("nothing was recorded; import one after the other", "ingenting ble registrert; importer den ene etter den andre"),
    ("first import the entry that it corrects", "importer først føringen som den retter"),
];
