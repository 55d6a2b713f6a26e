//! The program that decodes and encodes instances with the emitted models.

use std::fmt::Write as _;

use crate::model::Model;

/// Returns the program as the text of an example of the crate.
///
/// It reads the file that its argument names. A line is the index of a model, a space, and an instance. For each line it
/// prints the start of the decoded value's `Debug` form (the variant of a union), the missing properties, the
/// unexpected properties and the encoded JSON, separated by tabs. A line that starts with `error` holds the reason
/// why an instance was not decoded.
#[must_use]
pub fn program(models: &[Model], crate_name: &str) -> String {
    let mut constructors = String::new();
    for model in models {
        // Writing to a string cannot fail.
        let _ = writeln!(constructors, "    empty::<models::{}>,", model.name);
    }
    format!(
        "//! Decodes instances of the models and encodes them again.\n\
         \n\
         use {crate_name}::models;\n\
         use portolan_runtime::wire;\n\
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

fn main() {
    let file = std::env::args().nth(1).expect("a file of instances");
    let text = std::fs::read_to_string(&file).expect("the file of instances can be read");
    let mut verdicts = String::new();
    for line in text.lines() {
        let (model, json) = line.split_once(' ').expect("an index and JSON");
        let mut value = MODELS[model.parse::<usize>().expect("an index")]();
        // A `&mut dyn Model` is a `&mut dyn Value`.
        match wire::decode_into(json.as_bytes(), &mut *value) {
            Ok(notes) => verdicts.push_str(&format!(
                "{}\t{}\t{}\t{}\n",
                first_word(&*value),
                notes.missing.join(" "),
                notes.unexpected.join(" "),
                String::from_utf8_lossy(&wire::encode(&*value)),
            )),
            Err(error) => verdicts.push_str(&format!("error\t{}\t\t\n", error.to_string().replace(['\n', '\t'], " "))),
        }
    }
    print!("{verdicts}");
}
"#;
