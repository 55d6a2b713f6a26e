//! The program: an example of the emitted crate that reads instances and says what became of each.

use std::fmt::Write as _;

use portolan::Package;
use portolan::api::Api;

/// The program, as the text of an example.
///
/// It reads lines from the file that its argument names: the model's number, a space, the JSON. For each it prints a
/// line: how the value that was decoded begins (of a union that is its variant), what was missing, what was not
/// expected, and the JSON once more, with tabs between; or `error` and what could not be decoded.
#[must_use]
pub fn program(api: &Api, package: &Package) -> String {
    let mut models = String::new();
    for model in &api.models {
        // Writing to a string cannot fail.
        let _ = writeln!(models, "    empty::<models::{}>,", model.name.as_str());
    }
    format!(
        "//! Reads instances of the models, and writes them once more.\n\
         \n\
         use {}::models;\n\
         use portolan_runtime::wire;\n\
         {PROGRAM}\n\
         /// An empty value of each model, by its number.\n\
         const MODELS: &[fn() -> Box<dyn Model>] = &[\n{models}];\n",
        package.crate_name()
    )
}

const PROGRAM: &str = r#"
trait Model: wire::Value + std::fmt::Debug {}

impl<T: wire::Value + std::fmt::Debug> Model for T {}

fn empty<T: Model + 'static>() -> Box<dyn Model> {
    Box::new(wire::empty::<T>())
}

/// How the value begins when it is printed.
fn beginning(value: &dyn Model) -> String {
    let printed = format!("{value:?}");
    printed.split(|character: char| !character.is_alphanumeric()).next().unwrap_or("").to_owned()
}

fn main() {
    let file = std::env::args().nth(1).expect("a file of instances");
    let text = std::fs::read_to_string(&file).expect("the file of instances can be read");
    let mut verdicts = String::new();
    for line in text.lines() {
        let (model, json) = line.split_once(' ').expect("a number and JSON");
        let mut value = MODELS[model.parse::<usize>().expect("a number")]();
        // A `&mut dyn Model` is a `&mut dyn Value`.
        match wire::decode_into(json.as_bytes(), &mut *value) {
            Ok(notes) => verdicts.push_str(&format!(
                "{}\t{}\t{}\t{}\n",
                beginning(&*value),
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
