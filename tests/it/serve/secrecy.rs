//! The preview of a site for certain readers says what keeps it from being built.

use super::Preview;

const ARCHIVE: &str = "-- casebook.toml --\ntitle = \"T\"\naudience = \"public\"\n\
    -- content/incidents/2026-01-02-in.md --\n---\ntitle: The quiet leak of the year\n---\n\
    The list of all customers was readable by everybody in the office.\n\
    -- content/incidents/2026-01-03-out.md --\n---\ntitle: Out\naudience: public\n---\nText.\n";

#[test]
fn what_would_leak_is_said_after_the_page_is_shown() {
    let preview = Preview::new(ARCHIVE, &[]);
    let page = |text: &str| format!("---\ntitle: Out\naudience: public\n---\n{text}\n");
    let save = |text: &str| preview.archive.write("content/incidents/2026-01-03-out.md", page(text));
    save("## Names (.internal)\n\nKim");
    preview.says("this leaves nothing out here");
    save("The list of all customers was readable by everybody in the office.");
    preview.says("this stands word for word in a document that is not for the readers of this site");
    preview.archive.write("content/incidents/a.txt", "It was the quiet leak of the year.");
    save("See [a](a.txt).");
    preview.says("`files/incidents/a.txt` holds text that is not for the readers of this site");
    save("Text.");
    preview.says("nothing is wrong any more");
}
