//! Sentences of archives and restoring.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    ("signed", "signert"),
    ("kept", "beholdt"),
    ("none", "ingen"),
    ("entry {} of the restored ledger: {}", "føring {} i den gjenopprettede hovedboken: {}"),
    ("the restored ledger is '{}', but this one is '{}'", "den gjenopprettede hovedboken er «{}», men denne er «{}»"),
    ("{} entries were restored, but the ledger has {}", "{} føringer ble gjenopprettet, men hovedboken har {}"),
    (
        "the restored ledger has the root {}, but this one has {}",
        "den gjenopprettede hovedboken har roten {}, men denne har {}",
    ),
    (
        "{} is in the ledger's folder: if the folder is lost, the archive is lost with it",
        "{=} ligger i hovedbokens mappe: går mappen tapt, går arkivet tapt med den",
    ),
    (
        "{} is in the archive, which may hold only its own files",
        "{=} ligger i arkivet, som bare kan inneholde sine egne filer",
    ),
    ("{} contains {}, which is not part of an archive", "{=} inneholder {}, som ikke er del av et arkiv"),
    ("{} is being written by another run of `archive`", "{=} skrives av en annen kjøring av `archive`"),
    (
        "{} has no {}: it is not an archive, or the file was lost",
        "{=} har ingen {}: den er ikke et arkiv, eller filen er tapt",
    ),
    ("{} is the archive of '{}', but this ledger is '{}'", "{=} er arkivet til «{}», men denne hovedboken er «{}»"),
    (
        "{} has {} entries, but the ledger has {}: the ledger has lost entries, or is an older copy",
        "{=} har {} føringer, hovedboken {}: hovedboken har mistet føringer, eller er en eldre kopi",
    ),
    (
        "the archive {} and the ledger have different histories: over the first {} entries the archive has the root {}, the ledger {}",
        "arkivet {=} og hovedboken har forskjellig historie: over de første {} føringene har arkivet roten {}, hovedboken {}",
    ),
    ("the ledger has no note of an archive in {}", "hovedboken har ikke notert noe arkiv i {=}"),
    (
        "{} is not written as the ledger writes it: it was changed",
        "{=} er ikke skrevet slik hovedboken skriver: den er endret",
    ),
    (
        "{} covers {} entries of '{}', but the manifest says {} entries of '{}'{}",
        "{=} dekker {} føringer av «{}», men manifestet oppgir {} føringer av «{}»{}",
    ),
    (" with another root", " med en annen rot"),
    ("{} has no {}, so there is no signature to check", "{=} har ingen {}, så det finnes ingen signatur å kontrollere"),
    (
        "{} is not empty; a restored ledger needs a folder that is empty or does not exist",
        "{=} er ikke tom; en gjenopprettet hovedbok trenger en mappe som er tom eller ikke finnes",
    ),
    ("the drill failed: {}", "øvelsen mislyktes: {}"),
    ("{} cannot be written: {}", "{=} kan ikke skrives: {}"),
    ("name a folder elsewhere, best on another disk", "oppgi en mappe et annet sted, helst på en annen disk"),
    ("name a folder elsewhere: --ledger DIR", "oppgi en mappe et annet sted: --ledger MAPPE"),
    ("wait until it ends, then repeat the command", "vent til den er ferdig, og gjenta kommandoen"),
    (
        "name an empty folder, a new folder, or this ledger's archive",
        "oppgi en tom mappe, en ny mappe eller arkivet til denne hovedboken",
    ),
    (
        "name the folder that `archive` wrote, or run `archive` with a new folder",
        "oppgi mappen som `archive` skrev, eller bruk `archive` til en ny mappe",
    ),
    (
        "`status` lists the archives that are noted; write the name as shown",
        "`status` viser arkivene som er notert; skriv navnet slik det vises",
    ),
    ("name this ledger's archive, or a new folder", "oppgi arkivet til denne hovedboken, eller en ny mappe"),
    (
        "keep both as they are; `restore` makes a ledger from the archive",
        "behold begge som de er; `restore` lager en hovedbok av arkivet",
    ),
    (
        "keep both as they are and compare them with the checkpoints that others have; operating.md, *When something is wrong*",
        "behold begge som de er, og sammenlign dem med sjekkpunktene som andre har; operating.md, *When something is wrong*",
    ),
    (
        "set the clock; when it is right, confirm with --clock-ok",
        "still klokken; når den er riktig, bekreft med --clock-ok",
    ),
    (
        "the archive {} is not what the ledger has, from entry {} on: missing or changed: {}",
        "arkivet {=} er ikke det hovedboken har, fra føring {} og utover; dette mangler eller er endret: {}",
    ),
    (
        "nothing in it was written; keep it as it is, find out who changed it or what damaged it, and run `archive` with a new folder",
        "ingenting i det ble skrevet; behold det som det er, finn ut hvem som endret det eller hva som skadet det, og kjør `archive` med en ny mappe",
    ),
    (
        "{} was signed when it was last written, but its {} was removed since",
        "{=} var signert da det sist ble skrevet, men filen {} er fjernet siden",
    ),
    (
        "nothing in it was written; find out who removed it, and check the files with `hovedbok-check archive DIR`; if it was removed on purpose, run `archive DIR --forget` first",
        "ingenting i det ble skrevet; finn ut hvem som fjernet det, og kontroller filene med `hovedbok-check archive MAPPE`; hvis det ble fjernet med vilje, kjør først `archive MAPPE --forget`",
    ),
    (
        "keep this copy as it is and use another one; if you have the ledger, run `archive` with a new folder",
        "behold denne kopien som den er, og bruk en annen; hvis du har hovedboken, bruk `archive` til en ny mappe",
    ),
    (
        "leave out --vkey to check only that the files fit together, or first run `archive --key FILE`",
        "utelat --vkey for bare å kontrollere at filene passer sammen, eller bruk `archive --key FIL` først",
    ),
    ("name one that is empty or does not exist: --ledger DIR", "oppgi en som er tom eller ikke finnes: --ledger MAPPE"),
    (
        "keep the ledger and the archive as they are; run `verify`, then `archive` with a new folder",
        "behold hovedbok og arkiv som de er; bruk `verify`, deretter `archive` til en ny mappe",
    ),
    ("check the path, its permissions and the disk", "kontroller filstien, rettighetene og disken"),
    (
        "check the path and its permissions, then repeat the command",
        "kontroller banen og rettighetene, og gjenta kommandoen",
    ),
    (
        "the body is not the one that the head commits to (body_sha256)",
        "innholdet er ikke det som hodet binder seg til (body_sha256)",
    ),
    ("its recorded time is more than 31 days in the future", "registrert tid er mer enn 31 dager i framtiden"),
    (
        "it corrects an entry that its stream does not have, or that has another type",
        "den retter en føring som strømmen ikke har, eller som er av en annen type",
    ),
    ("the change of keys is not valid: {}", "nøkkelbyttet er ikke gyldig: {}"),
    (
        "the entry should be at position {} and version {} of its stream",
        "føringen skulle stått i posisjon {} og versjon {} i strømmen",
    ),
    ("the export", "eksporten"),
    ("the line is longer than an entry can be (H4)", "linjen er lengre enn en føring kan være (H4)"),
    ("it corrects an entry that its stream does not have", "den retter en føring som strømmen ikke har"),
    ("its flag for the clock does not match its head", "flagget for klokken stemmer ikke med hodet"),
    ("the line", "linjen"),
];
