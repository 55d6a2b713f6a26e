//! The program that decodes and encodes instances with the emitted models.

use std::fmt::Write as _;

use crate::model::Model;

/// Returns the program as the text of an example of the crate.
///
/// It reads the file that its argument names. A line is the index of a type, a space, and an instance; the types are the
/// models, then `bodies`, which are Rust types. For each line it prints the start of the decoded value's `Debug` form (the
/// variant of a union), the missing properties, the unexpected properties, objects of unknown variants and the encoded
/// JSON, separated by tabs. A line that starts with `error` holds the reason why an instance was not decoded.
#[must_use]
pub fn program(models: &[Model], bodies: &[String], crate_name: &str) -> String {
    let mut constructors = String::new();
    for model in models {
        // Writing to a string cannot fail.
        let _ = writeln!(constructors, "    empty::<models::{}>,", model.name);
    }
    for body in bodies {
        let _ = writeln!(constructors, "    empty::<{body}>,");
    }
    format!(
        "//! Decodes instances of the models and encodes them again.\n\
         \n\
         #[allow(unused_imports, reason = \"not every body needs them\")]\n\
         use std::collections::BTreeMap;\n\
         \n\
         use {crate_name}::models;\n\
         use portolan_runtime::wire;\n\
         #[allow(unused_imports, reason = \"not every body needs them\")]\n\
         use portolan_runtime::{{self as runtime, jiff, serde_json}};\n\
         {PROGRAM}\n\
         /// Constructors of an empty value of each model, by its index.\n\
         const MODELS: &[fn() -> Box<dyn Model>] = &[\n{constructors}];\n",
    )
}

const PROGRAM: &str = r#"
trait Model: wire::Value + std::fmt::Debug {}

impl<T: wire::Value + std::fmt::Debug> Model for T {}

fn empty<T: Model + 'static>() -> Box<dyn Model> {
    Box::new(wire::empty::<T>())
}

/// Returns the first word of the value's `Debug` form.
fn first_word(value: &dyn Model) -> String {
    let printed = format!("{value:?}");
    printed.split(|character: char| !character.is_alphanumeric()).next().unwrap_or("").to_owned()
}

/// Collects the JSON of the unknown variants in a value.
fn unknown_variants(value: &dyn wire::Value, found: &mut Vec<String>) {
    use std::fmt::Debug;

    let mut union = |union: &dyn Debug, held: &dyn wire::Value| {
        if format!("{union:?}").starts_with("Unknown(") {
            let json = String::from_utf8_lossy(&wire::encode(held)).replace(['\n', '\t'], " ");
            found.push(json.chars().take(200).collect());
        } else {
            unknown_variants(held, found);
        }
    };
    match value.view() {
        wire::View::TaggedUnion(value) => union(&value, value.get().1),
        wire::View::UntaggedUnion(value) => union(&value, value.get().1),
        wire::View::Record(record) => {
            for index in 0..record.fields().len() {
                if let Some(field) = record.get(index) {
                    unknown_variants(field, found);
                }
            }
            if let Some(entries) = record.additional_properties() {
                entries.each(&mut |_, entry| unknown_variants(entry, found));
            }
        }
        wire::View::List(list) => {
            for index in 0..list.count() {
                if let Some(item) = list.item(index) {
                    unknown_variants(item, found);
                }
            }
        }
        wire::View::Entries(entries) => entries.each(&mut |_, entry| unknown_variants(entry, found)),
        _ => {}
    }
}

fn main() {
    let file = std::env::args().nth(1).expect("a file of instances");
    let text = std::fs::read_to_string(&file).expect("the file of instances can be read");
    let mut verdicts = String::new();
    for line in text.lines() {
        let (model, json) = line.split_once(' ').expect("an index and JSON");
        let mut value = MODELS[model.parse::<usize>().expect("an index")]();
        // A `&mut dyn Model` is a `&mut dyn Value`.
        match wire::decode_into(json.as_bytes(), &mut *value) {
            Ok(notes) => {
                let mut unknown = Vec::new();
                unknown_variants(&*value, &mut unknown);
                let invalid = notes.invalid.iter().map(|value| value.path());
                let missing: Vec<&str> =
                    notes.missing.iter().map(String::as_str).chain(invalid).collect();
                verdicts.push_str(&format!(
                    "{}\t{}\t{}\t{}\t{}\n",
                    first_word(&*value),
                    missing.join(" "),
                    notes.unexpected.join(" "),
                    unknown.join(" "),
                    String::from_utf8_lossy(&wire::encode(&*value)),
                ));
            }
            Err(error) => verdicts.push_str(&format!("error\t{}\t\t\t\n", error.to_string().replace(['\n', '\t'], " "))),
        }
    }
    print!("{verdicts}");
}
"#;
