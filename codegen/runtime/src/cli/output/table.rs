//! JSON as a table with aligned columns.

use serde_json::{Map, Value as Json};
use unicode_width::UnicodeWidthStr;

/// The maximum width of a cell.
const MAX_WIDTH: usize = 60;

/// The maximum number of columns. A list whose items have own properties would need a cell for each
/// pair of them.
pub(super) const MAX_COLUMNS: usize = 64;

/// A formatted table.
pub(super) struct Table {
    pub(super) text: String,
    /// Whether there are more than [`MAX_COLUMNS`].
    pub(super) omits_columns: bool,
}

impl Table {
    fn whole(text: String) -> Self {
        Self { text, omits_columns: false }
    }
}

/// Formats a list with a row for each item, or an object with a row for each member.
pub(super) fn format_table(json: &Json, items: Option<&str>) -> Table {
    let list = match (json, items.and_then(|items| json.get(items))) {
        (_, Some(Json::Array(items))) | (Json::Array(items), _) => items,
        (Json::Object(object), _) => return Table::whole(format_object(object)),
        (scalar, _) => return Table::whole(format!("{}\n", cell(scalar))),
    };
    let mut columns: Vec<&str> = Vec::new();
    let mut omits_columns = false;
    for (name, value) in list.iter().filter_map(Json::as_object).flatten() {
        if has_column(value) && !columns.contains(&name.as_str()) {
            if columns.len() == MAX_COLUMNS {
                omits_columns = true;
                break;
            }
            columns.push(name);
        }
    }
    if columns.is_empty() {
        let lines: Vec<String> = list.iter().map(|item| cell(item) + "\n").collect();
        return Table::whole(lines.concat());
    }
    let heading = columns.iter().map(|name| cell(&Json::from(*name)));
    let mut rows = vec![heading.collect::<Vec<_>>()];
    for item in list {
        let cells = columns.iter().map(|name| item.get(name).map_or_else(String::new, cell));
        rows.push(cells.collect());
    }
    Table { text: align(&rows), omits_columns }
}

fn format_object(object: &Map<String, Json>) -> String {
    let rows =
        object.iter().map(|(name, value)| vec![cell(&Json::from(name.as_str())), cell(value)]);
    align(&rows.collect::<Vec<_>>())
}

/// Whether a value gets a column: scalars and lists of scalars do.
fn has_column(value: &Json) -> bool {
    match value {
        Json::Object(_) => false,
        Json::Array(items) => items.iter().all(|item| !item.is_object() && !item.is_array()),
        _ => true,
    }
}

/// Formats a value as one short line without control characters.
fn cell(value: &Json) -> String {
    let text = match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) if has_column(value) => {
            items.iter().map(cell).collect::<Vec<_>>().join(",")
        }
        other => other.to_string(),
    };
    let mut short = String::new();
    let mut width = 0;
    for character in text.chars() {
        let printable = if character.is_control() { ' ' } else { character };
        width += printable.to_string().width();
        if width > MAX_WIDTH {
            short.push_str("...");
            break;
        }
        short.push(printable);
    }
    short
}

/// Aligns rows with the same number of cells into columns.
fn align(rows: &[Vec<String>]) -> String {
    let count = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..count)
        .map(|column| {
            rows.iter().filter_map(|row| row.get(column)).map(|it| it.width()).max().unwrap_or(0)
        })
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| {
            format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width())))
        });
        let line: Vec<String> = cells.collect();
        format!("{}\n", line.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn formats_lists_with_a_row_per_item() {
        let page = json!({"totalCount": 2, "results": [
            {"id": "a", "links": [{"href": "x"}], "tags": ["x", "y"], "n": 1},
            {"id": "日本", "other": null, "n": 22},
        ]});
        let expected = "id    tags  n   other\na     x,y   1\n日本        22\n";
        assert_eq!(format_table(&page, Some("results")).text, expected);
        assert_eq!(format_table(&page["results"], None).text, expected);
    }

    #[test]
    fn formats_objects_with_a_row_per_member() {
        let text = "x".repeat(100);
        let table = format_table(
            &json!({"a": "\u{1b}[31m\n", "bcd": true, "o": {"p": 1}, "t": text}),
            None,
        );
        let long = "x".repeat(MAX_WIDTH);
        assert_eq!(
            table.text,
            format!("a     [31m\nbcd  true\no    {{\"p\":1}}\nt    {long}...\n")
        );
    }

    #[test]
    fn columns_are_bounded_in_number_and_width() {
        let items = (0..1000).map(|index| json!({"id": index, format!("own{index}"): index}));
        let table = format_table(&Json::Array(items.collect()), None);
        assert!(table.omits_columns);
        let heading = table.text.lines().next().unwrap_or_default();
        assert_eq!(heading.split_whitespace().count(), MAX_COLUMNS);
        assert_eq!(table.text.lines().count(), 1001);

        let long = json!({"x".repeat(10_000): 1});
        for json in [json!([long]), long] {
            let table = format_table(&json, None);
            assert!(!table.omits_columns && table.text.len() < 200, "{}", table.text.len());
        }
    }
}
