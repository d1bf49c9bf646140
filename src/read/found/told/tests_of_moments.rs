//! When an incident began and ended, as a summary tells it.

use crate::read::tests::read_named;

/// Day, hour and minute of both, where the document is of Wednesday, 9 April 2031; `-` for none.
#[track_caller]
fn case(summary: &str, started: &str, resolved: &str) {
    let incident = read_named("x.md", &format!("# Ferry desk\n\nDate: 2031-04-09\n\n## Summary\n\n{summary}\n"));
    let instants = incident.instants;
    let found = [instants.started, instants.resolved]
        .map(|at| at.map_or_else(|| "-".to_owned(), |at| at.value.local.strftime("%d %H:%M").to_string()));
    assert_eq!(found, [started, resolved], "{summary}");
}

#[test]
fn something_is_so_since_a_time() {
    case("Passengers could not book from 07:20 UTC. Full service was restored at 08:05 UTC.", "09 07:20", "09 08:05");
    case("Starting at 07:20 UTC, and for half an hour, the desk returned errors.", "09 07:20", "-");
    case("The desk threw errors for half an hour, beginning at 07:20.", "09 07:20", "-");
    case("Passengers have been unable to book since 07:20 UTC.", "09 07:20", "-");
    case("Passengers have been unable to book since about 07:20 UTC.", "-", "-");
    case("Passengers have been unable to book since before 07:20 UTC.", "-", "-");
    case("Passengers noticed since 07:20 UTC that they were unable to book.", "-", "-");
    case("Fahrgäste konnten seit 7:20 Uhr nicht bezahlen. Um 8:05 Uhr lief alles wieder.", "09 07:20", "09 08:05");
    case("Le quai était inaccessible depuis 7 h 20. Il a été rétabli à 8 h 05.", "09 07:20", "09 08:05");
    case("Los viajeros no podían pagar desde las 7:20. El servicio se recuperó a las 8:05.", "09 07:20", "09 08:05");
    case("7時20分から予約できませんでした。8時5分に復旧しました。", "09 07:20", "09 08:05");
}

#[test]
fn the_last_time_of_a_summary_may_be_the_end_in_plain_words() {
    case("The desk went down at 0720 UTC and came back at 0805 UTC.", "09 07:20", "09 08:05");
    case("The desk went down at 7.20am BST and was back at 8.05am BST.", "09 07:20", "09 08:05");
    case("The desk went down at 07:20 and recovered at 07:40, but failed again at 07:50.", "09 07:20", "-");
    case("The desk went down at 07:20. Sales recovered at 07:40, refunds not before 08:05.", "09 07:20", "-");
    case("The desk went down at 07:20. We restored a backup at 07:40.", "09 07:20", "-");
    case("The desk went down at 07:20. The ledger was restored at 07:40, but the desk stayed down.", "09 07:20", "-");
    case("The desk went down at 07:20. The engineer on call came back at 07:40.", "09 07:20", "-");
    case("The desk went down at 07:20. Half of the sales partially recovered at 07:40.", "09 07:20", "-");
}

#[test]
fn an_end_may_be_on_the_next_day() {
    for end in ["the next morning", "UTC the next day", "on the following day", "the following morning (UTC)"] {
        case(&format!("The desk was down from 07:20 until 06:05 {end}."), "09 07:20", "10 06:05");
        case(&format!("The desk was down from 07:20 until 08:05 {end}."), "09 07:20", "10 08:05");
        let end = end.trim_start_matches("UTC ").trim_end_matches(" (UTC)");
        case(&format!("The desk went down at 07:20. It came back at 08:05 {end}."), "09 07:20", "10 08:05");
    }
    case("Das Pult war von 7:20 Uhr bis 8:05 Uhr am nächsten Morgen nicht erreichbar.", "09 07:20", "10 08:05");
}

#[test]
fn what_is_not_sure_is_not_said() {
    // A week ahead, or the day before?
    case("Last Tuesday from 07:20 UTC until 08:05 UTC the desk returned errors.", "-", "-");
    case("On Wednesday from 07:20 UTC until 08:05 UTC the desk returned errors.", "09 07:20", "09 08:05");
    // The first end is not the last.
    case("The desk was slow 07:20–08:05 UTC and again 09:10–09:30 UTC.", "09 07:20", "-");
}

#[test]
fn a_sentence_says_from_when_to_when() {
    let times = |text: &str| {
        let instants = read_named("2031-03-09-x.md", text).instants;
        let of = |at: &Option<crate::incident::Traced<crate::incident::instant::Instant>>| {
            at.as_ref().map(|at| at.value.rfc3339())
        };
        (of(&instants.started), of(&instants.resolved))
    };
    let some = |text: &str| Some(text.to_owned());
    let both = (some("2031-03-09T16:58:00Z"), some("2031-03-09T18:46:00Z"));
    assert_eq!(times("# T\n\nThe shop was down from 16:58 to 18:46 UTC.\n"), both);
    assert_eq!(times("# T\n\n**Duration:** ~2 hours (16:58 UTC to 18:46 UTC)\n\n## Impact\n\nx\n"), both);
    assert_eq!(times("# T\n\n**Impact window:** 16:58 – 18:46 UTC\n\n## Impact\n\nx\n"), both);
    assert_eq!(times("# T\n\nAt 16:58 UTC, the doors became unresponsive.\n").0, both.0);
    assert_eq!(times("# T\n\nAt 16:58 UTC, a customer reported that the doors were down.\n").0, None);
    assert_eq!(times("# T\n\nNobody could get a parcel from 16:58 to 18:46 UTC.\n"), both);
    assert_eq!(times("# T\n\nThe paint dried from 16:58 to 18:46 UTC.\n"), (None, None));
    let other = "# T\n\nNobody could get a parcel from 2031-02-09 16:58 to 18:46 UTC.\n\n## Timeline\n\n";
    assert_eq!(times(&format!("{other}- 2031-03-09 17:10 UTC: alert fired\n")).0, None);
    assert_eq!(times("# T\n\n## Impact\n\nFerries waited from 16:58 to 18:46 UTC.\n"), both);
    let two = "- Nobody got in from 16:58 to 18:46 UTC.\n- Nobody got out from 17:00 to 17:30 UTC.\n";
    assert_eq!(times(&format!("# T\n\n## Impact\n\n{two}")), (None, None));
    let timeline = "# T\n\n## Timeline\n\n- 16:58 UTC: the doors stop responding\n- 17:10 UTC: alert fired\n- 18:46 UTC: everything is back to normal\n";
    assert_eq!(times(timeline), both);
    let found =
        "# T\n\n## Timeline\n\n- 16:58 UTC: a courier reports that a certificate expired\n- 18:46 UTC: renewed\n";
    assert_eq!(times(found).0, None);
}
