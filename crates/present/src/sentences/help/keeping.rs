//! Help of the commands that export, prove, archive and look after a ledger.

/// English, bokmål.
pub const TEXTS: &[(&str, &str)] = &[
    (
        "Export the entries, the books, or files for evaluators' tools",
        "Eksporter føringene, regnskapet, eller filer til evaluatorers verktøy",
    ),
    (
        "Files for evaluators come with a manifest: the times, the head of the hash tree, the rules and what every column and code means. Those with rows about persons need --person-level, and carry pseudonyms of this release. See docs/evaluating.md",
        "Filer til evaluatorer kommer med et manifest: tidspunktene, trehodet, reglene og hva hver kolonne og kode betyr. De som har rader om personer, krever --person-level, og har pseudonymer for denne utleveringen. Se docs/evaluating.md",
    ),
    ("What to export", "Hva som skal eksporteres"),
    ("Every entry as a line of JSON, byte for byte", "Hver føring som en linje JSON, byte for byte"),
    (
        "The books as a plain-text journal for ledger and hledger",
        "Regnskapet som en journal i ren tekst for ledger og hledger",
    ),
    (
        "TraMineR (R): a row for each stretch of time in one state",
        "TraMineR (R): en rad for hvert tidsrom i én tilstand",
    ),
    ("TraMineR (R): a column for each month, week or day", "TraMineR (R): en kolonne for hver måned, uke eller dag"),
    ("TraMineR (R): states with how long each lasts", "TraMineR (R): tilstander med hvor lenge hver av dem varer"),
    (
        "Survival analysis (R, lifelines): stays as a counting process",
        "Overlevelsesanalyse (R, lifelines): opphold som en telleprosess",
    ),
    (
        "OCEL 2.0 in JSON (pm4py): events with the objects that they are about",
        "OCEL 2.0 i JSON (pm4py): hendelser med objektene de gjelder",
    ),
    ("XES (pm4py, ProM): a trace for each enrolment", "XES (pm4py, ProM): et spor for hver deltakelse"),
    ("bupaR (R): an event log as CSV", "bupaR (R): en hendelseslogg som CSV"),
    (
        "A Frictionless Data Package: a folder of tables as CSV with a codebook",
        "En Frictionless Data Package: en mappe med tabeller som CSV, med en kodebok",
    ),
    (
        "A folder of the same tables as Parquet (DuckDB, pandas, arrow)",
        "En mappe med de samme tabellene som Parquet (DuckDB, pandas, arrow)",
    ),
    (
        "What held on which days, as known from which position on; Parquet if the file's name ends in .parquet, else CSV",
        "Hva som gjaldt hvilke dager, slik det var registrert fra hvilken posisjon; Parquet hvis filnavnet slutter på .parquet, ellers CSV",
    ),
    ("Grants in JSON as 360Giving has them", "Tilskudd i JSON etter 360Giving"),
    (
        "Stock, intakes and exits by month, as known at the end of each month; Parquet as bitemporal",
        "Beholdning, inntak og avslutninger per måned, slik det var registrert ved slutten av hver måned; Parquet som for bitemporal",
    ),
    (
        "A new file, which appears when it is complete; a new folder for datapackage and parquet [default: standard output, of jsonl and journal]",
        "En ny fil, som blir synlig når den er ferdig; en ny mappe for datapackage og parquet [standard: standard utkanal, for jsonl og journal]",
    ),
    (
        "Only the books, persons or grants of this programme",
        "Bare regnskapet, personene eller tilskuddene i dette programmet",
    ),
    ("The unit of time of spell, sts and sps [default: month]", "Tidsenheten i spell, sts og sps [standard: month]"),
    ("Months, from January 1970 as 1", "Måneder, fra januar 1970 som 1"),
    (
        "Weeks from Monday to Sunday, from the one with 1 January 1970 as 1",
        "Uker fra mandag til søndag, fra uken med 1. januar 1970 som 1",
    ),
    ("Days, from 1 January 1970 as 0", "Dager, fra 1. januar 1970 som 0"),
    (
        "The day from which stays are observed [default: the day on which the ledger was opened, for intakes that were not migrated]",
        "Dagen opphold er observert fra [standard: dagen hovedboken ble åpnet, for inntak som ikke er overført]",
    ),
    (
        "Export rows about persons. It is written down in a file beside the ledger",
        "Eksporter rader om personer. Det blir skrevet ned i en fil ved siden av hovedboken",
    ),
    ("What rows about persons are used for", "Hva rader om personer skal brukes til"),
    (
        "Who receives rows about persons: an institution, never a person's name",
        "Hvem som mottar rader om personer: en institusjon, aldri navnet på en person",
    ),
    ("With notes and other free text about persons", "Med merknader og annen fritekst om personer"),
    (
        "Where it is written down that rows about persons were exported [default: beside the ledger's folder]",
        "Hvor det skrives ned at rader om personer er eksportert [standard: ved siden av hovedbokens mappe]",
    ),
    (
        "Verify the whole log, and that it continues checkpoints that you kept",
        "Kontroller hele loggen, og at den fortsetter sjekkpunkter du har tatt vare på",
    ),
    (
        "Verified are order, gaps, times, versions, canonical form, commitments, corrections and the hash tree; and, without --since, that the views that questions are answered from say what the log says",
        "Det som kontrolleres, er rekkefølge, hull, tider, versjoner, kanonisk form, at hodene binder seg til innholdet, rettelser og hashtreet; og, uten --since, at visningene som spørsmål besvares fra, sier det samme som loggen",
    ),
    (
        "The fast way: first check that the ledger continues this checkpoint, then read only the entries after it",
        "Den raske måten: kontroller først at hovedboken fortsetter dette sjekkpunktet, og les så bare føringene etter det",
    ),
    (
        "A checkpoint that you kept and that the ledger must continue; can be given several times",
        "Et sjekkpunkt du har tatt vare på, og som hovedboken må fortsette; kan oppgis flere ganger",
    ),
    ("Make, change, show and list the keys that sign the ledger", "Lag, bytt og vis nøklene som signerer hovedboken"),
    (
        "Make a private key in a new file outside the ledger's folder; print the verifier key to give to auditors",
        "Lag en privat nøkkel i en ny fil utenfor hovedbokens mappe; skriv ut verifiseringsnøkkelen, som gis til revisorer",
    ),
    ("The new file; only its owner can read it", "Den nye filen; bare eieren kan lese den"),
    (
        "Make a new private key and record that it replaces the old one; print the new verifier key",
        "Lag en ny privat nøkkel og registrer at den erstatter den gamle; skriv ut den nye verifiseringsnøkkelen",
    ),
    ("The file of the current key, which signs the change", "Filen med den nåværende nøkkelen, som signerer byttet"),
    (
        "Print the verifier key of a private key's file",
        "Skriv ut verifiseringsnøkkelen til en fil med en privat nøkkel",
    ),
    ("The private key's file", "Filen med den private nøkkelen"),
    ("The same file, named as in other commands", "Den samme filen, oppgitt som i andre kommandoer"),
    ("List the changes of key that the ledger records", "Vis nøkkelbyttene som hovedboken har registrert"),
    (
        "Sign a checkpoint of the ledger, or add a witness's signature to one",
        "Signer et sjekkpunkt for hovedboken, eller legg til signaturen fra et vitne",
    ),
    (
        "A checkpoint states the number of entries in the ledger and the root over them. Anyone who keeps one can check later whether any of those entries was changed",
        "Et sjekkpunkt oppgir antall føringer i hovedboken og roten over dem. Den som har tatt vare på et, kan senere kontrollere om noen av disse føringene er endret",
    ),
    (
        "What a witness sent back: the checkpoint with its signature, or only the signature lines. It is checked and added",
        "Det et vitne sendte tilbake: sjekkpunktet med signaturen, eller bare signaturlinjene. Det kontrolleres og legges til",
    ),
    ("The checkpoint that was sent to the witness", "Sjekkpunktet som ble sendt til vitnet"),
    (
        "The witness's verifier key, or a file that holds it",
        "Verifiseringsnøkkelen til vitnet, eller en fil som inneholder den",
    ),
    (
        "Prove that an entry is in the ledger, or that entries were only added, and none changed, since a checkpoint",
        "Bevis at en føring er i hovedboken, eller at føringer bare er lagt til og ingen er endret siden et sjekkpunkt",
    ),
    (
        "The proof of an entry contains its head. The entry itself, with salt and body, is written to a file beside the proof, which you can show or withhold",
        "Beviset for en føring inneholder hodet. Selve føringen, med salt og innhold, skrives til en fil ved siden av beviset, som du kan vise fram eller holde tilbake",
    ),
    ("The entry: its position or id", "Føringen: posisjonen eller id-en"),
    (
        "Prove that the ledger continues this earlier checkpoint",
        "Bevis at hovedboken fortsetter dette tidligere sjekkpunktet",
    ),
    (
        "The file of the ledger's private key: sign a new checkpoint with it",
        "Filen med hovedbokens private nøkkel: et nytt sjekkpunkt signeres med den",
    ),
    ("An existing checkpoint, instead of a new one", "Et sjekkpunkt som finnes, i stedet for et nytt"),
    (
        "The proof's file [default: entry-N.tlog-proof or consistency-OLD-NEW.proof]",
        "Filen med beviset [standard: entry-N.tlog-proof eller consistency-OLD-NEW.proof]",
    ),
    (
        "Copy the log to plain files elsewhere, adding what is new; test restoring from them",
        "Kopier loggen til vanlige filer et annet sted, og legg til det som er nytt; prøv å gjenopprette fra dem",
    ),
    (
        "The files can be read without this program; a README.txt among them says how. `restore` makes a ledger from them. If a run is stopped, the folder is still a complete archive: either as it was before or as the run would have left it",
        "Filene kan leses uten dette programmet; en README.txt blant dem forklarer hvordan. `restore` lager en hovedbok av dem. Blir en kjøring stoppet, er mappen fortsatt et helt arkiv: enten som før, eller som den ville ha blitt",
    ),
    ("The archive's folder, best on another disk", "Arkivets mappe, helst på en annen disk"),
    (
        "The file of the ledger's private key, to sign a checkpoint over the archive",
        "Filen med hovedbokens private nøkkel, til å signere et sjekkpunkt over arkivet",
    ),
    (
        "Compare all files with the ledger, not only the last one. An archive that differs from it is left as it is, and the command fails",
        "Sammenlign alle filene med hovedboken, ikke bare den siste. Et arkiv som avviker fra den, blir liggende som det er, og kommandoen feiler",
    ),
    (
        "Compare all files with the ledger, restore the archive into a temporary folder, verify and compare the result, and remove it",
        "Sammenlign alle filene med hovedboken, gjenopprett arkivet i en midlertidig mappe, kontroller og sammenlign resultatet, og fjern det",
    ),
    (
        "Where to make the temporary folder of --drill [default: beside the archive]",
        "Hvor den midlertidige mappen til --drill skal ligge [standard: ved siden av arkivet]",
    ),
    (
        "Also copy the register of case numbers, still encrypted and without its key: to a separate folder, or to a file there whose name ends in .age, never to the archive's folder",
        "Kopier også registeret over saksnumre, fortsatt kryptert og uten nøkkelen: til en egen mappe, eller til en fil der med et navn som slutter på .age, aldri til arkivets mappe",
    ),
    (
        "Archive nothing; only remove this archive from the list in `status`. Its files stay as they are",
        "Arkiver ingenting; bare fjern dette arkivet fra listen i `status`. Filene blir som de er",
    ),
    (
        "Make a ledger from an archive, with the same positions, times, ids and root",
        "Lag en hovedbok av et arkiv, med de samme posisjonene, tidene, id-ene og roten",
    ),
    (
        "It is made in the folder of --ledger, which must be new or empty. Every line is checked; if anything does not fit, no ledger is made",
        "Den lages i mappen som --ledger oppgir, som må være ny eller tom. Hver linje kontrolleres; hvis noe ikke passer, lages ingen hovedbok",
    ),
    (
        "Also restore the register of case numbers, from the copy that `archive --with-register` made: to the file of --register, or beside the new ledger. You must put its key back yourself",
        "Gjenopprett også registeret over saksnumre, fra kopien som `archive --with-register` laget: til filen i --register, eller ved siden av den nye hovedboken. Nøkkelen må du legge tilbake selv",
    ),
    ("Rewrite the store in as little space as possible", "Skriv lageret på nytt på så liten plass som mulig"),
    (
        "No entry changes. While it runs, both the old store and the new one are on the disk",
        "Ingen føring endres. Mens det pågår, ligger både det gamle og det nye lageret på disken",
    ),
    (
        "Rebuild the projections and the views from the log, and compare them with the last rebuild",
        "Bygg projeksjonene og visningene opp igjen fra loggen, og sammenlign dem med den siste oppbyggingen",
    ),
    (
        "The views are built beside those that questions are answered from, and take their place when they are ready. With a command, this is done step by step",
        "Visningene bygges ved siden av dem som spørsmål besvares fra, og tar plassen deres når de er ferdige. Med en kommando gjøres dette steg for steg",
    ),
    ("The projections to rebuild [default: all]", "Projeksjonene som skal bygges opp [standard: alle]"),
    (
        "Rebuild up to the position of the last rebuild, and compare the digests",
        "Bygg opp til posisjonen for den siste oppbyggingen, og sammenlign sjekksummene",
    ),
    (
        "Refuse if more memory than this is needed: 400MB, 2GiB; `rebuild plan` shows how much that is",
        "Avvis hvis det trengs mer minne enn dette: 400MB, 2GiB; `rebuild plan` viser hvor mye som trengs",
    ),
    (
        "Write a save point, from which a rebuild that is killed is resumed, after at least this many entries. Later ones are further apart",
        "Skriv et lagringspunkt, som en avbrutt oppbygging fortsetter fra, etter minst så mange føringer. Senere lagringspunkter kommer sjeldnere",
    ),
    (
        "Show how many entries a rebuild reads, and how much time, disk and memory it takes; do nothing",
        "Vis hvor mange føringer en oppbygging leser, og hvor mye tid, diskplass og minne den tar; gjør ingenting",
    ),
    (
        "Build views beside those that questions are answered from, and leave them there",
        "Bygg visninger ved siden av dem som spørsmål besvares fra, og la dem ligge der",
    ),
    (
        "Show how far a rebuild has come, and which views there are",
        "Vis hvor langt en oppbygging er kommet, og hvilke visninger som finnes",
    ),
    (
        "Go on with a rebuild that was stopped or failed, or that lags behind, up to the end of the log",
        "Fortsett med en oppbygging som er stoppet eller mislykket, eller som henger etter, til slutten av loggen",
    ),
    ("Give a rebuild up, and remove its files", "Avbryt en oppbygging, og fjern filene"),
    (
        "Answer questions from the views that were built, and keep the others to go back to",
        "Besvar spørsmål fra visningene som er bygd, og behold de andre for å kunne gå tilbake til dem",
    ),
    (
        "The number of entries recorded since that are caught up now; if there are more, the swap is refused",
        "Antall føringer registrert siden som tas igjen nå; er det flere, avvises byttet",
    ),
    (
        "Go back to the views from before the last swap, and pin them",
        "Gå tilbake til visningene fra før det siste byttet, og fest dem",
    ),
    (
        "End a pin: answer questions from the newer views again",
        "Avslutt en festing: besvar igjen spørsmål fra de nyere visningene",
    ),
    (
        "Check that the ledger is in order, or show what is wrong",
        "Kontroller at hovedboken er i orden, eller vis hva som er galt",
    ),
    (
        "Views that are behind the log and do not advance, and a rebuild that is stopped or failing, are reported with exit code 1. With --format prometheus, the ledger is not opened, so that this can be asked while another process has it open",
        "Visninger som ligger bak loggen og ikke kommer videre, og en oppbygging som er stoppet eller mislykket, meldes med sluttkode 1. Med --format prometheus åpnes ikke hovedboken, slik at det kan spørres om dette mens en annen prosess har den åpen",
    ),
    (
        "Also show what was done to the views, when and by whom",
        "Vis også hva som er gjort med visningene, når og av hvem",
    ),
    ("How long views may be behind without advancing", "Hvor lenge visninger kan ligge bak loggen uten å komme videre"),
    (
        "Only persons whose stay begins at this office, or whose own it is if they were never taken in",
        "Bare personer med et opphold som begynner ved dette kontoret, eller som hører til det hvis de aldri er tatt inn",
    ),
    (
        "Only persons with a stay whose intake names this cohort, or that its definition takes",
        "Bare personer med et opphold der inntaket oppgir denne kohorten, eller som definisjonen omfatter",
    ),
];
