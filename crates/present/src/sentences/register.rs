//! Sentences of the register of case numbers.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    ("the case number is empty; write the office's own number", "saksnummeret er tomt; skriv kontorets eget nummer"),
    (
        "the case number is longer than {} characters; write the office's own number",
        "saksnummeret er lengre enn {} tegn; skriv kontorets eget nummer",
    ),
    (
        "the case number contains a control character; write it again",
        "saksnummeret inneholder et kontrolltegn; skriv det igjen",
    ),
    (
        "the case number has no digit, so it may be a name; write the office's own number",
        "saksnummeret har ingen sifre, så det kan være et navn; skriv kontorets eget nummer",
    ),
    (
        "the case number contains {}; write the office's own number",
        "saksnummeret inneholder {}; skriv kontorets eget nummer",
    ),
    (
        "the case number has the same letters and digits as one of participant {}; write it as the register has it",
        "saksnummeret har de samme bokstavene og sifrene som et deltaker {} har; skriv det slik registeret har det",
    ),
    (
        "{} is in the ledger's folder {}; the register and its key must be outside it: choose another path",
        "{} er i hovedbokens mappe {}; registeret og nøkkelen må være utenfor: velg en annen filsti",
    ),
    (
        "{} is named both as the register and as its key; choose two paths",
        "{} er oppgitt både som registeret og som nøkkelen; velg to filstier",
    ),
    (
        "there is no register at {}; check the path, or add a first case number",
        "det finnes ikke noe register i {}; kontroller filstien, eller legg til et første saksnummer",
    ),
    (
        "the register {} needs its key, but there is no key at {}; restore the key from its copy",
        "registeret {} trenger nøkkelen, men det finnes ingen nøkkel i {}; hent nøkkelen fra kopien",
    ),
    ("others can read the key {}; run chmod 600 on it", "andre kan lese nøkkelen {}; kjør chmod 600 på den"),
    (
        "{} is not a key in the age format; put the right file there",
        "{} er ikke en nøkkel i age-formatet; legg riktig fil der",
    ),
    (
        "the key {} is protected by a passphrase; give the passphrase",
        "nøkkelen {} er beskyttet av en passordfrase; oppgi passordfrasen",
    ),
    (
        "the passphrase does not open the key {}; give the right one",
        "passordfrasen åpner ikke nøkkelen {}; oppgi den riktige",
    ),
    (
        "the key {} has no passphrase, but one was given; leave it out, or protect the key with `age -p`",
        "nøkkelen {} har ingen passordfrase, men en er oppgitt; utelat den, eller beskytt nøkkelen med `age -p`",
    ),
    (
        "a work factor of {} is not possible; choose from 1 to {}",
        "en arbeidsfaktor på {} er ikke mulig; velg fra 1 til {}",
    ),
    (
        "the key {} does not open the register {}; give the key it was made with",
        "nøkkelen {} åpner ikke registeret {}; oppgi nøkkelen som det ble laget med",
    ),
    (
        "the register {} is damaged or not a register; restore it from a copy",
        "registeret {} er skadet eller ikke et register; hent det fra en kopi",
    ),
    (
        "the register {} has version {}, which this program does not know; use a newer program",
        "registeret {} har versjon {}, som dette programmet ikke kjenner; bruk et nyere program",
    ),
    (
        "another command has the register {} open; wait for it to end and run this again",
        "en annen kommando har registeret {} åpent; vent til den er ferdig og kjør denne igjen",
    ),
    (
        "{} could not be encrypted ({}); the existing file is unchanged",
        "{} kunne ikke krypteres ({}); filen som var der, er uendret",
    ),
    ("{}: {}; check the path and its permissions", "{}: {}; kontroller banen og rettighetene"),
    (
        "{} would be in {}; anyone who gets or loses one must not get or lose the other: name a separate folder",
        "{} ville ligge i {}; den som får eller mister den ene, skal ikke få eller miste den andre: oppgi en egen mappe",
    ),
    (
        "{} is the register itself; name a separate folder for the copy, best on another disk",
        "{} er selve registeret; oppgi en egen mappe for kopien, helst på en annen disk",
    ),
    (
        "{} already contains {}; name a separate folder for the copy of the register",
        "{} inneholder allerede {}; oppgi en egen mappe for kopien av registeret",
    ),
    (
        "the copy {} is damaged; move it away and keep it, because it may be the last one, and copy again",
        "kopien {} er skadet; flytt den og ta vare på den, fordi den kan være den siste, og kopier igjen",
    ),
    (
        "the copy {} belongs to another register, encrypted to another key; name another folder",
        "kopien {} hører til et annet register, kryptert til en annen nøkkel; oppgi en annen mappe",
    ),
    (
        "the copy {} has {} case numbers that the register does not have, or has for other participants; the register lost them, or is another one: keep both, and put the right one in place",
        "kopien {} har {} saksnumre som registeret ikke har, eller har på andre deltakere; registeret har mistet dem, eller er et annet: ta vare på begge, og sett inn det riktige",
    ),
    (
        "the copy {} differs from the register; make it again, on another disk",
        "kopien {} er forskjellig fra registeret; lag den igjen, på en annen disk",
    ),
    (
        "{} is not a copy of a register, nor a folder with one file that ends in .age; name the file",
        "{} er ikke en kopi av et register, og heller ikke en mappe med én fil som slutter på .age; oppgi filen",
    ),
    (
        "there is another register at {}; it is not overwritten: name another place, or move it away",
        "det finnes et annet register i {}; det blir ikke overskrevet: oppgi et annet sted, eller flytt det",
    ),
    (
        "the case number already belongs to participant {}; a case number never changes its participant",
        "saksnummeret hører allerede til deltaker {}; et saksnummer bytter aldri deltaker",
    ),
    (
        "the case number is in the register in two spellings, for participants {} and {}; name the participant, and merge the two if they are one person (participant.merged)",
        "saksnummeret er i registeret med to skrivemåter, på deltakerne {} og {}; oppgi deltakeren, og slå sammen de to hvis de er én person (participant.merged)",
    ),
    (
        "participant {} already has a case number; use `register link` to add a second one",
        "deltaker {} har allerede et saksnummer; bruk `register link` for å legge til et til",
    ),
    (
        "the register does not know participant {}; use `register add` for the first case number",
        "registeret kjenner ikke deltaker {}; bruk `register add` for det første saksnummeret",
    ),
    (
        "{} is not a random UUID (version 4), as a participant's id must be; use a new one",
        "{} er ikke en tilfeldig UUID (versjon 4), som en deltakers id må være; bruk en ny",
    ),
];
