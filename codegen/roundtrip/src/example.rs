//! Examples of response bodies, decoded by the emitted models.

use std::fmt;

use serde_json::Value;

/// An example of a response body, or of a schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its location in the document, for the report.
    pub location: String,
    /// The index of the type that decodes it, among the types of the [program](crate::program).
    pub target: usize,
    /// The JSON.
    pub json: Value,
    /// The reason why it does not match its schema.
    pub violation: Option<String>,
}

/// The outcome of all examples.
#[derive(Debug, Default)]
pub struct ExampleReport {
    matching: Count,
    others: Count,
    exceptions: Vec<String>,
}

#[derive(Debug, Default)]
struct Count {
    all: usize,
    decoded: usize,
}

impl ExampleReport {
    /// Reads the lines that the [program](crate::program) printed for the examples.
    #[must_use]
    pub fn new<'o>(examples: &[Example], lines: impl Iterator<Item = &'o str>) -> Self {
        let mut report = Self::default();
        let lines = lines.map(Some).chain(std::iter::repeat(None));
        for (example, line) in examples.iter().zip(lines) {
            let loss = loss(line.unwrap_or("error\tthe program ended early\t\t\t"));
            let count = match &example.violation {
                None => &mut report.matching,
                Some(_) => &mut report.others,
            };
            count.all += 1;
            count.decoded += usize::from(loss.is_none());
            if let Some(loss) = loss {
                let violation = example.violation.as_ref();
                let violation = violation.map(|it| format!(" (does not match its schema: {it})"));
                report.exceptions.push(format!(
                    "{}: {loss}{}",
                    example.location,
                    violation.unwrap_or_default()
                ));
            }
        }
        report
    }
}

/// Returns what an example lost; `None` if it was decoded with nothing missing, nothing unexpected, and no unknown
/// variant.
fn loss(line: &str) -> Option<String> {
    let mut fields = line.splitn(5, '\t');
    let mut next = || fields.next().unwrap_or_default();
    let (first_word, missing, unexpected, unknown, json) = (next(), next(), next(), next(), next());
    if first_word == "error" && json.is_empty() {
        return Some(missing.to_owned());
    }
    let losses: Vec<String> =
        [("missing", missing), ("unexpected", unexpected), ("no variant for", unknown)]
            .into_iter()
            .filter(|(_, what)| !what.is_empty())
            .map(|(how, what)| format!("{how} {what}"))
            .collect();
    (!losses.is_empty()).then(|| losses.join("; "))
}

impl fmt::Display for ExampleReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.matching.all + self.others.all == 0 {
            return Ok(());
        }
        writeln!(formatter, "| | examples | decoded |")?;
        writeln!(formatter, "|---|---|---|")?;
        for (name, Count { all, decoded }) in [
            ("examples of responses that match their schemas", &self.matching),
            ("examples of responses that do not", &self.others),
        ] {
            writeln!(formatter, "| {name} | {all} | {decoded} |")?;
        }
        for exception in &self.exceptions {
            writeln!(formatter, "- {exception}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_named_and_violations_explained() {
        let example = |violation: Option<&str>| Example {
            location: "#/a".to_owned(),
            target: 0,
            json: Value::Null,
            violation: violation.map(str::to_owned),
        };
        let examples = [example(None), example(None), example(None), example(Some("why"))];
        let lines = ["Lamp\t\t\t\t{}", "Lamp\ta\tb c\t{\"kind\":\"x\"}\t{}", "error\tno\t\t\t"];
        let report = ExampleReport::new(&examples, lines.into_iter());
        assert_eq!(
            report.to_string(),
            "| | examples | decoded |\n\
             |---|---|---|\n\
             | examples of responses that match their schemas | 3 | 1 |\n\
             | examples of responses that do not | 1 | 0 |\n\
             - #/a: missing a; unexpected b c; no variant for {\"kind\":\"x\"}\n\
             - #/a: no\n\
             - #/a: the program ended early (does not match its schema: why)\n"
        );
    }
}
