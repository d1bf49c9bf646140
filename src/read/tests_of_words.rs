//! Headings and labels that are named as people of a country name them.

use super::found::sections;
use super::tests::read;
use crate::config::Config;
use crate::incident::section::Role;
use crate::incident::{Incident, Traced};

/// A language, a heading of it, and what the section below it is.
const HEADINGS: &[(&str, &str, Role)] = &[
    ("de", "Wie geht es weiter?", Role::Actions),
    ("de", "Was schlecht geklappt hat", Role::WentWrong),
    ("fr", "Suites à donner", Role::Actions),
    ("fr", "Population impactée", Role::Impact),
    ("es", "Lo que vamos a hacer:", Role::Actions),
    ("es", "En pocas palabras", Role::Summary),
    ("pt", "Encaminhamentos", Role::Actions),
    ("pt", "Prejuízo", Role::Impact),
    ("it", "Cosa c'è da fare", Role::Actions),
    ("it", "Come abbiamo risolto", Role::Resolution),
    ("nl", "Wat gaan we eraan doen?", Role::Actions),
    ("nl", "Van minuut tot minuut", Role::Timeline),
    ("pl", "Co robimy", Role::Actions),
    ("pl", "Dlaczego tak się stało", Role::RootCause),
    ("ru", "Что осталось сделать", Role::Actions),
    ("ru", "Как развивались события", Role::Timeline),
    ("uk", "Що робимо далі", Role::Actions),
    ("uk", "Чому так вийшло", Role::RootCause),
    ("sv", "Vad gör vi nu?", Role::Actions),
    ("sv", "Det här gick mindre bra", Role::WentWrong),
    ("da", "Sådan løste vi det", Role::Resolution),
    ("da", "Hvem ramte det?", Role::Impact),
    ("no", "Hva gjør vi nå?", Role::Actions),
    ("no", "Slik gikk det", Role::Timeline),
    ("ja", "やること", Role::Actions),
    ("ja", "どう直したか", Role::Resolution),
    ("zh", "来龙去脉", Role::Timeline),
    ("zh", "需要改进的地方", Role::WentWrong),
    ("zh-hant", "接下來要做的事", Role::Actions),
    ("zh-hant", "發生原因", Role::RootCause),
    ("ko", "남은 일", Role::Actions),
    ("ko", "왜 일어났나?", Role::RootCause),
    ("tr", "Ne yapacağız?", Role::Actions),
    ("tr", "Olayın seyri", Role::Timeline),
];

/// A language, and a heading of it that looks like one of a section and is none.
const OTHER_HEADINGS: &[(&str, &str)] = &[
    ("de", "Getroffene Maßnahmen"),
    ("fr", "Mesures conservatoires"),
    ("es", "Acciones realizadas"),
    ("pt", "Providências tomadas"),
    ("it", "Interventi effettuati"),
    ("nl", "Uitgevoerde maatregelen"),
    ("pl", "Wykonane działania"),
    ("ru", "Проведённые работы"),
    ("uk", "Термінові заходи"),
    ("sv", "Genomförda åtgärder"),
    ("da", "Iværksatte tiltag"),
    ("no", "Gjennomførte tiltak"),
    ("ja", "実施した対策"),
    ("zh", "应急措施"),
    ("zh-hant", "應變措施"),
    ("ko", "긴급 조치"),
    ("tr", "Alınan önlemler"),
];

/// A language, a line of the head, and what it tells: severity, end, authors and services.
const LINES: &[(&str, &str, [&str; 4])] = &[
    ("de", "Wieder erreichbar: 2031-05-06 11:20", ["", "2031-05-06T11:20:00", "", ""]),
    ("fr", "Niveau : majeur", ["majeur", "", "", ""]),
    ("es", "Servicios implicados: Correo, Agenda", ["", "", "", "Correo, Agenda"]),
    ("pt", "Relatório por: Lia Rocha", ["", "", "Lia Rocha", ""]),
    ("it", "Ora di ripristino: 2031-05-06 11:20", ["", "2031-05-06T11:20:00", "", ""]),
    ("nl", "Verholpen: 2031-05-06 11:20", ["", "2031-05-06T11:20:00", "", ""]),
    ("pl", "Sporządziła: Anna Lis", ["", "", "Anna Lis", ""]),
    ("ru", "Починили: 2031-05-06 11:20", ["", "2031-05-06T11:20:00", "", ""]),
    ("uk", "Рівень: високий", ["високий", "", "", ""]),
    ("sv", "Allvarlighet: Kritisk", ["Kritisk", "", "", ""]),
    ("da", "Udbedret: 2031-05-06 11:20", ["", "2031-05-06T11:20:00", "", ""]),
    ("no", "Utarbeidet av: Ida Moe", ["", "", "Ida Moe", ""]),
    ("ja", "報告者：田村", ["", "", "田村", ""]),
    ("zh", "受影响业务：预约、邮件", ["", "", "", "预约, 邮件"]),
    ("zh-hant", "等級：嚴重", ["嚴重", "", "", ""]),
    ("ko", "장애 해소: 2031-05-06 11:20", ["", "2031-05-06T11:20:00", "", ""]),
    ("tr", "Seviye: kritik", ["kritik", "", "", ""]),
];

/// A language, the names of columns for an action, its owner, its day and its state, and a state
/// that says it is done.
const TABLES: &[(&str, [&str; 4], &str)] = &[
    ("de", ["Was ist zu tun", "Verantw.", "Bis wann", "Umsetzungsstand"], "durchgeführt"),
    ("fr", ["Action à mener", "Porteur de l'action", "Pour quand", "Avancement"], "mise en place"),
    ("es", ["Qué hacer", "Resp.", "Fecha compromiso", "Avance"], "realizada"),
    ("pt", ["O que", "Responsável pela ação", "Até quando", "Andamento"], "realizado"),
    ("it", ["Cosa fare", "In carico a", "Entro quando", "Avanzamento"], "eseguita"),
    ("nl", ["Maatregelen", "Trekker", "Voor wanneer", "Voortgang"], "uitgevoerd"),
    ("pl", ["co", "kto", "do kiedy", "postęp"], "wdrożono"),
    ("ru", ["Мероприятие", "Отв.", "До когда", "Ход выполнения"], "внедрено"),
    ("uk", ["Заходи", "Відп.", "До коли", "Стан виконання"], "впроваджено"),
    ("sv", ["Insats", "Ansv.", "Klart till", "Status"], "utförd"),
    ("da", ["Foranstaltning", "Udføres af", "Klar senest", "Fremdrift"], "gennemført"),
    ("no", ["Hva skal gjøres", "Utføres av", "Ferdig innen", "Framdrift"], "gjennomført"),
    ("ja", ["施策", "実施者", "いつまでに", "進捗状況"], "実施済み"),
    ("zh", ["具体措施", "对接人", "预计完成日期", "完成情况"], "已落实"),
    ("zh-hant", ["改善項目", "承辦人", "預計完成日", "辦理情形"], "已結案"),
    ("ko", ["해야 할 일", "처리자", "언제까지", "진행 상황"], "조치 완료"),
    ("tr", ["Yapılacak iş", "Kim yapacak", "Planlanan tarih", "Son durum"], "uygulandı"),
];

#[test]
fn headings_are_read_as_each_language_names_them() {
    let role = |heading: &str| sections::role(heading, &Config::default());
    for (language, heading, expected) in HEADINGS {
        assert_eq!(role(heading), Some(*expected), "{language}: {heading}");
    }
    for (language, heading) in OTHER_HEADINGS {
        assert_eq!(role(heading), None, "{language}: {heading}");
    }
}

fn joined<T>(names: &[Traced<T>], name: impl Fn(&T) -> &str) -> String {
    names.iter().map(|it| name(&it.value)).collect::<Vec<_>>().join(", ")
}

#[test]
fn lines_of_the_head_are_read_as_each_language_names_them() {
    for (language, line, expected) in LINES {
        let it: Incident = read(&format!("# Gate\n\n{line}\n\n## Root cause\n\nA wet belt.\n"));
        let severity = it.severity.map(|it| it.value.label).unwrap_or_default();
        let end = it.instants.resolved.map(|it| it.value.rfc3339()).unwrap_or_default();
        assert_eq!(
            [severity, end, joined(&it.authors, String::as_str), joined(&it.services, |it| &it.name)],
            *expected,
            "{language}: {line}"
        );
    }
}

#[test]
fn tables_of_actions_are_read_as_each_language_names_their_columns() {
    for (language, columns, done) in TABLES {
        let head = columns.join(" | ");
        let text = format!(
            "# Gate\n\n## Action items\n\n| {head} |\n|---|---|---|---|\n| Dry it | Kim | 2031-06-01 | {done} |\n"
        );
        let it = read(&text);
        let told = it.actions.iter().map(|item| {
            let due = item.due.map(|due| due.to_string());
            (item.plain(), item.owner.clone(), due, item.status.slug())
        });
        let expected = ("Dry it".to_owned(), Some("Kim".to_owned()), Some("2031-06-01".to_owned()), "done");
        assert_eq!(told.collect::<Vec<_>>(), [expected], "{language}: {head}");
    }
}
