//! Sentences of the hash tree, notes, checkpoints, proofs, keys and signed answers, and of an entry as a line.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    ("the checkpoint: {}", "sjekkpunktet: {}"),
    (
        "line {} of the checkpoint is wrong: {} (C2SP tlog-checkpoint)",
        "linje {} i sjekkpunktet er feil: {} (C2SP tlog-checkpoint)",
    ),
    (
        "the checkpoint covers 0 entries, but its root is not the root of the empty tree (RFC 6962, 2.1)",
        "sjekkpunktet dekker 0 føringer, men roten er ikke roten til det tomme treet (RFC 6962, 2.1)",
    ),
    (
        "the checkpoint belongs to the log '{}', not to '{}': it says nothing about this ledger",
        "sjekkpunktet hører til loggen «{}», ikke til «{}»: det sier ingenting om denne hovedboken",
    ),
    ("it must be the log's origin, and end in a newline", "den må være loggens opphav, og slutte med linjeskift"),
    (
        "it must be the number of entries, a decimal without leading zeros",
        "den må være antall føringer, et desimaltall uten nuller foran",
    ),
    ("it must be the root hash, 32 bytes in standard base64", "den må være rothashen, 32 byte i vanlig base64"),
    ("no line may be empty", "ingen linje kan være tom"),
    ("it must end in a newline", "den må slutte med linjeskift"),
    ("origin and extensions must be one line each", "opphav og tillegg må være på én linje hver"),
    (
        "the proof has {} bytes; a proof has at most {}: this is not a proof",
        "beviset har {} byte; et bevis har høyst {}: dette er ikke et bevis",
    ),
    ("line {} of the consistency proof is wrong: {}", "linje {} i konsistensbeviset er feil: {}"),
    ("the old checkpoint cannot be relied on: {}", "det gamle sjekkpunktet er ikke til å stole på: {}"),
    ("the new checkpoint cannot be relied on: {}", "det nye sjekkpunktet er ikke til å stole på: {}"),
    (
        "the proof comes without the old checkpoint, so on its own it shows nothing: give the one that you have",
        "beviset kommer uten det gamle sjekkpunktet, så alene viser det ingenting: oppgi det du har",
    ),
    (
        "the proof is about {} entries, but the {} checkpoint has {}: they do not belong together",
        "beviset gjelder {} føringer, men det {} sjekkpunktet har {}: de hører ikke sammen",
    ),
    (
        "the old checkpoint belongs to the log '{}', the new one to '{}': one log cannot continue another",
        "det gamle sjekkpunktet hører til loggen «{}», det nye til «{}»: én logg kan ikke fortsette en annen",
    ),
    ("the proof does not hold: {}", "beviset holder ikke: {}"),
    ("the file begins with hovedbok/consistency@v1", "filen begynner med hovedbok/consistency@v1"),
    ("it must be 'old' and the old number of entries", "den må være «old» og det gamle antallet føringer"),
    ("it must be 'new' and the new number of entries", "den må være «new» og det nye antallet føringer"),
    (
        "it must be 'old-checkpoint' and the length in bytes of what follows",
        "den må være «old-checkpoint» og lengden i byte på det som følger",
    ),
    (
        "it must be 'new-checkpoint' and the length in bytes of what follows",
        "den må være «new-checkpoint» og lengden i byte på det som følger",
    ),
    ("the file ends with the new checkpoint", "filen slutter med det nye sjekkpunktet"),
    ("the file ends before that many bytes", "filen slutter før så mange byte"),
    ("the witness's answer: {}", "vitnets svar: {}"),
    ("the witness's answer is not a checkpoint: {}", "vitnets svar er ikke et sjekkpunkt: {}"),
    (
        "key {} is of type 0x01, which has no timestamps: name the witness's key of type 0x04",
        "nøkkelen {} er av type 0x01, som ikke har tidspunkter: oppgi vitnets nøkkel av type 0x04",
    ),
    (
        "key {} is one of the ledger's own keys, and a ledger cannot be its own witness",
        "nøkkelen {} er en av hovedbokens egne nøkler, og en hovedbok kan ikke være sitt eget vitne",
    ),
    (
        "{} is not a time for a cosignature: it is seconds since 1970, at most 2^63 - 1",
        "{} er ikke et tidspunkt for en medsignatur: det er sekunder siden 1970, høyst 2^63 - 1",
    ),
    (
        "the witness signed a checkpoint of the log '{}', not of '{}': send the witness this ledger's checkpoint",
        "vitnet signerte et sjekkpunkt fra loggen «{}», ikke fra «{}»: send vitnet sjekkpunktet til denne hovedboken",
    ),
    (
        "the witness signed a checkpoint of {} entries, but this one has {}: add the signature to the checkpoint that was sent to the witness",
        "vitnet signerte et sjekkpunkt over {} føringer, vårt har {}: legg signaturen til det sjekkpunktet som vitnet fikk",
    ),
    (
        "the witness signed another root for the same {} entries: the log has shown two histories; keep both files and find out which one is true before you do anything else",
        "vitnet signerte en annen rot for de samme {} føringene: loggen har vist to historier; ta vare på begge filer og finn ut hvilken som er sann, før du gjør noe annet",
    ),
    (
        "the witness signed the same tree head with different extension lines: its signature does not cover those of this checkpoint",
        "vitnet signerte samme trehode med andre tilleggslinjer: signaturen dekker ikke våre",
    ),
    (
        "a complete subtree of level {} cannot be appended at size {}: the size must be a multiple of 2^{}",
        "et helt deltre på nivå {} kan ikke legges til ved størrelse {}: størrelsen må være et multiplum av 2^{}",
    ),
    (
        "a subtree of level {} at size {} makes the tree larger than 2^62 leaves, the most it may have",
        "et deltre på nivå {} ved størrelse {} gjør treet større enn 2^62 blader, det meste det kan ha",
    ),
    (
        "a SHA-256 hash is written as 64 lower-case hexadecimal digits; this is not ({} bytes)",
        "en SHA-256-hash skrives som 64 heksadesimale sifre med små bokstaver; dette er det ikke ({} byte)",
    ),
    (
        "a SHA-256 hash is written as 44 characters of standard base64 with padding (RFC 4648 section 4); this is not ({} bytes)",
        "en SHA-256-hash skrives som 44 tegn i vanlig base64 med utfylling (RFC 4648, del 4); dette er det ikke ({} byte)",
    ),
    ("64 lower-case hexadecimal digits", "64 heksadesimale sifre med små bokstaver"),
    (
        "a key name must not be empty or contain spaces, control characters or '+': choose another name",
        "et nøkkelnavn er ikke tomt og har ingen mellomrom, kontrolltegn eller «+»: velg et annet navn",
    ),
    (
        "this is not a public key, which is one line NAME+ID+KEY with the id as 8 lower-case hexadecimal digits",
        "dette er ikke en offentlig nøkkel, som er én linje NAVN+ID+NØKKEL med id-en som 8 heksadesimale sifre med små bokstaver",
    ),
    (
        "this is not a private key: its file is one line PRIVATE+KEY+NAME+ID+KEY, with the id as 8 lower-case hexadecimal digits; if the file was changed, restore it from its copy",
        "dette er ikke en privat nøkkel: filen er én linje PRIVATE+KEY+NAVN+ID+NØKKEL, med id-en som 8 heksadesimale sifre med små bokstaver; hvis filen er endret, hent den fra kopien",
    ),
    (
        "the key is of type {}; only Ed25519 (0x01) and Ed25519 cosignatures (0x04) are read here",
        "nøkkelen er av type {}; bare Ed25519 (0x01) og Ed25519-medsignaturer (0x04) leses her",
    ),
    (
        "the key id says {}, but name and key give {} (the first 4 bytes of their SHA-256): the line was changed or written wrongly; fetch it again from its owner",
        "nøkkelens id er {}, men navn og nøkkel gir {} (de første 4 bytene av SHA-256): linjen er endret eller skrevet feil; hent den igjen fra eieren",
    ),
    (
        "the 32 bytes are not an Ed25519 public key that can be trusted (RFC 8032): fetch it again from its owner",
        "de 32 bytene er ikke en offentlig Ed25519-nøkkel som kan stoles på (RFC 8032): hent den igjen fra eieren",
    ),
    (
        "the manifest has {} bytes; a manifest has at most {}: this is not a manifest",
        "manifestet har {} byte; et manifest har høyst {}: dette er ikke et manifest",
    ),
    (
        "the manifest is not valid JSON of its format: {}; take it from another copy of the archive",
        "manifestet er ikke gyldig JSON i sitt format: {}; ta det fra en annen kopi av arkivet",
    ),
    (
        "format is '{}', this program reads '{}': use the program that wrote the archive, or a newer one",
        "formatet er «{}», dette programmet leser «{}»: bruk programmet som skrev arkivet, eller et nyere",
    ),
    (
        "origin must be one line and not empty: the manifest was changed",
        "opphavet må være på én linje og ikke tomt: manifestet er endret",
    ),
    (
        "recorded must be the instant of the last entry, and absent only when there is no entry (size is {})",
        "recorded må være tidspunktet for siste føring, og mangle bare når det ikke er noen føring (størrelsen er {})",
    ),
    (
        "segments[{}].file is '{}': it must be a name of its own in the archive's folder, of letters, digits, '.', '-' and '_'; do not read this archive",
        "segments[{}].file er «{}»: det må være et eget navn i arkivets mappe, av bokstaver, sifre, «.», «-» og «_»; les ikke dette arkivet",
    ),
    (
        "segments[{}].first is {}, but {} comes next: a segment is missing or out of order",
        "segments[{}].first er {}, men {} er den neste: et segment mangler eller er i feil rekkefølge",
    ),
    (
        "segments[{}].last is {}, before its first, {}: the manifest was changed",
        "segments[{}].last er {}, før den første, {}: manifestet er endret",
    ),
    (
        "segments[{}].bytes is {}, less than a line for each of its entries: the manifest was changed",
        "segments[{}].bytes er {}, mindre enn en linje for hver føring: manifestet er endret",
    ),
    (
        "segments[{}].size is {}, but the tree at its end has {} entries: the manifest was changed",
        "segments[{}].size er {}, men treet ved slutten har {} føringer: manifestet er endret",
    ),
    (
        "size is {}, but the segments end at {}: a segment is missing, or the manifest was changed",
        "size er {}, men segmentene slutter ved {}: et segment mangler, eller manifestet er endret",
    ),
    (
        "root is {}, but the last segment ends with root {}: the manifest was changed",
        "root er {}, men det siste segmentet slutter med roten {}: manifestet er endret",
    ),
    (
        "leaf {} is not in a tree of {} leaves: leaves are counted from 0, so ask for a smaller index",
        "blad {} er ikke i et tre med {} blader: blader telles fra 0, så spør om et mindre tall",
    ),
    (
        "a tree of {} leaves is not an earlier state of a tree of {} leaves: give the smaller size first",
        "et tre med {} blader er ikke en tidligere tilstand av et tre med {} blader: oppgi den minste størrelsen først",
    ),
    (
        "the tree of {} leaves has no complete subtree {} of level {}: ask for a tree of this size or smaller",
        "treet med {} blader har ikke noe helt deltre {} på nivå {}: spør om et tre av denne størrelsen eller mindre",
    ),
    (
        "the note has {} bytes; a note has at most {}: this is not a note",
        "notatet har {} byte; et notat har høyst {}: dette er ikke et notat",
    ),
    (
        "line {} has a control character, which is not allowed in a signed note: the file was changed or is not a note",
        "linje {} har et kontrolltegn, som ikke er tillatt i et signert notat: filen er endret eller er ikke et notat",
    ),
    (
        "the text of a signed note is whole lines, each ending in a newline: this one is cut off or empty",
        "teksten i et signert notat er hele linjer som slutter med linjeskift: denne er kuttet eller tom",
    ),
    (
        "no signature follows the last empty line (the text ends there): the note is not signed, or was cut off",
        "ingen signatur følger den siste tomme linjen (teksten slutter der): notatet er ikke signert, eller er kuttet",
    ),
    ("line {} is not a signature line: {}", "linje {} er ikke en signaturlinje: {}"),
    (
        "line {} is one signature too many; a note has at most {}",
        "linje {} er én signatur for mye; et notat har høyst {}",
    ),
    (
        "a signature has a key name (without spaces and '+') and at least one byte: this one cannot be added",
        "en signatur har et nøkkelnavn (uten mellomrom og «+») og minst én byte: denne kan ikke legges til",
    ),
    (
        "the note is not signed by key {}+{}: that key vouches for nothing in it",
        "notatet er ikke signert av nøkkelen {}+{}: den nøkkelen går ikke god for noe i det",
    ),
    (
        "the note is signed under the name {} by another key ({}, not {}): check whether the key was changed and announced; if not, do not believe the note",
        "notatet er signert under navnet {} av en annen nøkkel ({}, ikke {}): kontroller om nøkkelen er byttet og kunngjort; hvis ikke, tro ikke på notatet",
    ),
    (
        "the signature of key {}+{} does not fit the text: the text or the signature was changed",
        "signaturen fra nøkkelen {}+{} passer ikke til teksten: teksten eller signaturen er endret",
    ),
    (
        "key {} is of the type for witnesses of checkpoints (0x04), which signs nothing else: name another key",
        "nøkkelen {} er av typen for vitner til sjekkpunkter (0x04), som ikke signerer noe annet: oppgi en annen nøkkel",
    ),
    ("it must begin with an em dash and a space", "den må begynne med en tankestrek og et mellomrom"),
    ("it must hold a key name, a space and the signature", "den må ha et nøkkelnavn, et mellomrom og signaturen"),
    (
        "the key name must be without spaces and '+', and not empty",
        "nøkkelnavnet må være uten mellomrom og «+», og ikke tomt",
    ),
    ("the signature must be standard base64 with padding", "signaturen må være vanlig base64 med utfylling"),
    (
        "the signature must hold a key id of 4 bytes and something more",
        "signaturen må ha en nøkkel-id på 4 byte og noe mer",
    ),
    ("line {} of the proof is wrong: {} (C2SP tlog-proof)", "linje {} i beviset er feil: {} (C2SP tlog-proof)"),
    ("the proof's checkpoint cannot be relied on: {}", "bevisets sjekkpunkt er ikke til å stole på: {}"),
    ("a proof begins with c2sp.org/tlog-proof@v1", "et bevis begynner med c2sp.org/tlog-proof@v1"),
    ("'extra' must be standard base64 with padding", "«extra» må være vanlig base64 med utfylling"),
    (
        "it must be 'index' and the position counted from 0, a decimal without leading zeros",
        "den må være «index» og posisjonen talt fra 0, et desimaltall uten nuller foran",
    ),
    ("an empty line must follow the hashes", "en tom linje må følge etter hashene"),
    ("no proof has that many hashes", "ikke noe bevis har så mange hasher"),
    ("it must be a hash, 32 bytes in standard base64", "den må være en hash, 32 byte i vanlig base64"),
    ("the {} key: {}", "den {} nøkkelen: {}"),
    (
        "the {} key is named {}; a key of this ledger has the name {} and type 0x01",
        "den {} nøkkelen heter {}; en nøkkel til denne hovedboken har navnet {} og type 0x01",
    ),
    ("the new key is the old one", "den nye nøkkelen er den gamle"),
    (
        "the old key is not the one that the ledger announced last, at #{}: {}",
        "den gamle nøkkelen er ikke den som hovedboken sist kunngjorde, ved #{}: {}",
    ),
    (
        "the new key was in force before entry #{} replaced it: a replaced key cannot be used again",
        "den nye nøkkelen var i bruk før føring #{} erstattet den: en erstattet nøkkel kan ikke brukes igjen",
    ),
    (
        "the old key did not sign that the new one replaces it: {}",
        "den gamle nøkkelen signerte ikke at den nye erstatter den: {}",
    ),
    ("a change of keys cannot be migrated from elsewhere", "et nøkkelbytte kan ikke overføres fra et annet sted"),
    (
        "a change of keys that was announced cannot be corrected or voided",
        "et nøkkelbytte som er kunngjort, kan ikke rettes eller annulleres",
    ),
    ("the signed answer: {}", "det signerte svaret: {}"),
    ("line {} of the signed answer is wrong: {}", "linje {} i det signerte svaret er feil: {}"),
    (
        "a field of the signed answer is not one line, or is empty: nothing was signed",
        "et felt i det signerte svaret er ikke på én linje, eller er tomt: ingenting ble signert",
    ),
    (
        "the checkpoint of the signed answer cannot be relied on: {}",
        "sjekkpunktet i det signerte svaret er ikke til å stole på: {}",
    ),
    (
        "the signed answer is about the log '{}', but its checkpoint about '{}': do not rely on it",
        "det signerte svaret gjelder loggen «{}», sjekkpunktet «{}»: stol ikke på det",
    ),
    (
        "the signed answer is based on {} entries, but its checkpoint covers only {}: ask for a later one",
        "det signerte svaret bygger på {} føringer, men sjekkpunktet dekker bare {}: be om et senere",
    ),
    ("a signed answer begins with hovedbok/statement@v1", "et signert svar begynner med hovedbok/statement@v1"),
    ("it must be 'origin' and the log's identity", "den må være «origin» og loggens identitet"),
    (
        "it must be 'question' and the question as JSON on one line",
        "den må være «question» og spørsmålet som JSON på én linje",
    ),
    ("it must be 'as-of' and a day, YYYY-MM-DD", "den må være «as-of» og en dag, ÅÅÅÅ-MM-DD"),
    (
        "it must be 'known-at' and a position, a decimal without leading zeros",
        "den må være «known-at» og en posisjon, et desimaltall uten nuller foran",
    ),
    ("it must be 'rules' and their version", "den må være «rules» og versjonen"),
    ("it must be 'program' and its version", "den må være «program» og versjonen"),
    ("it must be 'schema' and its version", "den må være «schema» og versjonen"),
    (
        "it must be 'answer-sha256' and 64 lower-case hexadecimal digits",
        "den må være «answer-sha256» og 64 heksadesimale sifre med små bokstaver",
    ),
    ("an empty line must separate the fields from the checkpoint", "en tom linje må skille feltene fra sjekkpunktet"),
    (
        "the proof names leaf {} in a tree of {} leaves, which has no such leaf (leaves are counted from 0): it shows nothing",
        "beviset oppgir blad {} i et tre med {} blader, som ikke har noe slikt blad (blader telles fra 0): det viser ingenting",
    ),
    (
        "a tree of {} leaves is not an earlier state of a tree of {} leaves: the two are in the wrong order, or the log was cut",
        "et tre med {} blader er ikke en tidligere tilstand av et tre med {} blader: de to er i feil rekkefølge, eller loggen er kuttet",
    ),
    (
        "the proof has {} hashes, but only {} lead to the root: it was made for another position or size",
        "beviset har {} hasher, men bare {} fører til roten: det ble laget for en annen posisjon eller størrelse",
    ),
    (
        "the proof has {} hashes and ends before the root: it was cut, or made for another position or size",
        "beviset har {} hasher og slutter før roten: det er kuttet, eller laget for en annen posisjon eller størrelse",
    ),
    (
        "leaf and proof lead to root {}, but the tree head says {}: this leaf is not at that position in that tree",
        "blad og bevis fører til roten {}, men trehodet oppgir {}: bladet er ikke i den posisjonen i det treet",
    ),
    (
        "the proof leads to root {} for the old tree, but its tree head says {}: the new tree does not continue the old one, or the proof is for other trees",
        "beviset fører til roten {} for det gamle treet, men trehodet oppgir {}: det nye treet fortsetter ikke det gamle, eller beviset er for andre trær",
    ),
    (
        "the proof leads to root {} for the new tree, but its tree head says {}: the new tree does not continue the old one, or the proof is for other trees",
        "beviset fører til roten {} for det nye treet, men trehodet oppgir {}: det nye treet fortsetter ikke det gamle, eller beviset er for andre trær",
    ),
];
