//! Sentences of keys, checkpoints, proofs and signed answers.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    (
        "{} already exists, and a key file is never overwritten",
        "{} finnes fra før, og en nøkkelfil blir aldri overskrevet",
    ),
    (
        "{} is in the ledger's folder: anyone who gets the folder would get the key with it",
        "{} ligger i hovedbokens mappe: den som får mappen, får nøkkelen med den",
    ),
    (
        "{} can be read or written by others (mode {}): they may have the key",
        "{} kan leses eller skrives av andre (modus {}): de kan ha nøkkelen",
    ),
    (
        "the key is named {}, but the ledger is named {}: the key belongs to another ledger",
        "nøkkelen heter {}, men hovedboken {}: det er nøkkelen til en annen hovedbok",
    ),
    (
        "the ledger is signed with another key, which entry {} announced: {}",
        "hovedboken er signert med en annen nøkkel, som føring {} kunngjorde: {}",
    ),
    (
        "the archive in {} is signed with another key, which could no longer sign if this key were replaced",
        "arkivet i {} er signert med en annen nøkkel, som ikke lenger kunne signere hvis denne nøkkelen ble byttet ut",
    ),
    (
        "no verifier key was given: without the ledger's key no signature can be checked",
        "ingen verifiseringsnøkkel er oppgitt: uten hovedbokens nøkkel kan ingen signatur kontrolleres",
    ),
    (
        "{} belongs to the ledger '{}', but this one is '{}': it says nothing about this ledger",
        "{} hører til hovedboken «{}», denne er «{}»: det sier ingenting om denne hovedboken",
    ),
    ("the signature is not valid: {}", "signaturen er ikke gyldig: {}"),
    (
        "the ledger is shorter than the checkpoint ({} entries, the checkpoint has {}): its end was cut off or it is an older copy",
        "hovedboken er kortere enn sjekkpunktet ({} føringer, sjekkpunktet har {}): slutten er kuttet, eller den er en eldre kopi",
    ),
    (
        "a private key was given where the name of its file belongs",
        "en privat nøkkel er oppgitt der navnet på filen dens hører hjemme",
    ),
    (
        "{} holds a private key, which is never overwritten",
        "{} inneholder en privat nøkkel, som aldri blir overskrevet",
    ),
    (
        "the checkpoint of {} entries is signed by {}, but entry {} had already replaced that key",
        "sjekkpunktet over {} føringer er signert av {}, men føring {} hadde allerede erstattet den nøkkelen",
    ),
    (
        "the ledger's first {} entries have the root {}, the checkpoint says {}; history was changed (an entry edited, swapped, inserted or removed), or the checkpoint is another ledger's",
        "hovedbokens første {} føringer har roten {}, sjekkpunktet oppgir {}; historien er endret (en føring er endret, byttet, satt inn eller fjernet), eller sjekkpunktet er fra en annen hovedbok",
    ),
    (
        "{}, the last checkpoint that this ledger signed: {}",
        "{}, det siste sjekkpunktet som denne hovedboken signerte: {}",
    ),
    ("the checkpoint has {} entries and says nothing about {}", "sjekkpunktet har {} føringer og sier ingenting om {}"),
    (
        "the old checkpoint has {} entries, the new one {}: the new one is not a later state",
        "det gamle sjekkpunktet har {} føringer, det nye {}: det nye er ikke en senere tilstand",
    ),
    ("the stored hash tree does not match the entries: {}", "det lagrede hashtreet stemmer ikke med føringene: {}"),
    ("only the answer to `statement` is signed", "bare svaret på `statement` kan signeres"),
    ("the answer cannot be written as JSON: {}", "svaret kan ikke skrives som JSON: {}"),
    (
        "this program does not know the question of the signed answer: {}",
        "dette programmet kjenner ikke spørsmålet i det signerte svaret: {}",
    ),
    (
        "the signed answer is based on the entries up to {}, but the ledger ends at {}: its end was cut off or it is an older copy",
        "det signerte svaret bygger på føringene til og med {}, men hovedboken slutter ved {}: slutten er kuttet, eller den er en eldre kopi",
    ),
    (
        "the answer itself was not recomputed: it has schema {} and rules {} (by {}), but this program gives schema {} and rules {}; the signatures are valid, and the ledger continues the checkpoint of {} entries",
        "selve svaret ble ikke beregnet på nytt: det har skjema {} og regler {} (fra {}), men dette programmet gir skjema {} og regler {}; signaturene er gyldige, og hovedboken fortsetter sjekkpunktet over {} føringer",
    ),
    (
        "the answer differs: the signed one is {} (by {}, rules {}, schema {}), but the ledger now gives {} (by {}, rules {}, schema {})",
        "svaret er et annet: det som er signert, er {} (fra {}, regler {}, skjema {}), hovedboken gir nå {} (fra {}, regler {}, skjema {})",
    ),
    ("name another file", "oppgi en annen fil"),
    (
        "name the file; anyone who can list processes may have seen the key, so change it: `key rotate`",
        "oppgi filen; alle som kan se prosesser, kan ha sett nøkkelen: `key rotate`",
    ),
    (
        "name a new file; `key show {}` prints the verifier key of the one that is there",
        "oppgi en ny fil; `key show {}` skriver ut verifiseringsnøkkelen til den som finnes",
    ),
    (
        "name a file outside it; move an existing key out, and run `key rotate` if others have had the folder",
        "oppgi en fil utenfor den; flytt en nøkkel som ligger der, ut, og bruk `key rotate` hvis andre har hatt mappen",
    ),
    (
        "run chmod 600 on {}; if others may have read it, run `key rotate`",
        "chmod 600 {}; hvis andre kan ha lest den, bruk `key rotate`",
    ),
    ("`key new --out FILE` makes one; operating.md, *Keys*", "`key new --out FIL` lager en; operating.md, *Keys*"),
    (
        "`init --origin` gives a ledger a name that keys can have",
        "`init --origin` gir en hovedbok et navn som nøkler kan ha",
    ),
    (
        "name this ledger's key: --key FILE; for `key rotate`, --old FILE",
        "oppgi nøkkelen til denne hovedboken: --key FIL; for `key rotate`, --old FIL",
    ),
    ("sign with the newest key; `key list` shows them", "signer med den nyeste nøkkelen; `key list` viser dem"),
    (
        "name the key that is in use: --old FILE; if it is this one, first run `archive` with it, or `archive DIR --forget`",
        "oppgi nøkkelen som er i bruk: --old FIL; hvis det er denne, bruk `archive` med den først, eller `archive MAPPE --forget`",
    ),
    (
        "--vkey KEY: get the key from the ledger's owner, not together with the file",
        "--vkey NØKKEL: få nøkkelen av hovedbokens eier, ikke sammen med filen",
    ),
    (
        "check that you named the right ledger and the right file",
        "kontroller at du har oppgitt riktig hovedbok og riktig fil",
    ),
    (
        "if the ledger changed its key, also give the key that was in use then, with another --vkey; `key list` shows the changes; if it did not, do not rely on it",
        "hvis hovedboken har byttet nøkkel, oppgi også nøkkelen fra den gangen: --vkey igjen; `key list` viser byttene; hvis ikke, stol ikke på den",
    ),
    ("check the key; auditing.md, *Checkpoints*", "kontroller nøkkelen; auditing.md, *Checkpoints*"),
    (
        "look for the newest copy; keep this one as it is; operating.md, *When something is wrong*",
        "let etter den nyeste kopien; behold denne som den er; operating.md, *When something is wrong*",
    ),
    (
        "do not rely on it: anyone who has the old key may have made it; ask for one signed with the newest key",
        "stol ikke på det: alle som har den gamle nøkkelen, kan ha laget det; be om ett med den nyeste nøkkelen",
    ),
    (
        "keep the folder and the checkpoint as they are; compare with the last archive",
        "behold mappen og sjekkpunktet som de er; sammenlign med det siste arkivet",
    ),
    (
        "compare the ledger with each of the two: `verify --checkpoint FILE`; auditing.md, *Witnesses*",
        "sammenlign hovedboken med hvert av de to: `verify --checkpoint FIL`; auditing.md, *Witnesses*",
    ),
    (
        "name the verifier key of another party; auditing.md, *Witnesses*",
        "oppgi verifiseringsnøkkelen til en annen part; auditing.md, *Witnesses*",
    ),
    ("ask the witness again; auditing.md, *Witnesses*", "spør vitnet igjen; auditing.md, *Witnesses*"),
    ("give a later checkpoint, or sign one: --key FILE", "oppgi et senere sjekkpunkt, eller signer ett: --key FIL"),
    ("give the older one with --consistency", "oppgi det eldste med --consistency"),
    ("`verify` shows more", "`verify` viser mer"),
    ("sign that answer instead: `statement --sign FILE`", "signer det svaret i stedet: `statement --sign FIL`"),
    ("do not rely on it; auditing.md, *Signed answers*", "stol ikke på det; auditing.md, *Signed answers*"),
    ("check it with the program that made it", "kontroller det med programmet som laget det"),
    (
        "check the answer with the program that made it; docs/answers.md lists changes between versions",
        "kontroller svaret med programmet som laget det; docs/answers.md viser endringene mellom versjonene",
    ),
    (
        "if program and rules are the same, do not rely on it; if not, check it with the other program",
        "hvis program og regler er de samme, stol ikke på det; hvis ikke, kontroller det med det andre programmet",
    ),
    ("the checkpoint", "sjekkpunktet"),
    (
        "its keys belong to another ledger, from which this entry came",
        "nøklene er fra en annen hovedbok, som føringen kom fra",
    ),
    ("the signed answer", "det signerte svaret"),
];
