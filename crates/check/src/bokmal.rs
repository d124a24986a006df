//! What this program says, in bokmål. Sentences of the rooms below are in `hovedbok_bokmal`. A test walks the sources and
//! fails on a text that is not listed.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    // What is checked, and what that shows.
    (
        "The key vouches that this was the answer, based on the first {} entries of this log.",
        "Nøkkelen går god for at dette var svaret, bygd på de første {} føringene i denne loggen.",
    ),
    ("The answer's file is the one that was signed.", "Svarfilen er den som ble signert."),
    (
        "The answer itself was not given: name its file with --answer.",
        "Selve svaret er ikke oppgitt: oppgi filen med --answer.",
    ),
    (
        "To check that it is the right answer, run 'hovedbok statement check' on the ledger or a restored archive.",
        "For å kontrollere at det er det riktige svaret, kjør «hovedbok statement check» på hovedboken eller et gjenopprettet arkiv.",
    ),
    (
        "The key vouches for the first {} entries of this log.",
        "Nøkkelen går god for de første {} føringene i denne loggen.",
    ),
    (
        "The old checkpoint covers no entries, so any log continues it.",
        "Det gamle sjekkpunktet dekker ingen føringer, så enhver logg fortsetter det.",
    ),
    (
        "The first {} of the {} entries are those of the old checkpoint: none was changed.",
        "De første {} av de {} føringene er de som det gamle sjekkpunktet dekker: ingen er endret.",
    ),
    (
        "Entry {}, with this head, is at position {} of the {} that the key vouches for.",
        "Føring {}, med dette hodet, er nummer {} av de {} som nøkkelen går god for.",
    ),
    ("The body in {} is the one that its head commits to.", "Innholdet i {} er det som hodet binder seg til."),
    (
        "Its body was not given, so only the head is proved. Give its file with --entry.",
        "Innholdet er ikke oppgitt, så bare hodet er bevist. Oppgi filen med --entry.",
    ),
    (
        "The key is named {}, but the checkpoint is of the log {}: ask the key's owner whether that log is theirs.",
        "Nøkkelen heter {}, men sjekkpunktet er fra loggen {}: spør den som eier nøkkelen, om det er deres logg.",
    ),
    (
        "The archive is complete: {} entries fit together, and their tree has the root above.",
        "Arkivet er fullstendig: {} føringer passer sammen, og treet over dem har roten ovenfor.",
    ),
    (
        "It has no checkpoint: anyone who can write its files could have made up all of it.",
        "Det har ikke noe sjekkpunkt: alle som kan skrive filene, kan ha funnet på alt sammen.",
    ),
    (
        "No key was given, so no signature was checked: give the log's key with --vkey.",
        "Ingen nøkkel er oppgitt, så ingen signatur er kontrollert: oppgi loggens nøkkel med --vkey.",
    ),
    (
        "The key vouches for entries 1 to {}; nobody vouches for later ones.",
        "Nøkkelen går god for føringene 1 til {}; ingen går god for de senere.",
    ),
    ("The key vouches for all of them.", "Nøkkelen går god for alle."),
    // Fields.
    ("origin", "opphav"),
    ("size", "føringer"),
    ("root", "rot"),
    ("signed by", "signert av"),
    ("cosigned by", "medsignert av"),
    ("not checked", "ikke kontrollert"),
    ("{}, at a time not stated", "{}, uten oppgitt tid"),
    ("{}, signed at {}", "{}, signert {}"),
    ("checking", "kontrollerer"),
    ("{} s after 1970", "{} s etter 1970"),
    ("the question must be JSON", "spørsmålet må være JSON"),
    ("the signature of {}", "signaturen til {}"),
    ("question", "spørsmål"),
    ("as of", "gjelder per"),
    ("known at", "registrert per"),
    ("rules", "regler"),
    ("program", "programversjon"),
    ("schema", "skjema"),
    ("answer SHA-256", "svarets SHA-256"),
    ("answer signed by", "svaret signert av"),
    ("checkpoint size", "sjekkpunktets føringer"),
    ("checkpoint root", "sjekkpunktets rot"),
    ("old size", "gammelt antall"),
    ("old root", "gammel rot"),
    ("new size", "nytt antall"),
    ("new root", "ny rot"),
    ("entry", "føring"),
    ("entries", "føringer"),
    ("recorded", "registrert"),
    ("last recorded", "sist registrert"),
    ("type", "type"),
    ("stream", "strøm"),
    ("{}, version {}", "{}, versjon {}"),
    ("effective", "gjelder for"),
    ("id", "id"),
    ("actor", "registrert av"),
    ("on behalf of", "på vegne av"),
    ("source", "kilde"),
    ("body", "innhold"),
    ("segments", "segmenter"),
    ("streams", "strømmer"),
    ("unknown", "ukjent"),
    ("{} entries that a newer program wrote", "{} føringer som et nyere program skrev"),
    ("key changed", "nøkkel byttet"),
    ("entry {}: {} to {}{}", "føring {}: {} til {}{}"),
    ("; not followed: the old key is not relied on", "; ikke fulgt: den gamle nøkkelen er det ingen som stoler på"),
    ("checkpoint", "sjekkpunkt"),
    ("{}, over {} entries", "{}, over {} føringer"),
    ("by the key that entry {} announced", "med nøkkelen som føring {} kunngjorde"),
    // What is refused.
    (
        "the file is not UTF-8 text: it is damaged, or it is some other file",
        "filen er ikke UTF-8-tekst: den er skadet, eller den er en annen fil",
    ),
    (
        "no verifier key was given: without the log's key nothing can be trusted",
        "ingen verifiseringsnøkkel er oppgitt: uten loggens nøkkel kan ingenting stoles på",
    ),
    ("the checkpoint lacks a required cosignature: {}", "sjekkpunktet mangler en medsignatur som kreves: {}"),
    (
        "the proof has no line 'extra' with the entry's head: it does not say what it proves",
        "beviset har ingen linje «extra» med føringens hode: det sier ikke hva det beviser",
    ),
    (
        "line 2 of the proof ('extra') is not the head of an entry: {}",
        "linje 2 i beviset («extra») er ikke hodet til en føring: {}",
    ),
    (
        "line 2 of the proof ('extra') is a head, but not in canonical form (H4): it was not written by the ledger",
        "linje 2 i beviset («extra») er et hode, men ikke på kanonisk form (H4): hovedboken har ikke skrevet det",
    ),
    (
        "the proof is about position {}, but the head in it is of entry {}: it is a proof of another entry",
        "beviset gjelder posisjon {}, men hodet i det er av føring {}: det er et bevis for en annen føring",
    ),
    ("the entry cannot be read: {}", "føringen kan ikke leses: {}"),
    (
        "the entry's file is not one line as the ledger writes it: it was changed",
        "føringens fil er ikke én linje slik hovedboken skriver den: den er endret",
    ),
    (
        "the head in the entry's file is not the one in the proof (entry {}, proof of entry {}): it is another entry, or its head was changed",
        "hodet i føringens fil er ikke det som er i beviset (føring {}, bevis for føring {}): det er en annen føring, eller hodet er endret",
    ),
    (
        "the body in the entry's file is not the one that its head commits to (body_sha256, H4): body or salt was changed",
        "innholdet i føringens fil er ikke det som hodet binder seg til (body_sha256, H4): innhold eller salt er endret",
    ),
    ("the entry's file: {} (H4)", "føringens fil: {} (H4)"),
    (
        "the entry's head or body is not in canonical form (H4): it was not written by the ledger",
        "føringens hode eller innhold er ikke på kanonisk form (H4): hovedboken har ikke skrevet den",
    ),
    (
        "the answer's file has SHA-256 {}, the signed one {}: it is another answer, or it was changed",
        "svarfilen har SHA-256 {}, det signerte svaret {}: det er et annet svar, eller det er endret",
    ),
    (
        "the archive is of the log '{}', not of '{}': it is another ledger's archive",
        "arkivet er av loggen «{}», ikke av «{}»: det er arkivet til en annen hovedbok",
    ),
    (
        "a key was given, but the archive has no checkpoint that it could have signed: nobody vouches for the entries",
        "en nøkkel er oppgitt, men arkivet har ikke noe sjekkpunkt som den kan ha signert: ingen går god for føringene",
    ),
    ("the line is not UTF-8 text: it is damaged", "linjen er ikke UTF-8-tekst: den er skadet"),
    (
        "the line cannot be read: {}; a line is {{\"head\":…,\"salt\":…,\"body\":…}}",
        "linjen kan ikke leses: {}; en linje er {{\"head\":…,\"salt\":…,\"body\":…}}",
    ),
    ("the salt is not 32 hexadecimal digits", "saltet er ikke 32 heksadesimale sifre"),
    ("{} (H4)", "{} (H4)"),
    (
        "the body is not the one that the head commits to (body_sha256, H4): body or salt was changed after it was recorded",
        "innholdet er ikke det som hodet binder seg til (body_sha256, H4): innhold eller salt er endret etter at føringen ble registrert",
    ),
    (
        "head or body is not in canonical form (H4): it was not written by the ledger",
        "hode eller innhold er ikke på kanonisk form (H4): hovedboken har ikke skrevet det",
    ),
    ("{} does not belong in the stream {} (H8)", "{} hører ikke hjemme i strømmen {} (H8)"),
    (
        "this is entry {} (H3: positions have no gaps): entries were swapped, removed or inserted",
        "dette er føring {} (H3: posisjonene har ingen hull): føringer er byttet om, fjernet eller satt inn",
    ),
    (
        "it was recorded {}, earlier than the previous entry, {} (H3: recorded never decreases): entries were swapped, or a time was changed",
        "den ble registrert {}, tidligere enn føringen før, {} (H3: registrert tid går aldri tilbake): føringer er byttet om, eller en tid er endret",
    ),
    (
        "it has version {} in {}, where {} comes next: an entry of that stream was removed, inserted or moved",
        "den har versjon {} i {}, der {} er den neste: en føring i den strømmen er fjernet, satt inn eller flyttet",
    ),
    (
        "an earlier entry has the same id {}: ids are unique",
        "en tidligere føring har samme id {}: en id brukes bare én gang",
    ),
    ("an invalid change of key: {}", "et ugyldig nøkkelbytte: {}"),
    (
        "the checkpoint is of the log '{}', the archive of '{}': it is another ledger's checkpoint",
        "sjekkpunktet er av loggen «{}», arkivet av «{}»: det er sjekkpunktet til en annen hovedbok",
    ),
    (
        "the archive ends with entry {}, but its own checkpoint is over {}: its tail was cut off, and the manifest was rewritten",
        "arkivet slutter med føring {}, men dets eget sjekkpunkt dekker {}: slutten er kuttet, og manifestet er skrevet om",
    ),
    (
        "the archive's own checkpoint is over {} entries, but the archive goes on to entry {}: entries were added without a signature",
        "arkivets eget sjekkpunkt dekker {} føringer, men arkivet går videre til føring {}: føringer er lagt til uten signatur",
    ),
    (
        "the checkpoint is over {} entries, but the archive ends with entry {}: it is an older copy that was rolled back, or its tail was cut off",
        "sjekkpunktet dekker {} føringer, men arkivet slutter med føring {}: det er en eldre kopi som er satt tilbake, eller slutten er kuttet",
    ),
    (
        "the first {} entries have root {}, the checkpoint says {}: an entry from {} to {} was changed, swapped, removed or inserted, and every unsigned hash was recomputed",
        "de første {} føringene har roten {}, sjekkpunktet oppgir {}: en føring fra {} til {} er endret, byttet om, fjernet eller satt inn, og alle hasher uten signatur er beregnet på nytt",
    ),
    (
        "the checkpoint over {} entries is signed by key {}, which entry {} replaced: do not trust it",
        "sjekkpunktet over {} føringer er signert med nøkkelen {}, som føring {} byttet ut: stol ikke på det",
    ),
    ("the head cannot be read: {}", "hodet kan ikke leses: {}"),
    ("the body does not fit its type {}: {}", "innholdet passer ikke til typen {}: {}"),
    ("the result cannot be written: {}", "resultatet kan ikke skrives: {}"),
    // Calls.
    (
        "--vkey is missing: nothing can be trusted without the log's key",
        "--vkey mangler: ingenting kan stoles på uten loggens nøkkel",
    ),
    (
        "get it from the ledger's owner, not from whoever gave you the file",
        "få den av den som eier hovedboken, ikke av den som ga deg filen",
    ),
    ("--witness-vkey needs --vkey", "--witness-vkey krever --vkey"),
    (
        "a witness vouches for the log's signature, so give the log's key too",
        "et vitne går god for loggens signatur, så oppgi også loggens nøkkel",
    ),
    (
        "name a file with the line that 'hovedbok key show' prints, or give the line itself",
        "oppgi en fil med linjen som «hovedbok key show» skriver ut, eller selve linjen",
    ),
    ("'{}' is neither a verifier key nor a file", "«{}» er verken en verifiseringsnøkkel eller en fil"),
    ("'{}' is neither a verifier key nor a file: {}", "«{}» er verken en verifiseringsnøkkel eller en fil: {}"),
    ("{}, line {}: {}", "{}, linje {}: {}"),
    ("{} is empty", "{} er tom"),
    ("{} is larger than {} MiB, the most that is read", "{} er større enn {} MiB, som er det meste som leses"),
    (
        "name the answer's file, which is beside the signed answer",
        "oppgi svarfilen, som ligger ved siden av det signerte svaret",
    ),
    (
        "{} is JSON, like the answer itself, and not a signed answer",
        "{} er JSON, som selve svaret, og ikke et signert svar",
    ),
    (
        "name the signed answer, the file that ends in .signed, and the answer itself with --answer",
        "oppgi det signerte svaret, filen som slutter på .signed, og selve svaret med --answer",
    ),
    ("error", "feil"),
    ("no command is given", "ingen kommando er oppgitt"),
    (
        "--help lists the commands; COMMAND --help lists its options",
        "--help viser kommandoene; KOMMANDO --help viser valgene",
    ),
    // What to do.
    ("check the path and its permissions", "kontroller filstien og rettighetene"),
    ("check the disk or the pipe", "kontroller disken eller røret"),
    (
        "give the verifier key of another party with --witness-vkey",
        "oppgi verifiseringsnøkkelen til en annen part med --witness-vkey",
    ),
    (
        "if the ledger changed its key, also give the newer verifier key, from its owner, with a second --vkey ('hovedbok-check archive' follows key changes automatically); if it did not, do not rely on it",
        "hvis hovedboken har byttet nøkkel, oppgi også den nyere verifiseringsnøkkelen, fra den som eier den, med enda en --vkey («hovedbok-check archive» følger nøkkelbytter av seg selv); hvis ikke, stol ikke på det",
    ),
    ("do not rely on it; ask whoever gave it to you", "stol ikke på det; spør den som ga deg det"),
    ("check the path, its permissions and the disk", "kontroller filstien, rettighetene og disken"),
    ("name the folder that 'archive' wrote", "oppgi mappen som «archive» skrev"),
    (
        "give a checkpoint with --checkpoint, or leave --vkey out to check only that the files fit together",
        "oppgi et sjekkpunkt med --checkpoint, eller utelat --vkey for bare å kontrollere at filene passer sammen",
    ),
    ("name this ledger's archive, or its origin", "oppgi arkivet til denne hovedboken, eller dens opphav"),
    (
        "do not rely on this copy; keep it, and check another one",
        "stol ikke på denne kopien; ta vare på den, og kontroller en annen",
    ),
    (
        "check the key with its owner; do not rely on the checkpoint",
        "kontroller nøkkelen med den som eier den; stol ikke på sjekkpunktet",
    ),
    ("name a checkpoint of this ledger", "oppgi et sjekkpunkt av denne hovedboken"),
    (
        "ask for the archive with all entries; somebody lost or hid the missing ones",
        "be om arkivet med alle føringene; noen har mistet eller skjult dem som mangler",
    ),
    ("ask for a checkpoint over all entries", "be om et sjekkpunkt over alle føringene"),
    (
        "keep both files, and compare the archive with another copy: a file that differs shows the entry",
        "ta vare på begge filene, og sammenlign arkivet med en annen kopi: en fil som avviker, viser føringen",
    ),
    (
        "find out who has the old key, and ask for a checkpoint signed with the new one",
        "finn ut hvem som har den gamle nøkkelen, og be om et sjekkpunkt som er signert med den nye",
    ),
];

/// What `--help` says: English, bokmål.
pub const HELP: &[(&str, &str)] = &[
    (
        "Check what a ledger issued — checkpoints, proofs, signed answers, archives — from the files alone, without the ledger",
        "Kontroller det en hovedbok har gitt ut – sjekkpunkter, bevis, signerte svar, arkiver – av filene alene, uten hovedboken",
    ),
    (
        "Exit codes: 0 valid, 1 refused, 2 wrong usage or a file that cannot be read.",
        "Avslutningskoder: 0 gyldig, 1 avvist, 2 feil bruk eller en fil som ikke kan leses.",
    ),
    ("How the result is written", "Hvordan resultatet skrives"),
    ("The language of what people read", "Språket i det som mennesker leser"),
    ("Lines for people", "Linjer for mennesker"),
    ("One JSON document", "Ett JSON-dokument"),
    ("English", "Engelsk"),
    ("Norwegian bokmål", "Norsk bokmål"),
    (
        "Check a checkpoint: which log, how many entries, which root, who signed",
        "Kontroller et sjekkpunkt: hvilken logg, hvor mange føringer, hvilken rot, hvem som signerte",
    ),
    ("Check the proof that an entry is in the log", "Kontroller beviset for at en føring er i loggen"),
    (
        "Check the proof that entries were only added, and none changed, between two checkpoints",
        "Kontroller beviset for at føringer bare er lagt til, og ingen endret, mellom to sjekkpunkter",
    ),
    ("Check a signed answer", "Kontroller et signert svar"),
    (
        "Check an archive: every entry, the tree over them, its checkpoint",
        "Kontroller et arkiv: hver føring, treet over dem, sjekkpunktet",
    ),
    ("The file of the signed answer", "Filen med det signerte svaret"),
    (
        "The file of the answer itself, byte for byte as it was given out",
        "Filen med selve svaret, byte for byte slik det ble gitt ut",
    ),
    ("The archive's folder", "Arkivets mappe"),
    (
        "A checkpoint that you kept, of any size; the archive must continue it",
        "Et sjekkpunkt som du har tatt vare på, av hvilken størrelse som helst; arkivet må fortsette det",
    ),
    ("The checkpoint's file", "Sjekkpunktets fil"),
    ("The proof's file", "Bevisets fil"),
    (
        "The old checkpoint as you kept it [default: the one in the proof]",
        "Det gamle sjekkpunktet slik du har tatt vare på det [standard: det som er i beviset]",
    ),
    ("The proof's file, NAME.tlog-proof", "Bevisets fil, NAVN.tlog-proof"),
    (
        "The entry as a JSON line [default: NAME.entry.json beside the proof]. Without it only the head is proved",
        "Føringen som en JSON-linje [standard: NAVN.entry.json ved siden av beviset]. Uten den blir bare hodet bevist",
    ),
    (
        "The log's verifier key, or a file with one or more, one on each line; give several if the key was changed",
        "Loggens verifiseringsnøkkel, eller en fil med én eller flere, én på hver linje; oppgi flere hvis nøkkelen er byttet",
    ),
    (
        "The key of a witness, or a file with one or more; every checkpoint must have its cosignature",
        "Nøkkelen til et vitne, eller en fil med én eller flere; hvert sjekkpunkt må ha medsignaturen",
    ),
    ("The identity that the log must have", "Identiteten som loggen må ha"),
    ("Print help", "Vis hjelp"),
    ("Print help (see a summary with '-h')", "Vis hjelp (kortere med «-h»)"),
    ("Print help (see more with '--help')", "Vis hjelp (mer med «--help»)"),
    ("Print version", "Vis versjonen"),
    ("Print this message or the help of the given subcommand(s)", "Vis dette eller hjelpen til en kommando"),
];

/// The parser's own words in the text of help.
pub const HEADINGS: &[(&str, &str)] = &[
    ("Usage:", "Bruk:"),
    ("Commands:", "Kommandoer:"),
    ("Arguments:", "Argumenter:"),
    ("Options:", "Valg:"),
    ("Possible values:", "Mulige verdier:"),
    ("[OPTIONS]", "[VALG]"),
    ("<COMMAND>", "<KOMMANDO>"),
    ("[aliases:", "[også:"),
    ("[alias:", "[også:"),
];
