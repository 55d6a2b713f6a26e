//! Rows: JSON as a table for people, of what fits into one.

use serde_json::{Map, Value as Json};
use unicode_width::UnicodeWidthStr;

/// How wide a cell is at the most.
const WIDEST: usize = 60;

/// A table with a row for each item of a list, or for each member of an object.
pub(super) fn table(json: &Json, items: Option<&str>) -> String {
    let list = match (json, items.and_then(|items| json.get(items))) {
        (_, Some(Json::Array(items))) | (Json::Array(items), _) => items,
        (Json::Object(object), _) => return of_object(object),
        (scalar, _) => return format!("{}\n", cell(scalar)),
    };
    let mut columns: Vec<&str> = Vec::new();
    for (name, value) in list.iter().filter_map(Json::as_object).flatten() {
        if fits(value) && !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    if columns.is_empty() {
        let lines: Vec<String> = list.iter().map(|item| cell(item) + "\n").collect();
        return lines.concat();
    }
    let mut rows = vec![columns.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()];
    for item in list {
        let cells = columns.iter().map(|name| item.get(name).map_or_else(String::new, cell));
        rows.push(cells.collect());
    }
    aligned(&rows)
}

fn of_object(object: &Map<String, Json>) -> String {
    let rows = object.iter().map(|(name, value)| vec![name.clone(), cell(value)]);
    aligned(&rows.collect::<Vec<_>>())
}

/// Whether a value is one that a column is for.
fn fits(value: &Json) -> bool {
    match value {
        Json::Object(_) => false,
        Json::Array(items) => items.iter().all(|item| !item.is_object() && !item.is_array()),
        _ => true,
    }
}

/// A value in one short line, without what steers terminals.
fn cell(value: &Json) -> String {
    let text = match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) if fits(value) => items.iter().map(cell).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    };
    let mut short = String::new();
    let mut width = 0;
    for character in text.chars() {
        let shown = if character.is_control() { ' ' } else { character };
        width += shown.to_string().width();
        if width > WIDEST {
            short.push_str("...");
            break;
        }
        short.push(shown);
    }
    short
}

/// Rows of the same number of cells, each column as wide as its widest cell.
fn aligned(rows: &[Vec<String>]) -> String {
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
    fn lists_have_a_row_for_each_item() {
        let page = json!({"totalCount": 2, "results": [
            {"id": "a", "links": [{"href": "x"}], "tags": ["x", "y"], "n": 1},
            {"id": "日本", "other": null, "n": 22},
        ]});
        let expected = "id    tags  n   other\na     x,y   1\n日本        22\n";
        assert_eq!(table(&page, Some("results")), expected);
        assert_eq!(table(&page["results"], None), expected);
    }

    #[test]
    fn objects_have_a_row_for_each_member() {
        let text = "x".repeat(100);
        let table =
            table(&json!({"a": "\u{1b}[31m\n", "bcd": true, "o": {"p": 1}, "t": text}), None);
        let long = "x".repeat(WIDEST);
        assert_eq!(table, format!("a     [31m\nbcd  true\no    {{\"p\":1}}\nt    {long}...\n"));
    }
}
