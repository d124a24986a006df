//! Sentences of the log and the tree.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    ("a value of unknown kind {}", "en verdi av ukjent slag {}"),
    ("a block of unknown level {}", "en blokk på ukjent nivå {}"),
    ("the compressed bytes are damaged", "de komprimerte bytene er skadet"),
    ("entry with unknown flags {}", "føring med ukjente flagg {}"),
    ("the bundle ends inside an entry", "bunten slutter midt i en føring"),
    ("bytes follow the bundle's last entry", "det følger byte etter buntens siste føring"),
    ("the stream's name is not UTF-8", "strømmens navn er ikke UTF-8"),
    (
        "{} is not empty; a new ledger needs a folder that is empty or does not exist: name another one",
        "{} er ikke tom; en ny hovedbok trenger en mappe som er tom eller ikke finnes: oppgi en annen",
    ),
    (
        "{} cannot be a ledger's origin: write 1 to 255 bytes without spaces, control characters or plus signs, such as tiltak.example/hovedbok",
        "{} kan ikke være opphavet til en hovedbok: skriv 1 til 255 byte uten mellomrom, kontrolltegn eller pluss, for eksempel tiltak.example/hovedbok",
    ),
    ("cannot make a ledger in {}: {}", "kan ikke lage en hovedbok i {}: {}"),
    (
        "{} is not a ledger; create one with init, or name the folder of one",
        "{} er ikke en hovedbok; lag en med init, eller oppgi mappen til en",
    ),
    (
        "{} is in use by {}; wait until it ends, or end it",
        "{} er i bruk av {}; vent til den er ferdig, eller avslutt den",
    ),
    (
        "{} has format {}, this program knows format {}; use the program that wrote it, or restore the ledger from its archive",
        "{} har format {}, dette programmet kjenner format {}; bruk programmet som skrev den, eller gjenopprett hovedboken fra arkivet",
    ),
    (
        "{}: {} entries of the store can be read, and the anchor records {}: those after entry {} are damaged or missing; the store is kept in {}; restore the ledger from its archive",
        "{}: {} føringer i lageret kan leses, og ankeret oppgir {}: de etter føring {} er skadet eller mangler; lageret er tatt vare på i {}; gjenopprett hovedboken fra arkivet",
    ),
    (
        "{} is damaged: {}; {}; restore the ledger from its archive",
        "{} er skadet: {}; {}; gjenopprett hovedboken fra arkivet",
    ),
    ("cannot open {}: {}", "kan ikke åpne {}: {}"),
    ("a copy of the damaged store is in {}", "en kopi av det skadde lageret er i {}"),
    ("keep a copy of the folder", "ta vare på en kopi av mappen"),
    (" and after its last known time ({})", " og etter den siste kjente tiden ({})"),
    ("another process", "en annen prosess"),
    ("the commit has no entries", "transaksjonen har ingen føringer"),
    ("id {} is already used by the entry at position {}", "id {} brukes allerede av føringen i posisjon {}"),
    ("id {} occurs twice in one commit", "id {} forekommer to ganger i samme transaksjon"),
    (
        "stream {} has version {}, expected {}: read it again and repeat",
        "strømmen {} har versjon {}, ventet {}: les den igjen og gjenta",
    ),
    (
        "the log has {} entries, expected {}: read it again and repeat",
        "loggen har {} føringer, ventet {}: les den igjen og gjenta",
    ),
    (
        "the clock says {}, more than 31 days after the last entry ({}){}; set the clock, or confirm it",
        "klokken viser {}, mer enn 31 dager etter siste føring ({}){}; still klokken, eller bekreft den",
    ),
    (
        "the clock says {}, more than 5 minutes before the last entry ({}); set the clock, or confirm it",
        "klokken viser {}, mer enn 5 minutter før siste føring ({}); still klokken, eller bekreft den",
    ),
    (
        "the recorded time {} is before that of the last entry, {}; entries must come in the order in which they were recorded",
        "registrert {} er før siste førings {}; føringer må komme i den rekkefølgen de ble registrert",
    ),
    ("{} is outside the years 1 to 9999", "{} er utenfor årene 1 til 9999"),
    (
        "entry {}: head and body take {} bytes, at most {} are allowed",
        "føring {}: hode og innhold er på {} byte, høyst {} er tillatt",
    ),
    (
        "entry {}: the stream's name takes {} bytes, 1 to {} are allowed",
        "føring {}: strømmens navn er på {} byte, 1 til {} er tillatt",
    ),
    (
        "entry {}: the rest of its head does not run from `\"` to `}}`",
        "føring {}: resten av hodet går ikke fra `\"` til `}}`",
    ),
    (
        "entry {}: its head names a different id or stream, or commits to a different body",
        "føring {}: hodet oppgir en annen id eller strøm, eller binder seg til et annet innhold",
    ),
    (
        "an import is in progress; append when it has been published or dropped",
        "en import pågår; før mer når den er fullført eller avbrutt",
    ),
    (
        "an earlier write failed; close the ledger and open it again, which checks every entry",
        "en tidligere skriving mislyktes; lukk hovedboken og åpne den igjen, da kontrolleres alle føringer",
    ),
    (
        "not recorded: {}; close the ledger and open it again, which checks every entry",
        "ikke registrert: {}; lukk hovedboken og åpne den igjen, da kontrolleres alle føringer",
    ),
    ("not recorded: {}", "ikke registrert: {}"),
    ("not recorded: the ledger is being closed", "ikke registrert: hovedboken lukkes"),
    ("cannot read the log: {}", "kan ikke lese loggen: {}"),
    (
        "the log is damaged: {}; restore the ledger from its archive",
        "loggen er skadet: {}; gjenopprett hovedboken fra arkivet",
    ),
    (
        "the store was stopped while it wrote a snapshot; the snapshot was removed and all entries were checked",
        "lageret ble stanset mens det skrev et øyeblikksbilde; bildet ble fjernet og alle føringer ble kontrollert",
    ),
    (
        "the store's snapshot was damaged and was moved to {}; the store made a new one from its log, and all entries were checked",
        "lagerets øyeblikksbilde var skadet og ble flyttet til {}; lageret laget et nytt fra loggen sin, og alle føringer ble kontrollert",
    ),
    (
        "an import was stopped before it finished; none of it was kept: repeat it",
        "en import ble stanset før den var ferdig; ingenting av den ble beholdt: gjenta den",
    ),
    (
        "compacting was stopped before it finished; the ledger is whole, leftover files were removed",
        "komprimeringen ble stanset før den var ferdig; hovedboken er hel, filer som var igjen, ble fjernet",
    ),
    ("{} is missing", "{} mangler"),
    ("{} is not a valid anchor file", "{} er ikke en gyldig ankerfil"),
    (
        "the first {} entries have root {}, the anchor records {}: they were changed, or belong to another ledger",
        "de første {} føringene har roten {}, ankeret oppgir {}: de er endret, eller hører til en annen hovedbok",
    ),
    ("the store belongs to {}, the anchor to {}", "lageret hører til {}, ankeret til {}"),
    (
        "the record of how far the log reaches is missing or invalid",
        "opplysningen om hvor langt loggen rekker, mangler eller er ugyldig",
    ),
    ("{} is in a folder that must not contain files", "{} ligger i en mappe som ikke skal ha filer"),
    ("at position {}: {}", "ved posisjon {}: {}"),
    ("the entry is missing", "føringen mangler"),
    ("entries overlap", "føringer overlapper"),
    ("the store has a key that belongs to no entry", "lageret har en nøkkel som ikke hører til noen føring"),
    (
        "its recorded time is earlier than that of the previous entry",
        "registrert tid er tidligere enn for forrige føring",
    ),
    (
        "its version does not follow that of the previous entry in the stream",
        "versjonen følger ikke etter versjonen til forrige føring i strømmen",
    ),
    ("an earlier entry has the same id", "en tidligere føring har samme id"),
    (
        "the entry is not the one that was sealed: the hash of its head differs",
        "føringen er ikke den som ble forseglet: hashen av hodet er en annen",
    ),
    (
        "the index and the head name different streams or ids",
        "indeksen og hodet oppgir forskjellige strømmer eller id-er",
    ),
    ("the body is not the one that the head commits to", "innholdet er ikke det som hodet binder seg til"),
    (
        "the entries up to {} are not those that were sealed: the hashes of their heads do not give the block's root",
        "føringene til og med {} er ikke de som ble forseglet: hashene av hodene gir ikke blokkens rot",
    ),
    ("a node of the hash tree does not match the entries", "en node i hashtreet stemmer ikke med føringene"),
    (
        "the record of how far the log is sealed does not match the entries",
        "opplysningen om hvor langt loggen er forseglet, stemmer ikke med føringene",
    ),
    ("the indexes do not match the entries", "indeksene stemmer ikke med føringene"),
    ("{} (process {}, since {})", "{} (prosess {}, siden {})"),
    ("no message", "ingen melding"),
    ("the disk is full; make room", "disken er full; frigjør plass"),
    (
        "the folder cannot be written to ({}), and even reading a ledger writes to it: grant the permission, or copy the folder",
        "det kan ikke skrives i mappen ({}), og også når en hovedbok leses, skrives det i mappen: gi rettigheten, eller kopier mappen",
    ),
    ("the store's bytes are damaged: {}", "lagerets byte er skadet: {}"),
    ("the store stopped with an error: {}", "lageret stanset med en feil: {}"),
    ("its file ends too early", "filen slutter for tidlig"),
    ("what is read is not what was written", "det som leses, er ikke det som ble skrevet"),
    ("{} microseconds from 1970", "{} mikrosekunder fra 1970"),
];
